"""The people of the stories, at their screens."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.site import DEMO_PASSWORD, Site

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

SECONDS_A_KEY = 0.28
"""An average non-secretarial typist (keystroke-level model, Card, Moran and Newell, 1980)."""


def open_context(browser: Browser, *, viewport: dict[str, int], **options: object) -> BrowserContext:
    """A new visitor, French, in Paris."""
    context = browser.new_context(
        viewport=viewport,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        **options,  # type: ignore[arg-type]
    )
    context.set_default_timeout(30_000)
    return context


def sign_in(browser: Browser, site: Site, email: str, **options: object) -> Page:
    """An agent at their desk."""
    page = open_context(browser, viewport=DESK, **options).new_page()
    page.goto(site.url + "/bureau/connexion/")
    page.fill("#id_username", email)
    page.fill("#id_password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/bureau/**")
    page.wait_for_selector("nav.side")
    return page


class Typist:
    """Types with the keyboard only and counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.page.keyboard.type(text, delay=5)
        self.keys += len(text)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key or a chord."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def focused(self) -> str:
        """Name of the field that has the focus."""
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.id || ''"))

    def tab_to(self, name: str, limit: int = 40) -> None:
        """Tab until the field has the focus, as one does without a mouse."""
        for _ in range(limit):
            if self.focused() == name:
                return
            self.press("Tab")
        raise AssertionError(f"« {name} » is not reached by {limit} tabs (at « {self.focused()} »)")

    @property
    def seconds(self) -> float:
        """How long an average typist takes for these keys."""
        return self.keys * SECONDS_A_KEY
