"""What help exists, which platforms, what people ask: for anybody, without JavaScript, in their time only."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordee.ground.people.models import Role
from cordee.inform.directory.actions.platforms import withdraw_platform
from cordee.inform.directory.actions.questions import note_question
from cordee.inform.directory.tests.factories import a_platform, a_published_platform, an_answered_question
from cordee.inform.schemes.tests.factories import a_published_scheme, a_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def hugo(account):
    return account(Role.COMMUNICATION)


@pytest.fixture
def at_nine(now):
    with time_machine.travel(now, tick=False):
        yield now


def _told(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").split())


def test_the_list_tells_what_is_published_and_finds_it_by_words_and_by_whom(client, at_nine, hugo, sound):
    a_published_scheme(at_nine, hugo, title="Chèque énergie", audiences=("low_income",))
    a_published_scheme(at_nine, hugo, title="Garde d’enfants", audiences=("carers",))
    a_scheme(at_nine, hugo, title="Brouillon secret")
    page = reverse("home:schemes")
    told = _told(client.get(page))
    sound(client.get(page))
    assert "Chèque énergie" in told and "Garde d’enfants" in told and "Brouillon secret" not in told
    only = _told(client.get(page, {"pour": "carers"}))
    assert "Garde d’enfants" in only and "Chèque énergie" not in only
    assert "Chèque énergie" in _told(client.get(page, {"q": "energie"}))
    nothing = sound(client.get(page, {"q": "piscine"}))
    assert "Aucun dispositif ne correspond" in nothing
    assert client.get(page, {"pour": "<script>", "q": "x" * 9000}).status_code == 200


def test_without_any_scheme_the_page_says_where_to_ask(client, town, sound):
    assert reverse("home:ask") in sound(client.get(reverse("home:schemes")))
    assert "Pas encore de plateforme" in sound(client.get(reverse("home:platforms")))
    assert "Pas encore de question" in sound(client.get(reverse("home:questions")))


def test_one_scheme_tells_how_to_ask_whom_to_ring_and_where_its_link_leads(client, at_nine, hugo, sound):
    scheme = a_published_scheme(
        at_nine, hugo, title="Aides de la CAF", phone="32 30", link="https://www.caf.fr/aides",
        authority_name="CAF de Maine-et-Loire", valid_until=at_nine.date() + timedelta(days=20), check_on=None,
    )  # fmt: skip
    answer = client.get(reverse("home:scheme", args=[scheme.pk]))
    told = _told(answer)
    sound(answer)
    for words in ("Appelez la CAF.", 'href="tel:3230"', "32 30", 'href="https://www.caf.fr/aides"', "(caf.fr)",
                  "CAF de Maine-et-Loire", "27 avril 2026", "Vérifié par la mairie"):  # fmt: skip
        assert words in told
    assert answer.headers["Cache-Control"] == "no-cache"
    printed = sound(client.get(reverse("home:schemes_print") + "?pour=families"))
    assert "Aides de la CAF" in printed and "caf.fr" in printed


def test_what_is_over_or_a_draft_is_a_page_not_found(client, now, hugo):
    draft = a_scheme(now, hugo)
    scheme = a_published_scheme(now, hugo, valid_until=now.date(), check_on=None)
    for moment, status in ((now, 200), (now + timedelta(days=1), 404)):
        with time_machine.travel(moment, tick=False):
            assert client.get(reverse("home:scheme", args=[scheme.pk])).status_code == status
            assert client.get(reverse("home:scheme", args=[draft.pk])).status_code == 404


def test_a_late_check_is_told_to_whoever_reads(client, now, hugo):
    scheme = a_published_scheme(now, hugo, check_on=now.date() + timedelta(days=10))
    with time_machine.travel(now + timedelta(days=11), tick=False):
        assert "Appelez avant de vous déplacer" in _told(client.get(reverse("home:scheme", args=[scheme.pk])))


def test_platforms_say_whom_they_serve_and_what_they_need(client, at_nine, hugo, sound):
    a_published_platform(at_nine, hugo, name="Voisins", serves=("neighbours",), needs_account=True)
    a_published_platform(at_nine, hugo, name="Soignants", serves=("carers",))
    a_platform(at_nine, hugo, name="Brouillon")
    gone = a_published_platform(at_nine, hugo, name="Fermée")
    withdraw_platform(platform=gone, why="Fermée.", by=hugo, at=at_nine)
    page = reverse("home:platforms")
    told = _told(client.get(page))
    sound(client.get(page))
    assert "il faut internet, il faut un compte" in told and "(exemple.fr)" in told
    assert "Brouillon" not in told and "Fermée" not in told
    assert "Voisins" not in _told(client.get(page, {"pour": "carers"})).split("<h1>")[1]


def test_answers_are_told_with_their_source_and_their_end_and_no_open_question(
    client, now, hugo, account, sound
):
    with time_machine.travel(now, tick=False):
        an_answered_question(now, hugo, "Le marché du samedi a-t-il lieu ?", theme="food")
        note_question(text="Une question sans réponse ?", by=account(Role.RECEPTIONIST), at=now)
        answer = client.get(reverse("home:questions"))
        told = _told(answer)
        sound(answer)
        assert (
            "Oui, de 9 h à 12 h." in told
            and "Source : Mairie" in told
            and "valable jusqu’au 7 mai 2026" in told
        )
        assert "sans réponse" not in told and "Les plus posées aujourd’hui" in told
        assert "Aucune réponse ne correspond" in _told(
            client.get(reverse("home:questions"), {"q": "piscine"})
        )
    with time_machine.travel(now + timedelta(days=31), tick=False):
        assert "marché" not in _told(client.get(reverse("home:questions")))


def test_the_front_page_and_every_footer_lead_there(client, town):
    told = client.get("/").content.decode()
    for name in ("home:schemes", "home:platforms", "home:questions"):
        assert told.count(f'href="{reverse(name)}"') == 2
        assert f'href="{reverse(name)}"' in client.get("/vos-donnees/").content.decode()
