"""Coming in without a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import EntryKey, EntryPurpose
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.portal.me.tests.factories import (
    code_in,
    come_in,
    last_message,
    link_in,
    posted,
    run_waiting_tasks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def suzanne(town):
    return record_person(by=Task("tests"), first_name="Suzanne", last_name="Rolland", phone="+33639980011")


@pytest.fixture
def link(suzanne):
    key = issue_entry_key(person=suzanne, purpose=EntryPurpose.MINE, by=Task("tests"), at=timezone.now())
    return f"/l/{key.token}/"


def test_somebody_known_receives_a_link_and_comes_in(suzanne, client, sound):
    sound(client.get("/moi/entrer/"))
    sound(client.post("/moi/entrer/", {"contact": "06 39 98 00 11"}, follow=True))
    run_waiting_tasks()
    path = link_in(last_message("entry_link"))
    phone = Client()
    assert "Ouvrir mon espace" in sound(phone.get(path))
    assert "Bonjour Suzanne" in posted(phone, path)


def test_somebody_known_comes_in_with_the_code(suzanne, client):
    client.post("/moi/entrer/", {"contact": "0639980011"})
    run_waiting_tasks()
    assert "Bonjour Suzanne" in posted(client, "/moi/code/", {"code": code_in(last_message("entry_link"))})


def test_known_and_unknown_numbers_get_the_same_answer_and_the_same_work(
    suzanne, django_assert_num_queries, django_assert_max_num_queries
):
    import re

    def ask(contact: str) -> tuple[str, int, int]:
        client = Client()
        with django_assert_max_num_queries(40) as seen:
            response = client.post("/moi/entrer/", {"contact": contact})
        page = client.get(response["Location"]).content.decode()
        page = re.sub(r'nonce="[^"]+"|name="csrf[^>]+', "", page)
        return page, response.status_code, len(seen)

    ask("0639980099")  # The first page of a process also reads the town.
    known, unknown = ask("0639980011"), ask("0639980012")
    assert known == unknown
    assert OutgoingMessage.objects.count() == 0  # What differs is done later, out of sight.
    assert DBTaskResult.objects.count() == 3


def test_a_wrong_code_costs_the_same_whoever_is_known(suzanne, django_assert_max_num_queries):
    def queries(contact: str) -> list[str]:
        client = Client()
        client.post("/moi/entrer/", {"contact": contact})
        run_waiting_tasks()
        with django_assert_max_num_queries(40) as seen:
            client.post("/moi/code/", {"code": "1 2 3 4 5 6"})
        return [query["sql"].split()[0] for query in seen.captured_queries]

    queries("0639980099")  # The first page of a process also reads the town.
    known, unknown = queries("0639980011"), queries("0639980012")
    assert known == unknown
    assert {"UPDATE", "INSERT"} <= set(unknown)  # What takes time is to write: both do.
    assert Event.objects.filter(verb="refuse_entry_code").count() == 3


def test_a_wrong_code_says_one_sentence_whoever_is_known_and_five_close_it(suzanne, client, sound):
    client.post("/moi/entrer/", {"contact": "0639980011"})
    run_waiting_tasks()
    right = code_in(last_message("entry_link"))
    wrong = "000 000" if right != "000 000" else "111 111"
    stranger = Client()
    stranger.post("/moi/entrer/", {"contact": "0639980099"})
    sentence = "Ce code ne convient pas ou n’est plus valable."
    assert sentence in sound(stranger.post("/moi/code/", {"code": wrong}))
    for _ in range(5):
        assert sentence in sound(client.post("/moi/code/", {"code": wrong}))
    assert sentence in sound(client.post("/moi/code/", {"code": right}))
    assert SESSION_PERSON not in client.session


def test_a_code_lives_ten_minutes(suzanne, client):
    client.post("/moi/entrer/", {"contact": "0639980011"})
    run_waiting_tasks()
    code = code_in(last_message("entry_link"))
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert "n’est plus valable" in posted(client, "/moi/code/", {"code": code})


def test_a_robot_that_follows_links_uses_nothing_up(suzanne, link, client):
    assert client.head(link).status_code == 200
    assert Client().get(link).status_code == 200
    assert EntryKey.objects.get().used_at is None
    assert "Bonjour Suzanne" in posted(client, link)


def test_a_link_serves_once_and_offers_a_new_one_without_showing_the_number(suzanne, link, client, sound):
    posted(client, link)
    stranger = Client()
    response = stranger.get(link)
    html = sound(response)
    assert response.status_code == 410
    assert "Ce lien a déjà servi" in html
    assert "98 00 11" not in html
    assert "Suzanne" not in html
    renewed = posted(stranger, link + "nouveau/")
    assert "Un nouveau lien part" in renewed
    assert "98 00 11" not in renewed
    run_waiting_tasks()
    assert "Bonjour Suzanne" in posted(stranger, link_in(last_message("entry_link")))


def test_of_two_uses_of_one_link_one_comes_in(suzanne, link):
    first, second = Client(), Client()
    first.get(link)
    second.get(link)
    assert "Bonjour Suzanne" in posted(first, link)
    assert second.post(link).status_code == 410
    assert SESSION_PERSON not in second.session


def test_whoever_is_already_in_goes_straight_on_and_the_link_stays_new(suzanne, link):
    response = come_in(suzanne).get(link)
    assert response["Location"] == "/moi/"
    assert EntryKey.objects.get().used_at is None


def test_an_old_link_says_so_and_an_unknown_one_too(suzanne, link, client, sound):
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert "Ce lien n’est plus valable" in sound(client.get(link))
        assert client.post(link).status_code == 410
    assert "Ce lien n’existe pas" in sound(client.get("/l/nimporte-quoi/"))


def test_a_link_is_kept_nowhere_and_told_to_no_other_site(link, client):
    response = client.get(link)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_the_session_key_changes_when_somebody_comes_in(suzanne, link, client):
    client.post("/moi/entrer/", {"contact": "0639980099"})
    before = client.session.session_key
    client.post(link)
    assert client.session.session_key != before
    assert "entry_contact" not in client.session


@pytest.mark.parametrize(
    ("wanted", "arrived"),
    [
        ("/moi/donnees/", "/moi/donnees/"),
        ("https://mechant.example/", "/moi/"),
        ("//mechant.example/", "/moi/"),
    ],
)
def test_one_arrives_where_one_wanted_on_this_site_only(suzanne, client, wanted, arrived):
    client.post(f"/moi/entrer/?suite={wanted}", {"contact": "0639980011"})
    run_waiting_tasks()
    response = client.post("/moi/code/", {"code": code_in(last_message("entry_link"))})
    assert response["Location"] == arrived


def test_asking_again_and_again_sends_three_messages_at_most(suzanne):
    for _ in range(6):
        Client().post("/moi/entrer/", {"contact": "0639980011"})
        run_waiting_tasks()
    assert OutgoingMessage.objects.filter(kind="entry_link").count() == 3


def test_a_contact_that_is_neither_a_number_nor_an_email_is_told_so(town, client, sound):
    assert "n’est pas un numéro" in sound(client.post("/moi/entrer/", {"contact": "Suzanne"}))
    assert "n’est pas complète" in sound(client.post("/moi/entrer/", {"contact": "suzanne@"}))


def test_going_out_closes_the_space(suzanne):
    client = come_in(suzanne)
    client.post("/moi/sortir/")
    assert client.get("/moi/").status_code == 302


def test_a_stranger_is_led_to_the_door_and_back(town, client):
    response = client.get("/moi/donnees/")
    assert response["Location"] == "/moi/entrer/?suite=%2Fmoi%2Fdonnees%2F"
