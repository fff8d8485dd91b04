"""J10, the flood: the bag is printed before the power goes, a zone is closed, a gymnasium takes people in, and paper comes
back into the book."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import pyzipper
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cordee.coordinate.resources.rules.shelter import REFUSAL
from cordee.ground.papers.tests.reading import words_of
from tests.journeys.people import sign_in

_LISTED = """
from cordee.coordinate.register.models import LISTED_STATES, RegisterEntry
rows = RegisterEntry.objects.select_related("person").filter(person__protected=False)
gone = rows.filter(state__in=["opposed", "removed"])
out = {"in": [one.person.kept_names[0] for one in rows.filter(state__in=LISTED_STATES)],
    "out": [one.person.kept_names[0] for one in gone if one.person.last_name]}
"""
_A_CELLAR = """
from django.utils import timezone
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.volunteers.models import Volunteer
cellar = a_need(timezone.now(), activity="NETTOYAGE", where=(47.3391, -0.9123), last_name="Delacave")
out = [cellar.pk, Volunteer.objects.filter(state="cleared", remote_only=False).order_by("pk").first().pk]
"""
_TRACED = """
from cordee.ground.audit.models import Event
rows = Event.objects.filter(verb="read", facts__page="bag", subject__startswith="registerentry:")
out = [rows.values("subject").distinct().count(), sorted({one.facts["reading"] for one in rows})]
"""
_COPIED = """
from django.utils import timezone
from cordee.ground.crisis.models import LogbookEntry
rows = LogbookEntry.objects.filter(source="paper", author="Isabelle Chauvet").order_by("number")
out = [[f"{timezone.localtime(one.happened_at):%d/%m %H:%M}", one.text, one.told_by] for one in rows
    if "de la crue" in one.told_by]
"""
AROUND = {
    "type": "Polygon",
    "coordinates": [
        [[-0.9125, 47.3389], [-0.9121, 47.3389], [-0.9121, 47.3393], [-0.9125, 47.3393], [-0.9125, 47.3389]]
    ],
}


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The story, told once."""
    seen = SimpleNamespace(listed=site.query(_LISTED), cellar=site.query(_A_CELLAR), elsewhere=[])
    in_browser(lambda browser: _story(browser, site, seen))
    seen.traced, seen.copied = site.query(_TRACED), site.query(_COPIED)
    seen.verified = site.run("logbook", "verify").stdout
    return seen


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _only_here(page: Page, site, seen) -> Page:
    """The laptop has no network: whatever is asked of another machine is refused, and told."""

    def answer(route) -> None:
        if route.request.url.startswith((site.url, "data:", "blob:")):
            route.continue_()
        else:
            seen.elsewhere.append(route.request.url)
            route.abort()

    page.context.route("**/*", answer)
    return page


def _bag(page: Page, site, seen) -> None:
    page.goto(site.url + "/cellule/sacs/preparer/")
    seen.password = page.locator("#mot-de-passe strong").inner_text()
    page.fill("#id_holder", "Marc Lusson, élu d’astreinte")
    page.locator("label", has_text="clé USB").first.click()
    began = datetime.now(tz=timezone.get_current_timezone())
    with page.expect_download(timeout=60_000) as coming:
        page.click("main form button[type=submit]")
    seen.name, seen.archive = coming.value.suggested_filename, Path(coming.value.path()).read_bytes()
    seen.took = datetime.now(tz=timezone.get_current_timezone()) - began
    page.goto(site.url + "/cellule/sacs/")
    seen.list = page.inner_text("main")


def _zone(page: Page, site, seen) -> None:
    page.goto(site.url + "/bureau/protocoles/")
    page.locator("a", has_text="Interdire une zone").first.click()
    page.fill("#id_name", "Caves du quai, eau à un mètre")
    page.fill("#id_outline", json.dumps(AROUND))
    page.fill("#id_decided_by", "Hélène Garnier, maire")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/bureau/protocoles/")
    seen.closed = page.inner_text("main")


def _why_not(page: Page, site, seen) -> str:
    need, volunteer = seen.cellar
    page.goto(site.url + f"/bureau/demandes/{need}/pourquoi/?benevole={volunteer}")
    return page.inner_text("main")


def _shelter(page: Page, site, seen) -> None:
    """A family comes, somebody rings to know whether it is there, and it leaves for its relatives."""
    page.goto(site.url + "/bureau/lieux/?nature=shelter")
    page.locator("main a", has_text="Personnes accueillies").first.click()
    page.locator("main a", has_text="Une famille arrive").click()
    page.fill("#id_family_name", "Delacrue")
    page.fill("#id_adults", "2")
    page.fill("#id_children", "3")
    page.fill("#id_needs", "Lits pour enfants, pas de porc")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/accueillis/")
    row = page.locator("tbody tr", has_text="Delacrue")
    seen.family, seen.refusal = row.inner_text(), page.inner_text("main")
    row.locator("a", has_text="Départ").click()
    page.select_option("#id_next_solution", "relatives")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/accueillis/")
    seen.gone = page.locator("section[aria-labelledby=parties]").inner_text()
    seen.public = page.request.get(site.url + "/lieux/").text()


def _paper(page: Page, site, seen) -> None:
    night = timezone.localdate() - timedelta(days=2)
    page.goto(site.url + "/cellule/main-courante/")
    page.locator("a", has_text="Saisir du papier").click()
    for lines in (
        (
            ("19 h 30", "Vigilance rouge, cellule ouverte."),
            ("23 h 50", "Courant coupé quai de Loire."),
            ("0 h 20", "CARE ouvert."),
        ),
        (("0 h 20", "CARE ouvert."), ("5 h 40", "Trois bénévoles redirigés par la protection civile.")),
    ):
        if page.input_value("#id_kept_by") == "":
            page.fill("#id_on", f"{night:%d/%m/%Y}")
            page.fill("#id_kept_by", "Poste de la crue")
        for rank, (hour, text) in enumerate(lines):
            page.fill(f"#id_ligne-{rank}-hour", hour)
            page.fill(f"#id_ligne-{rank}-text", text)
        page.click("main form button[type=submit]")
        page.wait_for_selector(".alert, [role=status]")
        seen.said = page.inner_text("body").replace("\xa0", " ").replace("\u202f", " ")
    seen.night = night


def _story(browser: Browser, site, seen) -> None:
    helene = _only_here(sign_in(browser, site, "helene@exemple.fr"), site, seen)
    _bag(helene, site, seen)
    isabelle = _only_here(sign_in(browser, site, "isabelle@exemple.fr"), site, seen)
    lucie = _only_here(sign_in(browser, site, "lucie@exemple.fr"), site, seen)
    seen.why_before = _why_not(lucie, site, seen)
    _zone(isabelle, site, seen)
    seen.why = _why_not(lucie, site, seen)
    _shelter(lucie, site, seen)
    _paper(isabelle, site, seen)
    isabelle.goto(site.url + "/cellule/sacs/")
    isabelle.locator("tr", has_text=re.search(r"SC-\d{4}-\d{4}", seen.name)[0]).locator("a").click()
    isabelle.locator("label", has_text="détruit").click()
    isabelle.click("main form button[type=submit]")
    isabelle.wait_for_url("**/cellule/sacs/")
    seen.after = isabelle.locator("tr", has_text=re.search(r"SC-\d{4}-\d{4}", seen.name)[0]).inner_text()


def test_a_one_pdf_and_one_workbook_locked_numbered_within_a_minute(told):
    number = re.search(r"SC-\d{4}-\d{4}", told.name)[0]
    assert told.took < timedelta(seconds=60) and number in told.list
    with pyzipper.AESZipFile(io.BytesIO(told.archive)) as packed:
        assert sorted(packed.namelist()) == ["a-lire.txt", "sac-de-crise.ods", "sac-de-crise.pdf"]
        with pytest.raises(RuntimeError):
            packed.read("sac-de-crise.ods")
        words = words_of(packed.read("sac-de-crise.pdf", told.password.encode()))
    assert f"n° {number}" in words and "Main courante (à recopier dans Cordée)" in words
    plain = re.sub(r"\s", "", words)
    assert [name for name in told.listed["in"] if re.sub(r"\s", "", name) not in plain] == []
    assert [name for name in told.listed["out"] if re.sub(r"\s", "", name) in plain] == []


def test_a_each_person_taken_away_is_told_of_and_the_bag_is_counted_back(told):
    count, reasons = told.traced
    assert count >= len(told.listed["in"]) > 50 and reasons == ["bag"]
    assert "détruit" in told.after and "noté par Isabelle Chauvet" in told.after


def test_b_paper_is_in_the_book_at_its_hour_once_and_the_book_holds(told):
    day, next_day = f"{told.night:%d/%m}", f"{told.night + timedelta(days=1):%d/%m}"
    assert told.copied == [
        [f"{day} 19:30", "Vigilance rouge, cellule ouverte.", "Poste de la crue"],
        [f"{day} 23:50", "Courant coupé quai de Loire.", "Poste de la crue"],
        [f"{next_day} 00:20", "CARE ouvert.", "Poste de la crue"],
        [f"{next_day} 05:40", "Trois bénévoles redirigés par la protection civile.", "Poste de la crue"],
    ]
    assert "1 ligne y était déjà" in told.said and "intacte" in told.verified


def test_c_nobody_is_sent_to_clean_in_a_closed_zone(told):
    assert "Caves du quai" in told.closed
    assert "zone est interdite" in told.why and "zone est interdite" not in told.why_before


def test_d_the_list_of_a_shelter_says_who_what_they_need_and_where_they_go_to_nobody_else(told):
    assert "2 adultes" in told.family.replace("\xa0", " ") and "Lits pour enfants" in told.family
    assert _words(REFUSAL) in _words(told.refusal)
    assert "Delacrue" in told.gone and "amille" in told.gone and "Delacrue" not in told.public


def test_e_nothing_is_asked_of_another_machine(told):
    assert told.elsewhere == []
