"""One's requests, one's offer, one's data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cordee.ground.assignments.actions.answers import accept_assignment
from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.actions import Task, leave_read_trace
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.actions.requests import Asked, take_request
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.actions.persons import correct_person, record_person
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.me.actions.entering import send_entry
from cordee.portal.me.tests.factories import asked, code_in, come_in, last_message, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie Marchand")


@pytest.fixture
def need(at, lucie):
    return a_need(at, last_name="Rolland", details="Du lait", wanted_until=at + timedelta(days=3))


@pytest.fixture
def karim(at, lucie):
    return a_volunteer(at, lucie)


def test_my_requests_say_where_they_stand_and_who_follows_them(need, sound):
    client = come_in(need.beneficiary.person)
    html = sound(client.get("/moi/"))
    assert "Nous cherchons quelqu’un près de chez vous." in html
    html = sound(client.get(f"/moi/demandes/{need.pk}/"))
    assert "Lucie Marchand" in html
    assert "tilleul" in html
    assert "Du lait" in html


def test_i_am_told_who_comes_but_not_their_number_unless_they_agreed(need, karim, lucie, at, sound):
    assignment, _ = asked(need, karim, lucie, at)
    accept_assignment(assignment=assignment, by=karim.person, at=at)
    client = come_in(need.beneficiary.person)
    html = sound(client.get(f"/moi/demandes/{need.pk}/"))
    assert "Karim B." in html
    assert str(karim) in html
    assert "06 39 1" not in html
    Volunteer.objects.filter(pk=karim.pk).update(shares_phone=True)
    assert "06 39 1" in client.get(f"/moi/demandes/{need.pk}/").content.decode()


def test_i_cancel_my_request_and_whoever_was_coming_is_told(need, karim, lucie, at, sound):
    assignment, _ = asked(need, karim, lucie, at)
    accept_assignment(assignment=assignment, by=karim.person, at=at)
    client = come_in(need.beneficiary.person)
    path = f"/moi/demandes/{need.pk}/annuler/"
    sound(client.get(path))
    assert "Choisissez une raison." in sound(client.post(path))
    assert "Votre demande est annulée" in posted(client, path, {"reason": "served_by_relative"})
    need.refresh_from_db()
    assert (need.state, need.closing_reason) == ("cancelled", "served_by_relative")
    assert Assignment.objects.get().state == "cancelled"
    assert OutgoingMessage.objects.filter(kind="mission_cancelled", person=karim.person).exists()
    assert "ne peut plus être annulée" in posted(client, path, {"reason": "served_by_relative"})


def test_somebody_elses_request_does_not_exist(need, karim):
    stranger = come_in(karim.person)
    for path in (f"/moi/demandes/{need.pk}/", f"/moi/demandes/{need.pk}/annuler/", "/moi/demandes/99999/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/moi/demandes/{need.pk}/annuler/", {"reason": "refused"}).status_code == 404


def test_a_daughter_follows_what_she_asked_but_reads_neither_the_word_nor_the_whole_name(need, at):
    claire = record_person(by=Task("tests"), first_name="Claire", last_name="Petit", phone="+33639980022")
    take_request(
        by=claire, at=at, door="web", person=need.beneficiary.person, place={}, asked=[Asked("ANIMAUX")],
        requester=claire, requester_role="relative",
    )  # fmt: skip
    client = come_in(claire)
    theirs = Need.objects.get(activity="ANIMAUX")
    html = client.get(f"/moi/demandes/{theirs.pk}/").content.decode()
    assert "pour Jeanne R." in html
    assert "tilleul" not in html
    assert client.get(f"/moi/demandes/{need.pk}/").status_code == 404


def test_an_empty_space_says_what_to_do(town, sound):
    person = record_person(by=Task("tests"), first_name="Léa", last_name="Martin", phone="+33639980044")
    html = sound(come_in(person).get("/moi/"))
    assert "Aucune demande" in html
    assert "Je veux aider" in html


def test_i_pause_and_come_back(karim, sound):
    client = come_in(karim.person)
    day = timezone.localdate() + timedelta(days=10)
    assert "Choisissez une date à venir" in sound(client.post("/moi/pause/", {"paused_until": "01/01/2020"}))
    assert "Vous êtes en pause" in posted(client, "/moi/pause/", {"paused_until": f"{day:%d/%m/%Y}"})
    karim.refresh_from_db()
    assert (karim.state, karim.paused_until) == ("paused", day)
    posted(client, "/moi/reprise/")
    karim.refresh_from_db()
    assert karim.state == "cleared"


def test_i_have_an_hour_now_and_take_it_back(karim):
    client = come_in(karim.person)
    assert "disponible maintenant" in posted(client, "/moi/maintenant/", {"hours": "1"})
    karim.refresh_from_db()
    assert karim.available_now_until > timezone.now() + timedelta(minutes=55)
    posted(client, "/moi/maintenant/", {"hours": "0"})
    karim.refresh_from_db()
    assert karim.available_now_until is None
    for nonsense in ("-1", "99", "trois", "9" * 5000):
        assert "Choisissez entre une et douze heures." in posted(
            client, "/moi/maintenant/", {"hours": nonsense}
        )


def test_i_change_my_offer_and_a_mistake_keeps_what_i_typed(karim, sound):
    client = come_in(karim.person)
    sound(client.get("/moi/offre/"))
    sent = {
        "activities": ["APPEL_CONVIVIALITE"], "week": ["4"], "address": "rue du Port", "radius_km": "1,5",
        "weekly_cap": "2", "remote_only": "on", "shares_phone": "on",
    }  # fmt: skip
    html = sound(client.post("/moi/offre/", sent | {"weekly_cap": "99"}))
    assert 'value="rue du Port"' in html
    assert "C’est enregistré." in posted(client, "/moi/offre/", sent)
    karim.refresh_from_db()
    assert karim.activities == ("APPEL_CONVIVIALITE",)
    assert (karim.week_bits, karim.radius_km, karim.weekly_cap) == (1 << 4, 1.5, 2)
    assert karim.remote_only
    assert karim.shares_phone


def test_somebody_who_offers_nothing_has_no_offer_to_change(need):
    assert come_in(need.beneficiary.person).get("/moi/offre/").status_code == 404


def test_my_data_holds_everything_said_about_me_and_nothing_of_others(need, karim, lucie, at, sound):
    assignment, _ = asked(need, karim, lucie, at)
    accept_assignment(assignment=assignment, by=karim.person, at=at)
    mine = sound(come_in(need.beneficiary.person).get("/moi/donnees/"))
    for kept in ("Rolland", str(need), "Du lait", "rue des Lilas", "tilleul"):
        assert kept in mine
    assert "Benali" not in mine
    his = sound(come_in(karim.person).get("/moi/donnees/"))
    for kept in ("Benali", str(karim), str(assignment), "pièce d’identité, vue le"):
        assert kept in his
    for other in ("Rolland", "Du lait", "rue des Lilas", "tilleul"):
        assert other not in his


def test_my_data_can_be_taken_away_as_a_file(need):
    response = come_in(need.beneficiary.person).get("/moi/donnees/fichier/")
    told = json.loads(response.content)
    assert told["Vous"]["Nom"] == "Rolland"
    assert told["Vos demandes d’aide"]["Demandes"][0]["Numéro"] == str(need)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"


def test_i_see_who_opened_my_file_by_role_and_never_by_name(need, lucie, sound):
    leave_read_trace(subjects=[need, need], by=lucie, commune_code=need.commune_id, page="desk:need")
    html = sound(come_in(need.beneficiary.person).get("/moi/donnees/"))
    assert "Coordination des bénévoles" in html
    assert '<td data-label="Fois">2</td>' in html


def test_i_correct_my_name(need, sound):
    client = come_in(need.beneficiary.person)
    sent = {"first_name": "Suzanne", "last_name": "", "language": "fr", "contact_by": "phone"}
    assert "Indiquez votre nom." in sound(client.post("/moi/donnees/corriger/", sent))
    posted(client, "/moi/donnees/corriger/", sent | {"last_name": "Roland"})
    person = need.beneficiary.person
    person.refresh_from_db()
    assert person.full_name == "Suzanne Roland"


def test_a_new_number_is_mine_once_its_code_came_back(need, sound):
    person = need.beneficiary.person
    former = person.phone
    client = come_in(person)
    sound(client.post("/moi/donnees/contact/", {"contact": "06 39 98 77 66"}, follow=True))
    message = last_message("entry_code")
    assert message.recipient == "+33639987766"
    assert "ne convient pas" in sound(client.post("/moi/donnees/contact/code/", {"code": wrong_for(message)}))
    person.refresh_from_db()
    assert person.phone == former
    posted(client, "/moi/donnees/contact/code/", {"code": code_in(message)})
    person.refresh_from_db()
    assert person.phone == "+33639987766"


def wrong_for(message: OutgoingMessage) -> str:
    return "000 000" if code_in(message) != "000 000" else "111 111"


def test_a_landline_cannot_receive_the_code_and_is_told_so(need, sound):
    html = sound(
        come_in(need.beneficiary.person).post("/moi/donnees/contact/", {"contact": "02 41 00 00 00"})
    )
    assert "téléphone fixe" in html


def test_i_object_and_the_town_is_told_to_answer_within_a_month(need, sound):
    client = come_in(need.beneficiary.person)
    html = posted(client, "/moi/donnees/droit/", {"right": "effacement"})
    assert "Déjà demandé" in html
    message = OutgoingMessage.objects.get(kind="right_asked")
    assert message.recipient == "entraide@saint-aubin.example"
    assert "Rolland" not in message.body
    assert "Choisissez ce que vous demandez." in posted(client, "/moi/donnees/droit/", {"right": "vol"})


def test_queries_of_my_space_do_not_grow_with_requests(need, at, django_assert_max_num_queries):
    person = need.beneficiary.person
    client = come_in(person)

    def cost(path: str) -> int:
        with django_assert_max_num_queries(45) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    client.get("/moi/")
    few = cost("/moi/"), cost("/moi/donnees/")
    for _ in range(8):
        take_request(by=person, at=at, door="web", person=person, place={}, asked=[Asked("ANIMAUX")])
    assert (cost("/moi/"), cost("/moi/donnees/")) == few


def test_a_code_proves_the_one_address_it_was_sent_to(need):
    person = need.beneficiary.person
    former = "+33639980055"
    correct_person(person=person, by=person, phone=former)
    client = come_in(person)
    client.post("/moi/donnees/contact/", {"contact": "06 39 98 77 66"})
    mine = last_message("entry_code")
    client.post("/moi/donnees/contact/", {"contact": "06 39 98 00 01"})
    client.post("/moi/donnees/contact/code/", {"code": code_in(mine)})
    send_entry(person=person, target="", at=timezone.now())
    client.post("/moi/donnees/contact/code/", {"code": code_in(last_message("entry_link"))})
    person.refresh_from_db()
    assert person.phone == former


def test_a_code_that_proves_an_address_lets_nobody_in(need):
    person = need.beneficiary.person
    correct_person(person=person, by=person, phone="+33639980055")
    come_in(person).post("/moi/donnees/contact/", {"contact": "06 39 98 77 66"})
    other = Client()
    other.post("/moi/entrer/", {"contact": "06 39 98 00 55"})
    other.post("/moi/code/", {"code": code_in(last_message("entry_code"))})
    assert other.get("/moi/").status_code == 302


def test_whoever_comes_after_me_in_the_same_browser_finds_nothing_of_mine(need, karim):
    client = come_in(need.beneficiary.person)
    client.post("/moi/donnees/contact/", {"contact": "06 39 98 77 66"})
    client.post("/moi/sortir/")
    session = client.session
    assert "contact_pending" not in session
    assert "person_id" not in session
