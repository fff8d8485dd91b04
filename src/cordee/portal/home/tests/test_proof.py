"""Robots are slowed down, people never: with the sum, without it, and at the telephone."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cordee.ground.needs.models import Need
from cordee.ground.people.actions.proofs import forget_proofs
from cordee.ground.people.models import Role, SpentProof
from cordee.ground.volunteers.models import Volunteer
from cordee.portal.home.tests.test_ask import asked, carried
from cordee.portal.home.tests.test_offer import offered
from cordee.ui.proof import UNPROVEN_FROM_HERE, UNPROVEN_IN_TOWN
from cordee.ui.tests.test_proof import done

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_sum_is_asked(settings):
    settings.PROOF_OF_WORK = 2


def proof(client, path: str) -> str:
    """Open the page and do its sum."""
    page = client.get(path).content.decode()
    return done(html.unescape(re.search(r'data-proof="([^"]+)"', page)[1]))


def someone(rank: int) -> dict:
    return offered(last_name=f"Nom{chr(97 + rank // 26)}{chr(97 + rank % 26)}", phone=f"06399{rank:05d}")


def test_forms_without_the_sum_come_in_slowly_then_are_told_what_to_do(town, streets, client, sound):
    for rank in range(UNPROVEN_FROM_HERE):
        assert client.post("/benevole/", someone(rank)).status_code == 302
    page = sound(client.post("/benevole/", someone(50) | {"remarks": "Je suis grutier"}))
    assert Volunteer.objects.count() == UNPROVEN_FROM_HERE
    assert "Attendez dix minutes" in page and "appelez-nous" in page and "Je suis grutier" in page
    assert client.post("/benevole/", someone(51), REMOTE_ADDR="10.9.8.7").status_code == 302


def test_the_sum_opens_the_fast_lane(town, streets, client):
    for rank in range(UNPROVEN_FROM_HERE + 4):
        answer = client.post("/benevole/", someone(rank) | {"proof": proof(client, "/benevole/")})
        assert answer.status_code == 302
    assert SpentProof.objects.count() == UNPROVEN_FROM_HERE + 4
    client.post("/benevole/", someone(80))
    assert Volunteer.objects.count() == UNPROVEN_FROM_HERE + 5, "no proof was counted as missing"


def test_the_same_proof_again_is_no_proof(town, streets, client):
    kept = proof(client, "/benevole/")
    for rank in range(UNPROVEN_FROM_HERE + 1):
        assert client.post("/benevole/", someone(rank) | {"proof": kept}).status_code == 302
    refused = client.post("/benevole/", someone(60) | {"proof": kept})
    assert refused.status_code == 200 and "Attendez dix minutes" in refused.content.decode()
    assert SpentProof.objects.count() == 1 and Volunteer.objects.count() == UNPROVEN_FROM_HERE + 1


def test_many_addresses_do_not_make_many_lanes(town, streets, client):
    for rank in range(UNPROVEN_IN_TOWN):
        client.post("/benevole/", someone(rank), REMOTE_ADDR=f"10.0.{rank}.1")
    assert Volunteer.objects.count() == UNPROVEN_IN_TOWN
    assert client.post("/benevole/", someone(200), REMOTE_ADDR="10.1.1.1").status_code == 200
    told = someone(201) | {"proof": proof(client, "/benevole/")}
    assert client.post("/benevole/", told, REMOTE_ADDR="10.1.1.2").status_code == 302


def test_a_proof_is_not_spent_by_a_mistake_nor_by_a_question(town, streets, client):
    sent = proof(client, "/aide/")
    client.post("/aide/", asked(phone="12", proof=sent))
    page = client.post("/aide/", asked(address="14 impasse introuvable", proof=sent)).content.decode()
    assert SpentProof.objects.count() == 0
    client.post("/aide/", carried(page) | {"place_ok": "14 impasse introuvable"})
    assert Need.objects.count() == 1 and SpentProof.objects.count() == 1


def test_a_need_typed_by_staff_is_never_asked_for_a_sum(town, streets, staff, settings):
    for rank in range(UNPROVEN_FROM_HERE + 1):
        Client().post("/aide/", asked(phone=f"06399800{rank:02d}", last_name=f"Nom{chr(97 + rank)}"))
    before = Need.objects.count()
    assert before == UNPROVEN_FROM_HERE
    desk = staff(Role.RECEPTIONIST)
    call = {
        "first_name": "Jeanne", "address": "12 rue des Tilleuls", "requester_role": "self", "asked-TOTAL_FORMS": "1",
        "asked-INITIAL_FORMS": "0", "asked-0-activity": "COURSES", "asked-0-food_days_left": "1",
        "asked-0-money_method": "shop_account",
    }  # fmt: skip
    for rank in range(3):
        call |= {"phone": f"02 61 91 05 1{rank}", "last_name": f"Appel{chr(97 + rank)}"}
        assert desk.post(reverse("desk:call"), call).status_code == 302
    assert Need.objects.count() == before + 3


def test_the_door_of_ones_own_space_asks_for_it_too(town, client):
    for _ in range(UNPROVEN_FROM_HERE):
        assert client.post("/moi/entrer/", {"contact": "06 39 98 00 11"}).status_code == 302
    assert (
        "Attendez dix minutes" in client.post("/moi/entrer/", {"contact": "06 39 98 00 11"}).content.decode()
    )
    sent = {"contact": "06 39 98 00 11", "proof": proof(client, "/moi/entrer/")}
    assert client.post("/moi/entrer/", sent).status_code == 302


def test_no_sum_is_asked_where_the_installation_wants_none(town, streets, client, settings):
    settings.PROOF_OF_WORK = 0
    assert "data-proof" not in client.get("/benevole/").content.decode()
    for rank in range(UNPROVEN_FROM_HERE + 2):
        assert client.post("/benevole/", someone(rank)).status_code == 302


def test_spent_proofs_are_forgotten_once_too_old(town, streets, client):
    client.post("/benevole/", offered(proof=proof(client, "/benevole/")))
    now = timezone.now()
    assert forget_proofs(at=now + timedelta(hours=1)) == 0
    assert forget_proofs(at=now + timedelta(hours=3)) == 1
