"""The municipal reserve, from the desk."""

from __future__ import annotations

import pytest
import time_machine

from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.papers import change_frame
from cordee.ground.volunteers.models import Frame, ReserveConsent, ReserveExtension
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db
HOME = "/bureau/benevoles/reserve/"


@pytest.fixture(autouse=True)
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def karim(at, account):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(at, lucie)
    change_frame(volunteer=volunteer, frame=Frame.RCSC, by=lucie, at=at)
    return volunteer


def a_vote(**changes):
    return {
        "emergency": "loi n° 2020-290 du 23 mars 2020", "emergency_from": "24/03/2020", "emergency_until": "23/05/2026",
        "vote": "2026-041", "voted_on": "6/4/2026",
    } | changes  # fmt: skip


def test_from_the_vote_to_the_word_of_one_reservist(staff, karim, sound):
    director, lucie = staff(Role.OPERATIONS_LEAD), staff(Role.VOLUNTEER_COORDINATOR)
    html = sound(lucie.get(HOME))
    assert "0 sur 15" in html and "Noter une délibération" not in html
    assert lucie.post(HOME + "deliberation/", a_vote()).status_code == 403
    html = sound(director.post(HOME + "deliberation/", a_vote(voted_on="9/4/2026")))
    assert "pas encore voté" in html and "2026-041" in html
    html = sound(director.post(HOME + "deliberation/", a_vote(), follow=True))
    assert "en vigueur" in html and "pas encore demandé" in html and "0 sur 15" in html
    word = f"{HOME}{ReserveExtension.objects.get().pk}/accord/"
    html = sound(lucie.post(word, {"benevole": karim.pk, "mot": "oui"}, follow=True))
    assert "accepte" in html and "0 sur 30" in html
    html = sound(lucie.post(word, {"benevole": karim.pk, "mot": "non"}, follow=True))
    assert "refuse" in html and "0 sur 15" in html
    html = sound(director.post(f"{HOME}{ReserveExtension.objects.get().pk}/retirer/", follow=True))
    assert "retirée" in html and "Trente jours pour qui" not in html


@pytest.mark.parametrize("wrong", [{"mot": "peut-être"}, {"benevole": "0"}, {"benevole": "x"}])
def test_a_forged_word_changes_nothing(staff, karim, wrong):
    staff(Role.OPERATIONS_LEAD).post(HOME + "deliberation/", a_vote())
    sent = {"benevole": karim.pk, "mot": "oui"} | wrong
    word = f"{HOME}{ReserveExtension.objects.get().pk}/accord/"
    assert staff(Role.VOLUNTEER_COORDINATOR).post(word, sent).status_code == 404
    assert not ReserveConsent.objects.exists()


def test_without_a_reservist_the_page_says_how_one_becomes_so(staff, sound):
    html = sound(staff(Role.VOLUNTEER_COORDINATOR).get(HOME))
    assert "Aucun réserviste" in html and 'href="/bureau/benevoles/"' in html
