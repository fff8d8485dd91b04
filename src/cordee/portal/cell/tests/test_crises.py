"""From a phone, in three fields and a confirmation; closed when nothing is left; an exercise that stays inside."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from cordee.ground.audit.actions import Task
from cordee.ground.crisis.models import Crisis, LogbookEntry, ProtocolDecision
from cordee.ground.messaging.actions import draining
from cordee.ground.messaging.actions.draining import drain_outbox
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role

BOARD, OPEN = reverse("cell:board"), reverse("cell:open")
THREE = {"kind": "heatwave", "colour": "orange", "decided_by": "Hélène Garnier, maire"}
SAID = THREE | {"title": "Canicule", "phase": "alert", "confirme": "oui"}


@pytest.fixture
def marc(town, staff):
    return staff(Role.DUTY_ELECTED_OFFICIAL)


@pytest.fixture
def mayor(town, staff):
    return staff(Role.MAYOR)


def opened(client, **said):
    client.post(OPEN, SAID | said)
    return Crisis.objects.latest("pk")


def test_the_official_on_call_opens_in_two_acts(marc):
    assert "Couleur de vigilance" in marc.get(OPEN).content.decode()
    page = marc.post(OPEN, THREE).content.decode()
    assert "Ouvrir cette crise" in page and "Canicule : buvez" in page and not Crisis.objects.exists()
    answer = marc.post(OPEN, SAID, follow=True)
    crisis = Crisis.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("cell:crisis", args=[crisis.pk])
    assert (crisis.phase, crisis.colour, crisis.decided_by) == ("alert", "orange", "Hélène Garnier, maire")
    assert "Ce qui est proposé" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"colour": "mauve"}, {"decided_by": " "}])
def test_a_wrong_field_is_said_and_nothing_is_lost(marc, wrong):
    page = marc.post(OPEN, THREE | wrong)
    assert page.status_code == 422 and ("Hélène" in page.content.decode() or "decided_by" in wrong)
    assert marc.post(OPEN, SAID | {"title": " "}).status_code == 422
    assert not Crisis.objects.exists()


def test_a_double_press_opens_once(marc):
    marc.post(OPEN, SAID)
    again = marc.post(OPEN, SAID)
    assert again.status_code == 422 and "déjà ouverte" in again.content.decode()
    assert Crisis.objects.count() == 1


def test_the_official_on_call_moves_but_neither_closes_nor_decides(marc):
    crisis = opened(marc)
    move = reverse("cell:move", args=[crisis.pk])
    marc.post(
        move, {"phase": "crisis", "colour": "red", "decided_by": "La maire", "since": "", "since_hour": ""}
    )
    crisis.refresh_from_db()
    assert (crisis.phase, crisis.colour) == ("crisis", "red")
    same = marc.post(move, {"phase": "crisis", "colour": "red", "decided_by": "La maire"})
    assert same.status_code == 422 and "déjà" in same.content.decode()
    assert marc.post(reverse("cell:close", args=[crisis.pk])).status_code == 403
    assert marc.post(reverse("cell:answer", args=[crisis.pk])).status_code == 403


def test_what_is_proposed_is_decided_one_by_one(mayor):
    crisis = opened(mayor)
    answer = reverse("cell:answer", args=[crisis.pk])
    page = mayor.post(answer, {"code": "protocol:CAN-ORANGE", "reponse": "oui"}, follow=True).content.decode()
    assert "Indiquez d’abord le déclencheur" in page and not ProtocolDecision.objects.exists()
    mayor.post(
        reverse("cell:trigger", args=[crisis.pk]),
        {
            "trigger": "vigilance",
            "trigger_ref": "n° 41",
            "trigger_on": "01/04/2026",
            "decided_by": "La maire",
        },
    )
    page = mayor.post(answer, {"code": "protocol:CAN-ORANGE", "reponse": "oui"}, follow=True).content.decode()
    assert "retenu" in page and ProtocolDecision.objects.get().code == "CAN-ORANGE"
    assert (
        "plus d’actualité"
        in mayor.post(answer, {"code": "nope", "reponse": "oui"}, follow=True).content.decode()
    )


def test_closing_says_what_is_left_with_links_and_is_refused(mayor, now):
    crisis = opened(mayor)
    need = a_need(now, urgency=1)
    close = reverse("cell:close", args=[crisis.pk])
    page = mayor.get(close).content.decode()
    assert "demandes U1 encore ouvertes" in page and f"{reverse('desk:queue')}?urgence=1" in page
    assert "On ne clôt pas" in mayor.post(close, follow=True).content.decode()
    assert Crisis.objects.get().ended_at is None
    type(need).objects.filter(pk=need.pk).update(urgency=3)
    assert "Bilan de « Canicule »" in mayor.get(close).content.decode().replace("\xa0", " ")
    done = mayor.post(close, follow=True).content.decode()
    assert "Ce qui reste à faire" in done and Crisis.objects.get().ended_at is not None


def told(client, address):
    return "EXERCICE" in client.get(address).content.decode()


@pytest.fixture
def outside(monkeypatch):
    """What the gateways of the town were handed."""
    left = []

    class Carrier:
        name = "outside"

        def send(self, parcel):
            left.append(parcel.body)
            raise AssertionError("A message of an exercise left.")

    monkeypatch.setattr(draining.Carriers, "of", lambda self, channel: Carrier())
    return left


@pytest.mark.django_db(transaction=True)
def test_in_an_exercise_every_page_says_so_and_nothing_leaves(mayor, client, outside, settings):
    settings.HOME_CACHE_SECONDS = 0
    assert not told(mayor, BOARD)
    unread = mayor.post(OPEN, SAID | {"exercice": "oui"})
    assert unread.status_code == 422 and "compris" in unread.content.decode()
    drill = opened(mayor, exercice="oui", understood="on")
    assert drill.exercise
    for address in (BOARD, OPEN, reverse("desk:queue"), reverse("cell:logbook")):
        assert told(mayor, address)
    home = client.get("/").content.decode()
    assert "EXERCICE" in home and "Canicule" not in home
    now = timezone.now()
    for channel, to in (("sms", "06 39 98 00 01"), ("email", "claire@exemple.fr")):
        queue_message(
            key=channel, channel=channel, recipient=to, person=None, kind="reminder", body="Bonjour", at=now,
            by=Task("tests"),
        )  # fmt: skip
    drain_outbox(at=now + timedelta(seconds=1))
    assert outside == [] and {one.provider for one in OutgoingMessage.objects.all()} == {"exercice"}
    kept = django_settings.DATA_DIR / "exercice" / drill.commune_id / "sms.jsonl"
    assert {json.loads(line)["to"] for line in kept.read_text().splitlines()} == {
        "+33639980001",
        "claire@exemple.fr",
    }
    wipe = reverse("cell:wipe", args=[drill.pk])
    page = mayor.get(wipe).content.decode()
    assert (
        "<strong>2</strong> messages écrits" in page and "<strong>1</strong> entrées de main courante" in page
    )
    mayor.post(wipe)
    assert not OutgoingMessage.objects.exists() and not LogbookEntry.objects.exists() and not kept.exists()
    assert not told(mayor, BOARD)
    assert "rien à effacer" in mayor.post(wipe, follow=True).content.decode()


def test_a_true_call_during_an_exercise_is_kept(mayor):
    drill = opened(mayor, exercice="oui", understood="on")
    later = timezone.now() + timedelta(seconds=1)
    played, true, web = (a_need(later) for _ in range(3))
    type(web).objects.filter(pk=web.pk).update(door="web")
    Crisis.objects.filter(pk=drill.pk).update(ended_at=later + timedelta(minutes=1))
    wipe = reverse("cell:wipe", args=[drill.pk])
    page = mayor.get(wipe).content.decode()
    assert f"{played}, courses" in page.replace("\xa0", " ") and str(web) not in page
    mayor.post(wipe, {"garder": f"need:{true.pk}"})
    assert set(type(true).objects.values_list("pk", flat=True)) == {true.pk, web.pk}
    played.beneficiary.person.refresh_from_db()
    assert played.beneficiary.person.erased_at is not None


def test_the_board_fits_the_mayor_and_counts_no_small_cell(mayor, now):
    opened(mayor)
    a_need(timezone.now(), urgency=1)
    page = mayor.get(BOARD).content.decode()
    assert "Canicule" in page and "Courses à domicile</" not in page and "tenue par personne" in page
