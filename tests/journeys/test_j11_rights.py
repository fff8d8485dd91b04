"""J11: Mme Rolland writes: she wants to see what is kept, a number corrected, then everything removed."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import sign_in

NAME, PHONE, DOOR = "Rolland-Quévrin", "+33639981177", "La Closerie du Merisier"
SETTING = f"""
from django.utils import timezone
from cordee.ground.audit.actions import Task
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.needs.actions import steps
from cordee.ground.needs.actions.requests import Asked, Circumstances, take_request
from cordee.ground.needs.models import Need
from cordee.ground.people.actions.persons import record_person
by, now = Task("tests"), timezone.now()
her = record_person(by=by, last_name={NAME!r}, first_name="Jeanne", phone={PHONE!r})
neighbour = record_person(by=by, last_name="Merlusson", first_name="Odile", phone="+33639981188")
taken = take_request(by=by, at=now, door="phone", person=her, place={{"address": {DOOR!r}, "postcode": "49999"}},
    asked=[Asked("ANIMAUX", details="La voisine Merlusson (06 39 98 11 88) a les clés.")],
    circumstances=Circumstances(recognition_word="mirabelle"), qualified=True, requester=neighbour)
Need.objects.filter(pk=taken.needs[0].pk).update(
    state="cancelled", closed_at=now, closing_reason="cancelled_by_requester")
queue_message(key="j11", channel="sms", recipient={PHONE!r}, person=her, kind="reminder",
    body="Bonjour Jeanne {NAME}", at=now, by=by)
out = her.pk
"""
SENT = "from cordee.ground.messaging.models import OutgoingMessage\nout = OutgoingMessage.objects.get(key='j11').state"


def _wait_for(look, wanted, seconds: int = 60):
    for _ in range(seconds * 2):
        found = look()
        if found == wanted:
            return found
        time.sleep(0.5)
    return look()


def _story(browser: Browser, site) -> SimpleNamespace:
    seen = SimpleNamespace()
    claire = sign_in(browser, site, "claire@exemple.fr")
    claire.goto(site.url + "/bureau/chiffres/")
    seen.figures_before = claire.locator("main .stats").all_inner_texts()

    def opens(kind: str) -> None:
        claire.goto(site.url + "/bureau/donnees/demandes/")
        claire.fill("#id_last_name", NAME)
        claire.get_by_role("button", name="Chercher la personne").click()
        claire.get_by_role("link", name=f"Jeanne {NAME}", exact=True).last.click()
        claire.select_option("#id_kind", kind)
        claire.fill("#id_identity_checked", "rappel au numéro connu, mot dit")
        claire.get_by_role("button", name="Noter la demande").click()
        claire.wait_for_url(re.compile(r"/bureau/donnees/demandes/\d+/$"))

    opens("acces")
    seen.clock = claire.locator("main").inner_text()
    with claire.expect_download() as download:
        claire.get_by_role("link", name="En un fichier").click()
    seen.dossier = download.value.path().read_text(encoding="utf-8")
    claire.get_by_role("button", name="La réponse est donnée").click()

    opens("rectification")
    claire.fill("#id_first_name", "Jeannine")
    claire.get_by_role("button", name="Corriger").click()
    expect(claire.get_by_role("heading", level=1)).to_contain_text("Jeannine")
    claire.get_by_role("button", name="La réponse est donnée").click()

    claire.goto(site.url + "/bureau/donnees/demandes/")
    claire.fill("#id_phone", "06 39 98 11 77")
    claire.get_by_role("button", name="Chercher la personne").click()
    claire.get_by_role("link", name=f"Jeannine {NAME}", exact=True).last.click()
    claire.select_option("#id_kind", "effacement")
    claire.fill("#id_identity_checked", "rappel au numéro connu, mot dit")
    claire.get_by_role("button", name="Noter la demande").click()
    claire.get_by_role("link", name=re.compile("^Effacer ")).click()
    claire.get_by_role("button", name="Effacer pour toujours").click()
    expect(claire.get_by_text("La personne est effacée")).to_be_visible()
    claire.goto(site.url + "/bureau/chiffres/")
    seen.figures_after = claire.locator("main .stats").all_inner_texts()
    return seen


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The whole story, told once."""
    her = site.query(SETTING)
    assert _wait_for(lambda: site.query(SENT), "sent") in {"sent", "delivered"}
    seen = in_browser(lambda browser: _story(browser, site))
    seen.person = her
    return seen


def test_the_month_is_counted(told):
    assert re.search(r"Réponse due le \d\d/\d\d/\d{4}", told.clock)


def test_the_file_is_whole_masked_and_without_the_word(told):
    assert (
        NAME in told.dossier
        and DOOR in told.dossier
        and "06 39 98 11 77" in told.dossier.replace("\u00a0", " ")
    )
    assert "mirabelle" not in told.dossier
    assert "Merlusson" not in told.dossier and "11 88" not in told.dossier


def test_the_figures_do_not_move(told):
    assert told.figures_after == told.figures_before


def test_nothing_of_her_is_left_in_base_files_outbox_or_logs(told, site):
    words = [NAME, PHONE, DOOR, "0639981177", "06 39 98 11 77"]

    def found() -> list[tuple[str, str]]:
        return [
            (path.name, word)
            for path in site.folder.rglob("*")
            if path.is_file() and "static" not in path.parts
            for word in words
            if word.encode() in path.read_bytes()
        ]

    assert _wait_for(found, [], seconds=20) == []


def test_the_log_keeps_a_number_and_is_intact(told, site):
    told_log = site.run("verifyaudit").stdout
    assert "intact" in told_log and "rompu" not in told_log
    kept = site.query(
        "from cordee.ground.audit.models import Event\n"
        f"out = list(Event.objects.filter(subject='person:{told.person}').values_list('verb', flat=True))"
    )
    assert "erase_person" in kept and "hand_over_file" in kept
