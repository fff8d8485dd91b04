"""The bilan of a crisis: drafted in one click, written, scanned, published; volunteers thanked once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cordee.ground.crisis.actions.crises import end_crisis, open_crisis
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import AfterActionReport, AfterActionTask, EntryKind, LogbookEntry
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.tests.factories import a_volunteer


@pytest.fixture
def isabelle(account):
    return account(Role.OPERATIONS_LEAD, name="Isabelle Faure")


@pytest.fixture
def crisis(town, isabelle):
    at = timezone.now() - timedelta(days=3)
    return open_crisis(
        kind="heatwave", title="Canicule de juillet", phase="alert", colour="orange", decided_by="Hélène Garnier",
        by=isabelle, at=at,
    )  # fmt: skip


@pytest.fixture
def mayor(town, staff):
    return staff(Role.MAYOR)


def page(name, crisis):
    return reverse(f"cell:{name}", args=[crisis.pk])


EMPTY_PLAN = {"plan-TOTAL_FORMS": "3", "plan-INITIAL_FORMS": "0"}


def words(**said):
    return (
        {"summary": "Il a fait chaud.", "failures": "Pas assez d’eau\nTrop d’appels perdus"}
        | EMPTY_PLAN
        | said
    )


def closed(crisis, by):
    return end_crisis(crisis=crisis, by=by, at=timezone.now())


def test_one_click_gives_twelve_indicators_with_their_definition_and_the_decisions(mayor, crisis, isabelle):
    now = timezone.now()
    for text, kind in (
        ("Salle du Lavoir ouverte.", EntryKind.DECISION),
        ("Jeanne Rolland va mieux.", EntryKind.DECISION),
    ):
        note_in_logbook(text=text, by=isabelle, at=now, crisis=crisis, kind=kind)
    a_need(now, last_name="Rolland")
    answer = mayor.post(page("bilan_new", crisis), follow=True)
    shown = answer.content.decode()
    report = AfterActionReport.objects.get()
    assert shown.count("<dt>") >= 12 and "de la demande à l’aide apportée" in shown
    kept = {one.text for one in _entries(report)}
    assert "Salle du Lavoir ouverte." in kept and "Jeanne Rolland va mieux." not in kept
    mayor.post(page("bilan_new", crisis))
    assert AfterActionReport.objects.count() == 1


def _entries(report):
    return LogbookEntry.objects.filter(number__in=report.lines)


def test_what_is_typed_is_kept_and_a_half_said_action_is_told_beside_its_field(mayor, crisis):
    mayor.post(page("bilan_new", crisis))
    half = words(**{"plan-0-what": "Acheter des ventilateurs"})
    wrong = mayor.post(page("bilan", crisis), half)
    assert wrong.status_code == 422 and "Acheter des ventilateurs" in wrong.content.decode()
    whole = half | {"plan-0-owner": "Direction du CCAS", "plan-0-due_on": "01/09/2027"}
    assert mayor.post(page("bilan", crisis), whole).status_code == 302
    report = AfterActionReport.objects.get()
    assert report.failures == ["Pas assez d’eau", "Trop d’appels perdus"]
    assert AfterActionTask.objects.get().owner == "Direction du CCAS"


def test_a_name_typed_in_a_free_text_stops_the_publication_until_it_is_removed(mayor, crisis, isabelle):
    a_volunteer(timezone.now(), by=isabelle, first_name="Élodie", last_name="Guérin")
    mayor.post(page("bilan_new", crisis))
    mayor.post(page("bilan", crisis), words(worked="Merci à GUERIN\nqui a tout porté."))
    closed(crisis, isabelle)
    publish = page("bilan_publish", crisis)
    shown = mayor.get(publish).content.decode()
    assert "GUERIN" in shown and "Ce qui a bien marché, ligne" in shown and "Publier pour tout" not in shown
    assert "désigne" in mayor.post(publish, follow=True).content.decode()
    assert AfterActionReport.objects.get().published_at is None
    mayor.post(page("bilan", crisis), words(worked="Merci à celle qui a tout porté."))
    assert "est publié" in mayor.post(publish, follow=True).content.decode()


def test_each_request_left_open_has_somebody_before_the_bilan_is_out(mayor, crisis, isabelle):
    need = a_need(timezone.now(), urgency=3)
    mayor.post(page("bilan_new", crisis))
    mayor.post(page("bilan", crisis), words())
    closed(crisis, isabelle)
    publish = page("bilan_publish", crisis)
    assert "dites qui reprend" in mayor.post(publish, follow=True).content.decode().replace("\xa0", " ")
    mayor.post(page("bilan", crisis), words(**{f"repris_{need.number}": "Service d’aide à domicile"}))
    mayor.post(publish)
    report = AfterActionReport.objects.get()
    assert report.published_at and "domicile" not in str(report.content)
    internal = mayor.get(page("bilan_pdf", crisis))
    told = "".join(one.extract_text() for one in PdfReader(io.BytesIO(internal.content)).pages)
    assert "aide à domicile" in told and "interne" in told


def test_it_waits_for_the_end_and_then_does_not_change(mayor, staff, client, crisis, isabelle):
    mayor.post(page("bilan_new", crisis))
    mayor.post(page("bilan", crisis), words())
    publish, public = page("bilan_publish", crisis), reverse("home:bilan", args=[crisis.pk])
    assert "Closez d’abord" in mayor.post(publish, follow=True).content.decode()
    assert client.get(public).status_code == 404
    closed(crisis, isabelle)
    assert staff(Role.CCAS_MANAGER).post(publish).status_code == 403
    staff(Role.COMMUNICATION).post(publish)
    mayor.post(page("bilan", crisis), words(summary="Autre chose"))
    told = client.get(public).content.decode()
    assert "Il a fait chaud." in told and "Autre chose" not in told and "Garnier" not in told
    assert "Canicule de juillet" in client.get(reverse("home:bilans")).content.decode()
    pdf = PdfReader(io.BytesIO(client.get(reverse("home:bilan_pdf", args=[crisis.pk])).content))
    text = "".join(one.extract_text() for one in pdf.pages)
    assert "Pas assez d’eau" in text and "interne" not in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_an_exercise_has_no_bilan(mayor, isabelle, town):
    drill = open_crisis(
        kind="flood",
        title="Exercice",
        phase="alert",
        colour="orange",
        exercise=True,
        by=isabelle,
        at=timezone.now(),
    )
    assert "exercice" in mayor.post(page("bilan_new", drill), follow=True).content.decode()
    assert not AfterActionReport.objects.exists()


def test_volunteers_are_thanked_once_each_and_counted(mayor, staff, crisis, isabelle):
    for rank in range(3):
        a_volunteer(
            timezone.now(),
            by=isabelle,
            first_name="Zoé",
            last_name=f"Oger{'abc'[rank]}",
            phone=f"+3363998100{rank}",
        )
    Volunteer.objects.update(state=VolunteerState.CLEARED)
    Person.objects.filter(last_name="Ogerc").update(phone="+33261910017", email="")
    mayor.post(page("bilan_new", crisis))
    OutgoingMessage.objects.all().delete()
    coordinator, thanks = staff(Role.VOLUNTEER_COORDINATOR), page("bilan_thanks", crisis)
    assert "Envoyer 2 messages" in coordinator.get(thanks).content.decode().replace("\xa0", " ")
    coordinator.post(thanks)
    again = coordinator.post(thanks, follow=True).content.decode()
    assert "déjà été remerciés" in again
    sent = OutgoingMessage.objects.filter(kind="volunteer_thanks")
    assert sent.count() == 2 == AfterActionReport.objects.get().thanked
    assert mayor.get(thanks).status_code == 403
