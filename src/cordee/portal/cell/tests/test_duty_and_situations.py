"""Who answers tonight, and what the prefecture receives."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.models import DutyShift, HandOver, SituationReport
from cordee.ground.crisis.rules.situation import LONGEST_PART, PARTS
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.models import Role

DUTY = reverse("cell:duty")


@pytest.fixture
def mayor(town, staff):
    return staff(Role.MAYOR)


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def shift(person, start, end):
    return {
        "kind": "elected", "person": str(person.pk), "phone": "02 61 91 00 17", "starts_on": day(start),
        "starts_hour": "0 h", "ends_on": day(end), "ends_hour": "8h",
    }  # fmt: skip


def test_the_rota_shows_who_answers_and_its_holes(mayor, account):
    marc = account(Role.DUTY_ELECTED_OFFICIAL, name="Marc Lusson")
    new = reverse("cell:duty_new")
    mayor.post(new, shift(marc, 0, 3))
    page = mayor.get(DUTY).content.decode()
    assert "Marc Lusson" in page and "tel:+33261910017" in page and "Trous des quatorze" in page
    twice = mayor.post(new, shift(marc, 2, 4))
    assert twice.status_code == 422 and "déjà prévu" in twice.content.decode()
    assert "Marc Lusson" in mayor.get(reverse("cell:board")).content.decode()
    mayor.post(reverse("cell:duty_cancel", args=[DutyShift.objects.get().pk]))
    assert "Personne n’est d’astreinte" in mayor.get(DUTY).content.decode()


def test_a_note_is_signed_by_the_one_who_takes_it(mayor, staff, account):
    marc, client = account(Role.DUTY_ELECTED_OFFICIAL), staff(Role.DUTY_ELECTED_OFFICIAL)
    words = {"kind": "elected", "person": str(marc.pk), "note": "Le pont est fermé."}
    mayor.post(reverse("cell:hand_over_new"), words)
    note = HandOver.objects.get()
    take = reverse("cell:hand_over_take", args=[note.pk])
    assert "attendent la signature" in mayor.post(take, follow=True).content.decode()
    assert "vous a remis des consignes" in client.get(reverse("cell:board")).content.decode()
    assert "signées par les deux" in client.post(take, follow=True).content.decode()
    empty = mayor.post(reverse("cell:hand_over_new"), words | {"note": " "})
    assert empty.status_code == 422 and HandOver.objects.count() == 1


@pytest.fixture
def crisis(town, account):
    return open_crisis(
        kind="heatwave", title="Canicule", phase="alert", colour="orange", by=account(Role.MAYOR),
        at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip


def published(mayor, crisis, **texts):
    mayor.post(reverse("cell:situation_new", args=[crisis.pk]))
    report = SituationReport.objects.latest("pk")
    here = reverse("cell:situation", args=[report.pk])
    answer = mayor.post(here, {"general": "Il fait chaud."} | texts | {"publier": "oui"}, follow=True)
    report.refresh_from_db()
    return report, answer.content.decode()


def words_of(mayor, report):
    pdf = mayor.get(reverse("cell:situation_pdf", args=[report.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(pdf.content)).pages


def test_one_click_then_published_then_sent(mayor, crisis):
    report, page = published(mayor, crisis, next="Demain 8 h")
    assert report.number == 1 and "Il fait chaud." in page and "Demain 8" in page
    send = reverse("cell:situation_send", args=[report.pk])
    wrong = mayor.post(send, {"recipients": "sidpc@prefecture.example\nle maire"})
    assert (
        wrong.status_code == 422 and "le" in wrong.content.decode() and not OutgoingMessage.objects.exists()
    )
    for _ in range(2):
        mayor.post(send, {"recipients": "sidpc@prefecture.example, maire@saint-aubin.example"})
    sent = OutgoingMessage.objects.order_by("recipient")
    assert [one.recipient for one in sent] == ["maire@saint-aubin.example", "sidpc@prefecture.example"]
    assert "Il fait chaud." in sent[0].body and "reçues : 0" in sent[0].body


def test_whatever_is_typed_it_holds_on_two_pages(mayor, crisis):
    # Words of a size people use; the limit of each part is what makes it hold.
    long = ("Le gymnase des Tilleuls est ouvert jour et nuit. " * 40)[:LONGEST_PART]
    report, _ = published(mayor, crisis, **dict.fromkeys(PARTS, long))
    pages = words_of(mayor, report)
    told = "".join(page.extract_text() for page in pages)
    assert len(pages) <= 2 and "Commune" in told and "49999" in told and "reçues" in told


def test_what_is_published_does_not_change_any_more(mayor, crisis):
    report, _ = published(mayor, crisis)
    answer = mayor.post(reverse("cell:situation", args=[report.pk]), {"general": "Autre"})
    assert answer.status_code == 422 or "publié" in answer.content.decode()
    report.refresh_from_db()
    assert report.texts["general"] == "Il fait chaud."


def test_those_who_do_not_publish_read_the_paper_only(staff, mayor, crisis):
    report, _ = published(mayor, crisis)
    hugo = staff(Role.COMMUNICATION)
    assert hugo.get(reverse("cell:situation", args=[report.pk])).status_code == 403
    assert hugo.get(reverse("cell:situation_pdf", args=[report.pk])).status_code == 200
