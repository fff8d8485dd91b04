"""Public information at the desk: written, checked, published, taken away; a question noted in one box."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from cordee.ground.audit.models import Event
from cordee.ground.people.models import Role
from cordee.inform.directory.actions.questions import note_question
from cordee.inform.directory.models import Platform, Question
from cordee.inform.directory.tests.factories import a_platform, an_answered_question
from cordee.inform.schemes.models import Scheme
from cordee.inform.schemes.rules.starters import starters
from cordee.inform.schemes.tests.factories import a_published_scheme, a_scheme

pytestmark = pytest.mark.django_db
LIST, QUESTIONS = reverse("desk:schemes"), reverse("desk:questions")


@pytest.fixture
def hugo(account):
    return account(Role.COMMUNICATION)


@pytest.fixture
def desk(staff, now):
    with time_machine.travel(now, tick=False):
        yield staff(Role.COMMUNICATION)


@pytest.fixture
def front_desk(staff, now):
    with time_machine.travel(now, tick=False):
        yield staff(Role.RECEPTIONIST)


def _told(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").split())


TYPED = {
    "title": "Repas livrés", "what": "Un repas chaud à midi.", "audiences": ["seniors"], "steps": "Appelez.\nDites l’heure.",
    "phone": "02 61 91 00 31", "link": "www.caf.fr", "authority": "ccas", "authority_name": "", "valid_from": "",
    "valid_until": "", "check_on": "", "version": "",
}  # fmt: skip


def test_a_scheme_is_written_checked_published_corrected_taken_away_and_put_back(desk, client, sound):
    made = sound(desk.post(reverse("desk:scheme_new"), TYPED, follow=True))
    scheme = Scheme.objects.get()
    assert "brouillon" in made and scheme.steps == ["Appelez.", "Dites l’heure."]
    assert (scheme.link, scheme.phone) == ("https://www.caf.fr", "+33261910031")
    public, verify = reverse("home:scheme", args=[scheme.pk]), reverse("desk:scheme_verify", args=[scheme.pk])
    assert client.get(public).status_code == 404
    unseen = desk.post(verify, {"check_on": "01/07/2026"})
    assert unseen.status_code == 422 and "Vérifiez d’abord" in sound(unseen)
    open_end = desk.post(verify, {"verified": "on", "check_on": ""})
    assert open_end.status_code == 422 and "six mois au plus" in sound(open_end)
    desk.post(verify, {"verified": "on", "check_on": "01/07/2026"})
    assert client.get(public).status_code == 200
    shown = sound(desk.get(reverse("desk:scheme_edit", args=[scheme.pk])))
    assert "02 61 91 00 31" in shown and "01/07/2026" in shown and 'name="version" value="2"' in shown
    desk.post(
        reverse("desk:scheme_edit", args=[scheme.pk]),
        TYPED | {"what": "Un repas chaud, même le dimanche.", "check_on": "01/07/2026", "version": "2"},
    )
    assert "dimanche" in _told(client.get(public))
    assert "Dispositif modifié · champs : texte" in _told(desk.get(reverse("desk:scheme", args=[scheme.pk])))
    out = reverse("desk:scheme_withdraw", args=[scheme.pk])
    assert "Dites pourquoi" in sound(desk.post(out, {"why": ""}))
    desk.post(out, {"why": "Le service a fermé."})
    assert client.get(public).status_code == 404
    assert "Le service a fermé." in sound(desk.get(reverse("desk:scheme", args=[scheme.pk])))
    desk.post(reverse("desk:scheme_put_back", args=[scheme.pk]))
    assert client.get(public).status_code == 200
    desk.post(reverse("desk:scheme_unpublish", args=[scheme.pk]))
    assert client.get(public).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"link": "http://www.caf.fr"}, "commence par https"),
        ({"link": "javascript:alert(1)"}, "adresse de site complète"),
        ({"phone": "12"}, "chiffres"),
        ({"title": ""}, "obligatoire"),
        ({"authority": "king"}, "choix"),
        ({"valid_from": "10/05/2026", "valid_until": "09/05/2026"}, "fin vient avant le début"),
        ({"valid_until": "31/02/2026"}, "jour/mois/année"),
        ({"steps": "\n".join("Un pas." for _ in range(13))}, "étapes au plus"),
        ({"audiences": ["queens"]}, "choix"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(desk, sound, wrong, said):
    answer = desk.post(reverse("desk:scheme_new"), TYPED | wrong)
    told = sound(answer)
    assert answer.status_code == 422 and said in told and "Un repas chaud à midi." in told
    assert 'class="error"' in told and not Scheme.objects.exists()


def test_a_colleague_s_correction_is_not_erased(desk, now, hugo, sound):
    scheme = a_scheme(now, hugo)
    edit = reverse("desk:scheme_edit", args=[scheme.pk])
    desk.post(edit, TYPED | {"version": "1"})
    late = desk.post(edit, TYPED | {"what": "Autre chose.", "version": "1"})
    assert (
        late.status_code == 422
        and "Un collègue a modifié" in sound(late)
        and "Autre chose." in late.content.decode()
    )


def test_the_list_names_what_is_due_and_offers_the_starter_list(desk, now, hugo, sound):
    assert "Ajouter en brouillon" in sound(desk.get(LIST))
    told = _told(desk.post(reverse("desk:schemes_propose"), follow=True))
    assert f"{len(starters())} dispositifs ajoutés en brouillon" in told
    assert (
        Scheme.objects.count() == len(starters())
        and "à vérifier" in told
        and "Ajouter en brouillon" not in told
    )
    a_published_scheme(now, hugo, title="Bientôt revu", check_on=now.date() + timedelta(days=9))
    due = _told(desk.get(LIST, {"etat": "due"}))
    assert "1 dispositif" in due and "Bientôt revu" in due and "1 fiche publiée" in due
    assert "Aucun dispositif ne correspond" in sound(desk.get(LIST, {"q": "piscine"}))


def test_a_platform_is_written_looked_at_and_read(desk, client, sound):
    typed = {"name": "Voisins", "what": "Elle relie des voisins.", "serves": ["neighbours"], "link": "voisins.fr",
             "needs_account": "oui", "needs_internet": "oui", "version": ""}  # fmt: skip
    refused = desk.post(reverse("desk:platform_new"), typed | {"link": "http://voisins.fr"})
    assert refused.status_code == 422 and "commence par https" in sound(refused)
    desk.post(reverse("desk:platform_new"), typed)
    platform = Platform.objects.get()
    page, verify = (reverse(f"desk:{name}", args=[platform.pk]) for name in ("platform", "platform_verify"))
    assert "Ouvrez d’abord le site" in sound(desk.post(verify, {}))
    desk.post(verify, {"verified": "on"})
    assert "Voisins" in client.get(reverse("home:platforms")).content.decode()
    desk.post(reverse("desk:platform_edit", args=[platform.pk]), typed | {"name": "Voisines", "version": "2"})
    assert "Voisines" in sound(desk.get(page)) and "champs : nom" in _told(desk.get(page))
    desk.post(reverse("desk:platform_withdraw", args=[platform.pk]), {"why": "Fermée."})
    assert "Fermée." in sound(desk.get(page))
    desk.post(reverse("desk:platform_put_back", args=[platform.pk]))
    desk.post(reverse("desk:platform_unpublish", args=[platform.pk]))
    assert Platform.objects.get().state == "draft"
    assert "1 plateforme" in _told(desk.get(reverse("desk:platforms"), {"q": "voisines", "etat": "draft"}))


def test_a_question_is_noted_in_one_box_and_undone_in_one_click(front_desk, sound):
    told = sound(front_desk.post(QUESTIONS, {"text": "Où trouver des masques ?"}, follow=True))
    question = Question.objects.get()
    assert "C’est noté" in told and reverse("desk:question_uncount", args=[question.pk]) in told
    front_desk.post(reverse("desk:question_uncount", args=[question.pk]))
    assert not Question.objects.exists()


def test_a_near_duplicate_is_shown_before_it_is_kept_and_counted_on_a_yes(front_desk, now, account, sound):
    known = note_question(text="Où trouver des masques ?", by=account(Role.RECEPTIONIST), at=now)
    asked = {"text": "Où peut-on trouver des masques en tissu ?"}
    told = sound(front_desk.post(QUESTIONS, asked))
    assert "Est-ce une de celles-ci" in told and Question.objects.count() == 1
    front_desk.post(reverse("desk:question_count", args=[known.pk]))
    known.refresh_from_db()
    assert known.asked_count == 2 and Question.objects.count() == 1
    front_desk.post(QUESTIONS, asked | {"other": "on"})
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    "private", ["Mme Rolland a-t-elle des masques ?", "06 39 98 11 77 veut des masques", "court"]
)
def test_a_question_that_says_who_asks_is_refused_beside_its_box_and_kept_nowhere(front_desk, sound, private):
    answer = front_desk.post(QUESTIONS, {"text": private})
    told = sound(answer)
    assert answer.status_code == 422 and 'id="id_text_error"' in told and private in told
    assert not Question.objects.exists() and not Event.objects.filter(verb="note_question").exists()


def test_the_front_desk_reads_answers_and_does_not_write_them(front_desk, now, hugo, sound):
    question = an_answered_question(now, hugo, "Le marché du samedi a-t-il lieu ?")
    told = sound(front_desk.get(QUESTIONS))
    assert (
        "Oui, de 9\u00a0h à 12\u00a0h." in told
        and f'href="{reverse("desk:question", args=[question.pk])}"' not in told
    )
    assert front_desk.get(reverse("desk:question", args=[question.pk])).status_code == 403
    assert front_desk.get(LIST).status_code == 403


def test_an_answer_is_published_then_corrected_withdrawn_and_put_back(desk, client, now, account, sound):
    question = note_question(text="Le marché a-t-il lieu ?", by=account(Role.RECEPTIONIST), at=now)
    page, public = reverse("desk:question", args=[question.pk]), reverse("home:questions")
    assert 'value="07/05/2026"' in sound(desk.get(page))
    said = {"text": "Le marché a-t-il lieu ?", "theme": "food", "answer": "Oui, le samedi.", "source": "Mairie",
            "expires_on": "01/05/2026", "version": "1"}  # fmt: skip
    for wrong, words in (
        ({"source": ""}, "obligatoire"),
        ({"expires_on": "01/04/2026"}, "passé"),
        ({"answer": ""}, "obligatoire"),
    ):
        refused = desk.post(page, said | wrong)
        assert refused.status_code == 422 and words in sound(refused)
    desk.post(page, said)
    assert "Oui, le samedi." in client.get(public).content.decode()
    assert Question.objects.get().expires_on == date(2026, 5, 1)
    desk.post(reverse("desk:question_withdraw", args=[question.pk]), {"why": "Annulé."})
    assert "Oui, le samedi." not in client.get(public).content.decode()
    assert "Annulé." in sound(desk.get(page)) and "Communication · Réponse à une question publiée" in _told(
        desk.get(page)
    )
    desk.post(reverse("desk:question_put_back", args=[question.pk]))
    assert "Oui, le samedi." in client.get(public).content.decode()


def test_the_menu_counts_what_waits(desk, now, account, hugo):
    note_question(text="Le marché a-t-il lieu ?", by=account(Role.RECEPTIONIST), at=now)
    a_platform(now, hugo)
    told = _told(desk.get(LIST))
    assert "Questions posées" in told and "Plateformes" in told
