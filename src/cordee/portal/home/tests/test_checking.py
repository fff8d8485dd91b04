"""At the door: a number, four answers, a first name and an initial, nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cordee.ground.audit.models import Event
from cordee.ground.papers.actions.papers import revoke_paper
from cordee.ground.papers.rules.codes import draw_code, shown_code
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import suspend_volunteer
from cordee.ground.volunteers.actions.papers import issue_badge
from cordee.ground.volunteers.tests.factories import a_volunteer
from cordee.portal.home.views.checking import MOST_PER_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(now):
    cache.clear()
    with time_machine.travel(now, tick=False):
        yield now
    cache.clear()


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(at, lucie):
    return a_volunteer(
        at, lucie, email="karim@exemple.fr", place={"address": "4 rue du Port", "location_quality": "door"}
    )


@pytest.fixture
def badge(karim, lucie, at):
    until = timezone.localtime(at).date() + timedelta(days=30)
    return issue_badge(volunteer=karim, until=until, by=lucie, at=at)


def page_of(code, sound):
    return sound(Client().get(f"/v/{code}/"))


def test_a_valid_badge_shows_first_name_and_initial_only_and_the_towns_number(badge, karim, sound):
    answer = Client().get(f"/v/{shown_code(badge.code)}/")
    html = sound(answer)
    assert "Badge valide" in html and "Karim B." in html and "02 61 91 00 00" in html
    for secret in (
        karim.person.last_name, karim.person.phone, karim.person.phone[4:], "karim@exemple.fr", "rue du Port",
        "1991", "Courses", str(karim), str(badge),
    ):  # fmt: skip
        assert secret not in html, secret
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"


def test_each_state_has_its_words(badge, karim, lucie, at, sound):
    with time_machine.travel(at + timedelta(days=40), tick=False):
        assert "Badge expiré" in page_of(badge.code, sound)
    suspend_volunteer(volunteer=karim, by=lucie, at=at)
    html = page_of(badge.code, sound)
    assert "Badge suspendu" in html and "N’ouvrez pas" in html and "Karim B." in html


def test_a_cancelled_number_and_a_forged_one_are_told_alike_and_name_nobody(badge, lucie, at, sound):
    revoke_paper(paper=badge, by=lucie, at=at)
    forged = page_of(draw_code(), sound)
    cancelled = page_of(badge.code, sound)
    assert "Numéro non valide" in forged and "Numéro non valide" in cancelled and "Karim" not in cancelled
    code = shown_code(badge.code)
    assert cancelled.count(code) == 1
    assert "Numéro non valide" in page_of("%3Cscript%3E", sound)


def test_whoever_guesses_is_slowed_down_and_learns_nothing(badge, sound):
    client = Client()
    statuses = [client.get(f"/v/{draw_code()}/").status_code for _ in range(MOST_PER_MINUTE + 5)]
    assert statuses.count(200) == MOST_PER_MINUTE and statuses.count(429) == 5
    answer = client.get(f"/v/{badge.code}/")
    assert answer.status_code == 429 and "Karim" not in sound(answer) and answer["Retry-After"] == "60"


def test_each_check_that_found_somebody_leaves_a_trace(badge):
    Client().get(f"/v/{badge.code}/")
    Client().get(f"/v/{draw_code()}/")
    event = Event.objects.get(kind="read", actor="visitor")
    assert event.subject == f"paper:{badge.pk}" and event.facts == {"page": "check"}


@pytest.mark.parametrize("written", ["{}", " {} ", "{}".lower()])
def test_the_number_can_be_typed_with_or_without_its_dash(badge, written):
    typed = written.format(shown_code(badge.code)).lower()
    answer = Client().get("/v/", {"numero": typed})
    assert answer.status_code == 302 and answer.url == f"/v/{shown_code(badge.code)}/"


def test_a_number_cut_short_is_told_beside_the_field_and_kept(sound, town):
    answer = Client().get("/v/", {"numero": "K7MP-3"})
    html = sound(answer)
    assert answer.status_code == 422 and "K7MP-3" in html and "huit lettres et chiffres" in html
    assert Client().get("/v/").status_code == 200
