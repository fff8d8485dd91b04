"""J3, the first minutes: at seven in the morning the elected official on call opens the crisis from a phone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import PHONE, sign_in

SECONDS_A_TAP = 1.5
"""Finding a target and touching it, a hand that hesitates included."""


@pytest.fixture(scope="module")
def told(site, in_browser):
    """The story, told once."""
    return in_browser(lambda browser: _story(browser, site))


def _story(browser: Browser, site) -> SimpleNamespace:
    seen = SimpleNamespace(taps=0)
    marc = sign_in(browser, site, "marc@exemple.fr")
    marc.set_viewport_size(PHONE)

    def tap(target: str) -> None:
        marc.locator(target).first.click()
        seen.taps += 1

    tap("nav.side summary")
    tap("nav.side a[href='/cellule/']")
    tap("main a[href='/cellule/ouvrir/']")
    seen.width = marc.evaluate("document.documentElement.scrollWidth")
    tap("label[for=id_kind_1]")
    tap("label[for=id_colour_2]")
    seen.decides = marc.input_value("#id_decided_by")
    tap("main form button[type=submit]")
    seen.asked = marc.inner_text("h1").replace("\xa0", " ")
    tap("button[name=confirme]")
    marc.wait_for_url("**/cellule/crise/*/")
    seen.page = marc.inner_text("main")
    seen.buttons = marc.locator("button[name=reponse]").count()
    seen.verified = site.run("logbook", "verify").stdout
    seen.last = site.query(
        "from cordee.ground.crisis.models import LogbookEntry\nout = LogbookEntry.objects.first().text"
    )
    return seen


def test_it_is_open_in_under_a_minute_without_scrolling_sideways(told):
    assert told.taps <= 7 and told.taps * SECONDS_A_TAP < 60
    assert (
        told.width <= PHONE["width"]
        and told.asked == "Ouvrir cette crise ?"
        and told.decides == "Marc Lusson"
    )


def test_everything_else_is_proposed_to_those_who_decide(told):
    assert "Protocole CAN-ORANGE" in told.page and "à décider" in told.page and told.buttons == 0


def test_the_logbook_has_its_first_line_and_holds(told):
    assert told.last.startswith("Crise ouverte : Canicule") and "intacte" in told.verified
