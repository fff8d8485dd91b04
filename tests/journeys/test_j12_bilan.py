"""J12: thirty days after the heat, the bilan takes a quarter of an hour, and nobody is read in it."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader
from unidecode import unidecode

from tests.journeys.people import PHONE, SECONDS_A_KEY, sign_in

_CLOSED = """
from datetime import timedelta
from django.utils import timezone
from cordee.ground.crisis.actions.crises import move_crisis, open_crisis
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import Crisis
from cordee.ground.people.models import Account
now, marc = timezone.now(), Account.objects.get(email="marc@exemple.fr")
crisis = open_crisis(kind="cold", title="Grand froid de l’hiver", phase="alert", colour="orange",
    decided_by="Hélène Garnier, maire", by=marc, at=now - timedelta(days=40))
move_crisis(crisis=crisis, phase="crisis", colour="red", decided_by="Hélène Garnier, maire",
    since=now - timedelta(days=39), by=marc, at=now - timedelta(days=39))
note_in_logbook(text="Le gymnase ouvre jour et nuit.", kind="decision", crisis=crisis, by=marc, at=now)
note_in_logbook(text="Marc Lusson prévient la préfecture.", kind="decision", crisis=crisis, by=marc, at=now)
Crisis.objects.filter(pk=crisis.pk).update(ended_at=now)
out = crisis.pk
"""
_EVERYBODY = """
from cordee.coordinate.campaigns.models import CampaignEntry
from cordee.ground.needs.models import Household
from cordee.ground.people.models import Account, Person
from cordee.ground.volunteers.models import Volunteer
out = {
    "names": [f"{one.first_name} {one.last_name}" for one in Person.objects.filter(erased_at=None)]
        + [one.name for one in Account.objects.all()] + [one.name for one in CampaignEntry.objects.all()],
    "phones": [number for one in Person.objects.all() for number in (one.phone, one.phone_alt) if number],
    "emails": [one.email for one in Person.objects.exclude(email="")],
    "addresses": [one.address for model in (Household, Volunteer) for one in model.objects.exclude(address="")],
}
"""
TYPED = {
    "#id_summary": "Neuf jours de grand froid. Personne n’est resté sans réponse.",
    "#id_worked": "Les binômes de quartier, dès le premier soir.",
    "#id_failures": "Le standard a saturé le deuxième jour.",
    "#id_plan-0-what": "Doubler le standard",
    "#id_plan-0-owner": "Direction générale des services",
    "#id_plan-0-due_on": "01/10/2027",
}
SECONDS_TO_THINK = 60
"""A minute for each thing typed, beside the keys."""


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The story, told once."""
    crisis = site.query(_CLOSED)
    volunteer = site.query(
        "from cordee.ground.volunteers.models import Volunteer\n"
        "out = Volunteer.objects.filter(state='cleared').first().person.last_name"
    )
    return in_browser(lambda browser: _story(browser, site, crisis, volunteer))


def _story(browser: Browser, site, crisis: int, volunteer: str) -> SimpleNamespace:
    seen, here = SimpleNamespace(), f"{site.url}/cellule/crise/{crisis}/"
    page = sign_in(browser, site, "isabelle@exemple.fr")
    page.goto(here)
    page.click("section[aria-labelledby=bilan] button")
    page.wait_for_url("**/bilan/")
    seen.indicators = page.locator("section[aria-labelledby=chiffres] dt").count()
    seen.defined = page.locator("section[aria-labelledby=chiffres] dd .muted").count()
    seen.keys = 0
    for field, words in TYPED.items():
        page.fill(field, words)
        seen.keys += len(words)
    page.fill("#id_feedback", f"Merci à {unidecode(volunteer).upper()}, toujours là.")
    page.click("button[name=relire]")
    page.wait_for_url("**/publier/")
    seen.refused = page.inner_text("main")
    seen.can = page.locator("main form button").count()
    page.goto(here + "bilan/")
    page.fill("#id_feedback", "Toujours là, dit une personne aidée.")
    if page.locator("#id_repris_tous").count():
        page.fill("#id_repris_tous", "Service d’aide à domicile")
    page.click("button[name=relire]")
    page.wait_for_url("**/publier/")
    page.click("text=Publier pour tout le monde")
    page.wait_for_selector("text=Page publique")
    reader = browser.new_context(viewport=PHONE).new_page()
    reader.goto(f"{site.url}/bilans/{crisis}/")
    seen.width = reader.evaluate("document.documentElement.scrollWidth")
    seen.public = reader.inner_text("main")
    pdf = reader.request.get(f"{site.url}/bilans/{crisis}/pdf/").body()
    seen.pdf = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    seen.everybody = site.query(_EVERYBODY)
    coordinator = sign_in(browser, site, "lucie@exemple.fr")
    coordinator.goto(here + "bilan/merci/")
    seen.count = int(re.search(r"(\d+)", coordinator.inner_text("main form button"))[1])
    coordinator.click("main form button")
    coordinator.wait_for_selector("text=C’est fait")
    seen.sent = site.query(
        "from cordee.ground.messaging.models import OutgoingMessage as M\n"
        "rows = list(M.objects.filter(kind='volunteer_thanks').values_list('recipient', flat=True))\n"
        "out = [len(rows), len(set(rows))]"
    )
    return seen


def test_it_takes_a_quarter_of_an_hour(told):
    assert told.indicators >= 12 and told.defined == told.indicators
    assert told.keys * SECONDS_A_KEY + len(TYPED) * SECONDS_TO_THINK <= 15 * 60


def test_a_name_in_capitals_is_shown_and_stops_the_publication(told):
    assert "Quelqu’un y est désigné" in told.refused and "Ce qu’en disent" in told.refused and told.can == 0


@pytest.mark.parametrize("version", ["public", "pdf"])
def test_the_public_version_names_nobody_of_the_database(told, version):
    text = unidecode(getattr(told, version)).casefold()
    words, digits = " ".join(re.findall(r"\w+", text)), re.sub(r"[\s.]", "", text)
    assert "neuf jours de grand froid" in words and "le gymnase ouvre" in words
    folded = {" ".join(re.findall(r"\w+", unidecode(one).casefold())) for one in told.everybody["names"]}
    assert len(folded) > 100 and not [one for one in folded if one and f" {one} " in f" {words} "]
    assert not [one for one in told.everybody["phones"] if "0" + one[3:] in digits or one in digits]
    assert not [one for one in told.everybody["emails"] if one.casefold() in text]
    doors = {" ".join(re.findall(r"\w+", unidecode(one).casefold())) for one in told.everybody["addresses"]}
    assert not [one for one in doors if any(c.isdigit() for c in one) and f" {one} " in f" {words} "]
    assert told.width <= PHONE["width"]


def test_volunteers_are_thanked_once_each(told):
    assert told.count > 0 and told.sent[0] == told.count
