"""The pages of what the town tells everybody."""

from __future__ import annotations

import html
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cordee.ground.people.models import Role
from cordee.inform.bulletins.actions.publishing import begin_new_version, cancel_bulletin
from cordee.inform.bulletins.actions.writing import write_translation
from cordee.inform.bulletins.models import Bulletin, BulletinState
from cordee.inform.bulletins.rules.channels.registry import CHANNELS
from cordee.inform.bulletins.tests.factories import a_bulletin


@pytest.fixture(autouse=True)
def _fresh_pages(settings):
    settings.HOME_CACHE_SECONDS = 0


@pytest.fixture
def at(town):
    return timezone.now()


def typed(at, **more):
    local = timezone.localtime(at) + timedelta(days=1)
    return {
        "kind": "instruction", "event": "Canicule", "title": "Canicule jusqu’à demain", "action": "Buvez de l’eau.",
        "authority": "town", "expires_on": f"{local:%d/%m/%Y}", "expires_time": "20h", "audiences": ["everybody"],
        "theme": "Met", "urgency": "Expected", "severity": "Severe", "certainty": "Likely",
    } | more  # fmt: skip


def words(response):
    return html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def test_one_writes_another_publishes_and_everybody_reads_it(staff, at):
    hugo, helene = staff(Role.COMMUNICATION), staff(Role.MAYOR)
    page = hugo.post(reverse("desk:bulletin_new"), typed(at), follow=True)
    assert page.status_code == 200, page.content.decode()
    bulletin = Bulletin.objects.get()
    here = reverse("desk:bulletin", args=[bulletin.pk])
    assert "Soumettre à une deuxième lecture" in words(hugo.get(here))
    hugo.post(reverse("desk:bulletin_submit", args=[bulletin.pk]))
    assert "Valider et diffuser" not in words(hugo.get(here))
    assert "Vous l’avez écrit" in words(
        hugo.post(reverse("desk:bulletin_approve", args=[bulletin.pk]), follow=True)
    )
    assert "Canicule jusqu’à demain" not in words(Client().get(reverse("home:crisis")))
    assert "Valider et diffuser" in words(helene.get(here))
    helene.post(reverse("desk:bulletin_approve", args=[bulletin.pk]))
    told = words(Client().get(reverse("home:crisis")))
    assert "Canicule jusqu’à demain" in told and "Source : mairie" in told
    assert len(Client().get(reverse("home:crisis")).content) < 50_000


def test_nothing_typed_is_lost_and_each_fault_is_beside_its_field(staff, at):
    page = staff(Role.COMMUNICATION).post(
        reverse("desk:bulletin_new"),
        typed(
            at, expires_on="01/01/2020", details="Une précision écrite longuement", outline="pas du GeoJSON"
        ),
    )
    told = words(page)
    assert page.status_code == 422 and "Une précision écrite longuement" in told
    assert "Ce n’est pas un contour GeoJSON lisible." in told
    page = staff(Role.COMMUNICATION).post(reverse("desk:bulletin_new"), typed(at, expires_on="01/01/2020"))
    assert "Cette fin est déjà passée" in words(page) and not Bulletin.objects.exists()


def test_a_zone_that_crosses_itself_or_is_a_line_is_refused_beside_it(staff, at):
    line = '{"type": "Polygon", "coordinates": [[[0.1, 47], [0.2, 47], [0.1, 47]]]}'
    page = staff(Role.COMMUNICATION).post(reverse("desk:bulletin_new"), typed(at, outline=line))
    assert page.status_code == 422 and not Bulletin.objects.exists()


def test_the_public_page_tells_versions_reasons_and_the_end(staff, account, at):
    hugo, helene = account(Role.COMMUNICATION), account(Role.MAYOR)
    first = a_bulletin(at - timedelta(hours=2), hugo, helene)
    here = reverse("home:bulletin", args=[first.number])
    assert "en vigueur" in words(Client().get(here))
    new = begin_new_version(bulletin=first, reason="La salle ferme plus tôt.", by=hugo, at=at)
    assert "La salle ferme" not in words(Client().get(here)), "a draft is nobody's business"
    Bulletin.objects.filter(pk=new.pk).update(state=BulletinState.TO_APPROVE)
    staff(Role.MAYOR).post(reverse("desk:bulletin_approve", args=[new.pk]))
    told = words(Client().get(here))
    assert "La salle ferme plus tôt." in told and "Versions d’avant" in told
    cancel_bulletin(bulletin=new, reason="Tout va bien.", by=helene, at=at)
    told = words(Client().get(here))
    assert "annulé" in told and "Tout va bien." in told
    assert "Canicule" not in words(Client().get(reverse("home:crisis")))
    assert "Canicule" in words(Client().get(reverse("home:bulletins_archive")))


def test_another_language_is_marked_and_laid_out_from_the_right(account, at):
    hugo, helene = account(Role.COMMUNICATION), account(Role.MAYOR)
    bulletin = a_bulletin(at, hugo, helene)
    write_translation(
        bulletin=bulletin, language="ar", title="موجة حر", action="اشربوا الماء", details="", places="", reviewed_by="",
        by=hugo, at=at,
    )  # fmt: skip
    told = words(Client().get(reverse("home:crisis_in", args=["ar"])))
    assert 'lang="ar" dir="rtl"' in told and "موجة حر" in told
    assert Client().get(reverse("home:bulletin_in", args=[bulletin.number, "en"])).status_code == 404
    assert Client().get(reverse("home:crisis_in", args=["zz"])).status_code == 404


def test_the_crisis_page_costs_the_same_whatever_the_number_of_messages(
    account, at, django_assert_max_num_queries
):
    hugo, helene = account(Role.COMMUNICATION), account(Role.MAYOR)
    for _ in range(6):
        a_bulletin(at, hugo, helene)
    with django_assert_max_num_queries(9):
        Client().get(reverse("home:crisis"))


def test_a_template_does_not_leave_while_a_field_of_it_is_empty(staff, at):
    hugo = staff(Role.COMMUNICATION)
    page = words(hugo.get(reverse("desk:bulletin_new"), {"modele": "CANICULE"}))
    assert "Canicule : buvez et restez au frais" in page and "{lieu}" in page and "{commune}" not in page
    hugo.post(reverse("desk:bulletin_new"), typed(at, places="Lieu frais : {lieu}", template="CANICULE"))
    draft = Bulletin.objects.get()
    told = words(hugo.post(reverse("desk:bulletin_submit", args=[draft.pk]), follow=True))
    assert "Il reste à remplir : « {lieu} »" in told
    hugo.post(reverse("desk:bulletin_edit", args=[draft.pk]), typed(at, places="Médiathèque"))
    hugo.post(reverse("desk:bulletin_submit", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == BulletinState.TO_APPROVE and draft.places == "Médiathèque"


def test_one_text_in_the_form_of_every_channel(staff, account, at):
    bulletin = a_bulletin(
        at, account(Role.COMMUNICATION), account(Role.MAYOR), places="Médiathèque, 9 h - 20 h"
    )
    hugo = staff(Role.COMMUNICATION)
    page = words(hugo.get(reverse("desk:bulletin_channels", args=[bulletin.pk])))
    for channel in CHANNELS:
        assert channel.name in page
        answer = hugo.get(reverse("desk:bulletin_file", args=[bulletin.pk, channel.code]))
        assert answer.status_code == 200 and len(answer.content) > 20, channel.code
        assert channel.extension != "pdf" or len(answer.content) <= 200_000
    assert hugo.get(reverse("desk:bulletin_file", args=[bulletin.pk, "pigeon"])).status_code == 404


def test_feeds_hold_what_is_in_force_and_nothing_else(account, at):
    hugo, helene = account(Role.COMMUNICATION), account(Role.MAYOR)
    bulletin = a_bulletin(at, hugo, helene)
    begin_new_version(bulletin=bulletin, reason="Brouillon secret.", by=hugo, at=at)
    for name in ("rss.xml", "atom.xml", "cap.xml", "messages.json", "agenda.ics"):
        told = Client().get(reverse("home:feed", args=[name]))
        assert told.status_code == 200 and "Canicule" in told.content.decode(), name
        assert "secret" not in told.content.decode()
        if name.endswith("xml"):
            ET.fromstring(told.content)
    alert = ET.fromstring(Client().get(reverse("home:bulletin_cap", args=[bulletin.number])).content)
    assert alert.findtext("{*}msgType") == "Alert"
    cancel_bulletin(bulletin=bulletin, reason="Erreur.", by=helene, at=at)
    alert = ET.fromstring(Client().get(reverse("home:bulletin_cap", args=[bulletin.number])).content)
    assert alert.findtext("{*}msgType") == "Cancel" and alert.findtext("{*}references")
    assert "Canicule" not in Client().get(reverse("home:feed", args=["rss.xml"])).content.decode()
    assert Client().get(reverse("home:feed", args=["secret.xml"])).status_code == 404
