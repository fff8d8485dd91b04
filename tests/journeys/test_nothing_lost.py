"""The session ends while an agent is typing: she signs in beside, comes back, and nothing is typed twice."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.people import sign_in
from tests.servers.site import DEMO_PASSWORD

A_NEED = """
from cordee.ground.needs.models import Need
out = Need.objects.filter(state="qualified", next_action="").order_by("pk").first().pk
"""
TYPED = "Rappeler l’infirmière d’à côté : « l’ascenseur est en panne », dit-elle"


def test_what_was_typed_outlives_the_session(site, in_browser):
    def story(browser: Browser) -> list[str]:
        told = []
        lucie = sign_in(browser, site, "lucie@exemple.fr")
        lucie.goto(f"{site.url}/bureau/demandes/{site.query(A_NEED)}/")
        address = lucie.url
        lucie.get_by_text("Noter la prochaine action", exact=True).click()
        lucie.fill("#id_next_action", TYPED)
        lucie.fill("#id_due_on", "31/12/2026")
        lucie.context.clear_cookies(name="sessionid")
        lucie.locator("#id_next_action").press("Enter")
        told.append(lucie.inner_text("main"))
        with lucie.context.expect_page() as opened:
            lucie.get_by_role("link", name="Entrer de nouveau").click()
        beside = opened.value
        beside.fill("#id_username", "lucie@exemple.fr")
        beside.fill("#id_password", DEMO_PASSWORD)
        beside.keyboard.press("Enter")
        beside.wait_for_selector("nav.side")
        lucie.get_by_role("button", name="Envoyer ce que j’avais tapé").click()
        # Signing in has changed the seal of forms: one more click, from a page that says so.
        told.append(lucie.inner_text("main"))
        lucie.get_by_role("button", name="Envoyer ce que j’avais tapé").click()
        lucie.wait_for_url(address)
        told.append(lucie.inner_text("main"))
        lucie.go_back()
        told.append(lucie.inner_text("h1"))
        return told

    ended, again, kept, back = in_browser(story)
    assert "rien de ce que vous avez tapé n’est perdu" in ended
    assert "Encore un clic" in again
    assert TYPED in kept
    assert back
