"""J9: at eleven two men offer « disinfection » at the door; before half past the whole town is told, on every channel."""

from __future__ import annotations

import io
import re
import time
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.journeys.people import DESK, PHONE, SECONDS_A_KEY, open_context, sign_in

PLACES = "Bourg et rue des Tilleuls"
CHANNELS = ("sms", "mail", "voice", "panel", "press", "app")
SECONDS_TO_READ = 240
"""What two people take to read what they are about to say to a whole town, beside the clicks."""
_OVER = """
from datetime import timedelta
from django.utils import timezone
from cordee.inform.bulletins.models import Bulletin
past = timezone.now() - timedelta(minutes=1)
out = Bulletin.objects.filter(number={number}).update(starts_at=past - timedelta(hours=2), expires_at=past)
"""


def _story(browser: Browser, site) -> SimpleNamespace:
    told, keys = SimpleNamespace(), 0
    hugo, helene = (sign_in(browser, site, f"{name}@exemple.fr") for name in ("hugo", "helene"))
    began = time.monotonic()
    hugo.goto(site.url + "/bureau/informations/nouvelle/")
    hugo.get_by_role("link", name=re.compile("émarchage|Faux agents|Arnaque")).first.click()
    told.proposed = hugo.input_value("#id_title")
    hugo.fill("#id_places", PLACES)
    keys += len(PLACES)
    hugo.get_by_role("button", name="Enregistrer le brouillon").click()
    hugo.wait_for_url(re.compile(r"/informations/\d+/$"))
    here = hugo.url
    told.key = int(here.rstrip("/").rpartition("/")[2])
    hugo.get_by_role("button", name="Soumettre à une deuxième lecture").click()
    expect(hugo.get_by_text("C’est soumis")).to_be_visible()
    told.alone = hugo.get_by_role("button", name="Valider et diffuser").count()
    helene.goto(here)
    helene.get_by_role("button", name="Valider et diffuser").click()
    expect(helene.get_by_text("C’est diffusé")).to_be_visible()
    hugo.goto(here + "canaux/")
    told.copies = {
        code: (
            hugo.locator(f"#texte-{code}").inner_text(),
            hugo.locator(f"section:has(#canal-{code})").inner_text(),
        )
        for code in CHANNELS
    }
    told.poster = hugo.request.get(here + "canaux/poster_a4/").body()
    told.seconds = time.monotonic() - began + keys * SECONDS_A_KEY + SECONDS_TO_READ
    told.number = site.query(
        f"from cordee.inform.bulletins.models import Bulletin\nout = Bulletin.objects.get(pk={told.key}).number"
    )
    resident = open_context(browser, viewport=PHONE).new_page()
    resident.goto(f"{site.url}/informations/{told.number}/")
    told.read = resident.inner_text("main")
    told.rss = resident.request.get(site.url + "/flux/rss.xml").text()
    told.cap = resident.request.get(f"{site.url}/informations/{told.number}/cap.xml").text()
    resident.goto(site.url + "/v/K7MP-3XQ9/")
    told.badge = resident.inner_text("main")
    site.query(_OVER.format(number=told.number))
    resident.goto(f"{site.url}/informations/{told.number}/")
    told.after = resident.inner_text("main")
    told.rss_after = resident.request.get(site.url + "/flux/rss.xml").text()
    mayor = open_context(browser, viewport=DESK, java_script_enabled=False).new_page()
    mayor.goto(site.url + "/crise/en/")
    told.crisis = mayor.content()
    return told


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The story, told once."""
    return in_browser(lambda browser: _story(browser, site))


def test_from_the_template_to_a_message_read_twice_in_less_than_ten_minutes(told):
    assert told.proposed and told.alone == 0 and told.seconds < 600


def test_the_whole_town_reads_it_with_its_source_and_its_end(told):
    assert PLACES in told.read and "Source" in told.read and "en vigueur" in told.read
    assert told.proposed in told.rss.replace("&#x27;", "’")
    assert ET.fromstring(told.cap).findtext("{*}status") == "Actual"


def test_six_channels_have_their_own_form_and_the_sms_is_a_single_one(told):
    assert all(len(text) > 30 for text, _ in told.copies.values())
    sms, shown = told.copies["sms"]
    assert len(sms) <= 160 and re.search(r"\b1\b", shown) and "17" in sms


def test_the_poster_of_the_hall_is_light_and_says_the_same(told):
    assert len(told.poster) <= 200_000
    text = " ".join(PdfReader(io.BytesIO(told.poster)).pages[0].extract_text().split())
    assert "17" in text and PLACES.split()[0] in text


def test_a_number_nobody_gave_is_not_valid(told):
    assert ("valide" in told.badge and "connaissons pas" in told.badge) or "non valide" in told.badge.lower()


def test_it_is_over_by_itself(told):
    here = f"/informations/{told.number}/"
    assert here in told.rss and here not in told.rss_after
    assert "terminé" in told.after and here not in told.crisis
    assert len(told.crisis.encode()) < 50_000, (
        "the page of the crisis opens on an old telephone, without a script"
    )
