"""The papers of a volunteer, from the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cordee.ground.assignments.actions.answers import accept_assignment, finish_assignment, start_assignment
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.models import Event
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.papers.models import Paper
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.papers import issue_order
from cordee.ground.volunteers.models import Acceptance
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(at, lucie):
    return a_volunteer(at, lucie)


@pytest.fixture
def client(staff, lucie):
    return staff(Role.VOLUNTEER_COORDINATOR)


def home_of(karim):
    return f"/bureau/benevoles/{karim.pk}/papiers/"


def an_order(**changes):
    return {f"ordre-{name}": value for name, value in ({
        "activities": ["Courses à domicile"], "sector": "Les Tilleuls", "starts_on": "07/04/2026", "starts_time": "10h",
        "ends_on": "12/04/2026", "ends_time": "20h", "vehicle": "", "motive": "", "act": "", "signer": "l’adjointe",
    } | changes).items()}  # fmt: skip


def test_from_nothing_to_a_badge_an_order_and_their_pdf(client, karim, sound):
    html = sound(client.get(home_of(karim)))
    assert "Aucun badge en cours" in html and "Aucun papier" in html
    html = sound(client.post(home_of(karim) + "badge/", {"badge-until": "30/06/2026"}, follow=True))
    assert "Le badge est prêt" in html
    html = sound(client.post(home_of(karim) + "ordre/", an_order(), follow=True))
    assert "OM-2026-0001 est prêt à signer" in html and "l’adjointe" in html
    for paper in Paper.objects.all():
        answer = client.get(f"/bureau/papiers/{paper.pk}/")
        assert answer["Content-Type"] == "application/pdf" and faults_of(answer.content) == []
        assert Event.objects.filter(kind="read", subject=f"paper:{paper.pk}").count() == 1


def test_an_order_of_more_than_a_week_is_refused_beside_the_field_and_keeps_what_was_typed(
    client, karim, sound
):
    answer = client.post(home_of(karim) + "ordre/", an_order(ends_on="30/04/2026", sector="Le Port <b>"))
    html = sound(answer)
    assert answer.status_code == 422 and "une semaine au plus" in html and "Le Port &lt;b&gt;" in html
    answer = client.post(home_of(karim) + "ordre/", an_order(starts_time="vers midi"))
    assert answer.status_code == 422 and "comme 8\u00a0h\u00a030" in sound(answer)
    assert not Paper.objects.exists()


def test_a_lost_badge_is_cancelled_in_one_click(client, karim, sound):
    client.post(home_of(karim) + "badge/", {"badge-until": "30/06/2026"})
    badge = Paper.objects.get()
    html = sound(client.post(f"/bureau/papiers/{badge.pk}/annuler/", follow=True))
    assert "est annulé" in html and "Aucun badge en cours" in html
    assert "Numéro non valide" in client.get(f"/v/{badge.code}/").content.decode()


def test_a_charter_signed_on_paper_is_noted_with_who_saw_it(client, karim, lucie, sound):
    html = sound(client.post(home_of(karim) + "agreement/vu/", {"version": "0"}, follow=True))
    assert "vu par vous aujourd’hui" in html
    assert Acceptance.objects.get(kind="agreement").seen_by == lucie
    for version in ("7", "x", ""):
        html = client.post(home_of(karim) + "charter/vu/", {"version": version}, follow=True).content.decode()
        assert "vient de changer" in html


def test_an_agreement_is_printed_with_the_name_and_a_place_to_sign(client, karim):
    answer = client.post(home_of(karim) + "agreement/imprimer/", follow=True)
    words = words_of(answer.content)
    assert karim.person.full_name in words and "CB-2026-0001" in words and "Pour le maire" in words


def test_a_frame_without_mandate_says_why_there_is_no_badge(client, karim, sound):
    html = sound(client.post(home_of(karim) + "cadre/", {"frame": "neighbourly"}, follow=True))
    assert "elle ne mandate pas" in html and "Préparer un badge" not in html
    answer = client.post(home_of(karim) + "badge/", {"badge-until": "30/06/2026"})
    assert answer.status_code == 422 and not Paper.objects.exists()
    assert client.post(home_of(karim) + "cadre/", {"frame": "corsaire"}).status_code == 422


def test_an_attestation_counts_what_the_ledger_holds(client, karim, lucie, at, sound):
    html = sound(client.post(home_of(karim) + "attestation/", {
        "attestation-since": "01/01/2026", "attestation-until": "31/12/2026",
    }))  # fmt: skip
    assert "rien à attester" in html
    for hour, minutes in ((10, 50), (15, 45)):
        mission = Assignment.objects.create(
            need=a_need(at), volunteer=karim, state="proposed", suggested_at=at, proposed_at=at, place=None,
            starts_at=at.replace(hour=hour, minute=0), ends_at=at.replace(hour=hour + 2, minute=0),
        )  # fmt: skip
        accept_assignment(assignment=mission, by=karim.person, at=at)
        mission.refresh_from_db()
        start_assignment(assignment=mission, by=karim.person, at=at)
        finish_assignment(assignment=mission, by=karim.person, at=at, minutes=minutes, amount_cents=None)
    client.post(home_of(karim) + "attestation/", {
        "attestation-since": "01/01/2026", "attestation-until": "31/12/2026", "attestation-signer": "le maire",
    })  # fmt: skip
    words = words_of(client.get(f"/bureau/papiers/{Paper.objects.get().pk}/").content)
    assert "Missions réalisées : 2." in words and "1 h 35" in words and "Courses à domicile" in words


def test_the_reception_checks_a_badge_by_telephone(staff, client, karim, sound):
    client.post(home_of(karim) + "badge/", {"badge-until": "30/06/2026"})
    badge = Paper.objects.get()
    code = f"{badge.short_code[:2]}-{badge.short_code[2:]}"
    reception = staff(Role.RECEPTIONIST)
    html = sound(reception.post("/bureau/verifier/", {"code": code, "first_name": "karim"}))
    assert "Valide" in html and "Karim B." in html
    html = sound(reception.post("/bureau/verifier/", {"code": code, "first_name": "Kevin"}))
    assert "Rien ne correspond" in html and "Karim B." not in html
    assert sorted(event.facts["found"] for event in Event.objects.filter(verb="check_badge")) == [0, 1]


def test_the_list_of_papers_costs_the_same_however_long(
    client, karim, lucie, at, django_assert_max_num_queries
):
    for week in range(12):
        issue_order(
            volunteer=karim, starts_at=at + timedelta(days=8 * week), ends_at=at + timedelta(days=8 * week + 1),
            activities=["Courses à domicile"], sector="", vehicle="", motive="", act="", signer="", by=lucie, at=at,
        )  # fmt: skip
    assert Paper.objects.count() == 12
    with django_assert_max_num_queries(26):
        client.get(home_of(karim))
