"""J2: the daughter in Lille registers her father, in writing; he is told within eight days, says no, and it stays no."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import DESK, PHONE, Typist, open_context, sign_in

LIST, NEW = "/bureau/solidarite/", "/bureau/solidarite/inscrire/"
FATHER, PHONE_NUMBER = "Bernardin-Lestrade", "02 61 91 99 31"

_ENTRY = f"""
from cordee.coordinate.register.models import RegisterEntry
out = [dict(key=one.pk, state=one.state, origin=one.origin, means=one.means,
    days=(one.acknowledge_by - one.requested_on).days,
    number=str(one)) for one in RegisterEntry.objects.filter(person__last_name="{FATHER}")]
"""
_TRACES = """
from cordee.ground.audit.models import Event
out = [[one.verb, one.actor, one.facts.get("means", ""), one.at.isoformat()]
    for one in Event.objects.filter(subject="registerentry:{key}").order_by("pk")]
"""
_LEFT = f"""
import django.utils.timezone as clock
from cordee.coordinate.register.models import OppositionTrace
from cordee.coordinate.register.selectors.calling import listed_to_call
from cordee.coordinate.register.selectors.transmissions import rows_for_prefect
from cordee.ground.people.models import Person
said = [one.name for one in listed_to_call(on=clock.localdate())] + [str(row) for row in rows_for_prefect()]
out = dict(named=sum("{FATHER}" in one for one in said), person=Person.objects.filter(last_name="{FATHER}").count(),
    traces=OppositionTrace.objects.order_by("-pk").values_list("digest", flat=True)[0], listed=len(said))
"""
_SIXTH_DAY = """
from datetime import timedelta
from cordee.coordinate.register.models import RegisterEntry
from django.utils import timezone
today = timezone.localdate()
out = RegisterEntry.objects.filter(pk={key}).update(requested_on=today - timedelta(days=6),
    acknowledge_by=today + timedelta(days=2))
"""


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The story, told once."""
    return in_browser(lambda browser: _story(browser, site))


def _write(page: Page, site, seen: SimpleNamespace) -> None:
    """Half past ten at night, on a phone, without a mouse."""
    page.goto(site.url + "/registre/")
    seen.width = page.evaluate("document.documentElement.scrollWidth")
    seen.unlabelled = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]"
        ".filter(one => !one.closest('[hidden], [aria-hidden=true], .honeypot') && !one.labels?.length).map(one => one.name)"
    )
    hands = Typist(page)
    hands.tab_to("origin")
    hands.press("Space")
    hands.press("ArrowDown", 2)
    for name, text in (
        ("third_name", "Sophie Bernardin"), ("third_quality", "sa fille"), ("signed", " "), ("last_name", FATHER),
        ("first_name", "André"), ("birth_on", "12/05/1943"), ("category", " "), ("phone", PHONE_NUMBER),
        ("address", "2 rue de la Loire"),
    ):  # fmt: skip
        hands.tab_to(name)
        hands.press("Space") if text == " " else hands.type(text)
    page.keyboard.press("Escape")
    hands.tab_to("emergency_name")
    hands.press("Enter")
    page.wait_for_url("**/registre/merci/**", timeout=30_000)
    seen.thanks = page.inner_text("main")


def _story(browser: Browser, site) -> SimpleNamespace:
    seen = SimpleNamespace()
    daughter = open_context(browser, viewport=PHONE).new_page()
    _write(daughter, site, seen)
    (seen.entry,) = site.query(_ENTRY)
    key = seen.entry["key"]

    nadia = sign_in(browser, site, "nadia@exemple.fr")
    nadia.goto(site.url + NEW)
    nadia.check("input[name=origin][value=third_party]", force=True)
    nadia.fill("#id_last_name", FATHER)
    nadia.locator("main form button[type=submit]").click()
    seen.by_phone, seen.kept = nadia.inner_text("main"), nadia.input_value("#id_last_name")

    solene = sign_in(browser, site, "solene@exemple.fr")
    site.query(_SIXTH_DAY.format(key=key))
    solene.goto(site.url + LIST + "raison/")
    solene.check("input[name=reason][value=letters]", force=True)
    solene.locator("main form button[type=submit]").click()
    solene.wait_for_url("**" + LIST)
    seen.sixth_day = solene.inner_text("main")
    solene.goto(f"{site.url}{LIST}?travail=soon")
    solene.get_by_role("link", name=FATHER).click()
    seen.file = solene.inner_text("main")
    solene.get_by_role("button", name="Éditer l’accusé").click()
    solene.wait_for_load_state()
    pdf = solene.request.get(f"{site.url}{LIST}{key}/accuse.pdf")
    seen.letter = pdf.status, pdf.body()[:4]
    seen.traces = site.query(_TRACES.format(key=key))

    solene.get_by_text("La personne s’oppose").click()
    solene.get_by_role("button", name="Enregistrer l’opposition").click()
    solene.wait_for_load_state()
    seen.left = site.query(_LEFT)
    seen.gone = solene.goto(f"{site.url}{LIST}{key}/").status
    solene.goto(f"{site.url}{LIST}?q={FATHER}")
    seen.search = solene.inner_text("p[role=status]")

    again = open_context(browser, viewport=DESK).new_page()
    seen.again = _insist(again, site)
    amelie = sign_in(browser, site, "amelie@exemple.fr")
    seen.by_letter = _letter(amelie, site)
    seen.after = site.query(_ENTRY)
    _letter(solene, site, despite="Mise sous tutelle, jugement du 3 avril")
    seen.decided = site.query(_ENTRY)
    return seen


def _insist(page: Page, site) -> str:
    page.goto(site.url + "/registre/")
    page.check("input[name=origin][value=third_party]", force=True)
    page.check("input[name=category][value=age65]", force=True)
    page.check("#id_signed", force=True)
    for name, text in (
        ("third_name", "Sophie Bernardin"), ("third_quality", "sa fille"), ("last_name", FATHER), ("first_name", "André"),
        ("birth_on", "12/05/1943"), ("phone", PHONE_NUMBER), ("address", "2 rue de la Loire"),
    ):  # fmt: skip
        page.fill(f"#id_{name}", text)
    page.keyboard.press("Escape")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("text=ne peut pas être prise sur le site", timeout=30_000)
    return page.inner_text("main")


def _letter(page: Page, site, despite: str = "") -> str:
    page.goto(site.url + NEW)
    page.check("input[name=origin][value=third_party]", force=True)
    page.check("input[name=category][value=age65]", force=True)
    page.select_option("#id_means", "letter")
    page.locator("summary", has_text="Un tiers a écrit").click()
    for name, text in (
        ("third_name", "Sophie Bernardin"), ("third_quality", "sa fille"), ("last_name", FATHER), ("first_name", "André"),
        ("birth_on", "12/05/1943"), ("phone", PHONE_NUMBER), ("address", "2 rue de la Loire"), ("despite", despite),
    ):  # fmt: skip
        if text:
            page.fill(f"#id_{name}", text)
    page.keyboard.press("Escape")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    return page.inner_text("main")


def test_a_third_party_on_the_telephone_is_led_to_writing_and_nothing_typed_is_lost(told):
    assert "la loi demande un écrit" in told.by_phone and told.kept == FATHER


def test_what_is_written_counts_at_once_and_the_letter_is_due_on_the_eighth_day_and_told_from_the_sixth(told):
    entry = told.entry
    assert (entry["state"], entry["origin"], entry["means"], entry["days"]) == (
        "active",
        "third_party",
        "web",
        8,
    )
    assert "sous huit jours" in told.thanks.replace("\xa0", " ")
    assert "dus sous deux jours" in told.sixth_day and "sa fille" in told.file
    assert told.letter == (200, b"%PDF")


def test_who_opposed_is_in_no_list_search_export_or_campaign_and_only_a_trace_that_names_nobody_stays(told):
    assert (told.left["named"], told.left["person"], told.gone) == (0, 0, 404) and told.left["listed"] > 100
    assert len(told.left["traces"]) >= 32 and "0 personne" in told.search.replace("\xa0", " ")


def test_a_third_party_lists_him_again_by_no_way_and_the_manager_may_with_a_reason(told):
    assert "ne peut pas être prise sur le site" in told.again
    assert "seule la direction du CCAS" in told.by_letter and told.after == []
    assert [one["state"] for one in told.decided] == ["active"]


def test_the_log_holds_who_when_and_by_which_way(told):
    verbs = {verb: (actor, means, at) for verb, actor, means, at in told.traces}
    assert verbs["enrol"][:2] == ("task:site", "web") and verbs["enrol"][2]
    assert verbs["acknowledge_entry"][0].startswith("account:") and "read" in verbs


def test_the_form_is_filled_by_keyboard_on_a_phone_without_an_account_and_every_field_has_its_label(told):
    assert told.unlabelled == [] and told.width <= PHONE["width"]
