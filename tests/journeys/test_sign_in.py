"""Every way an agent comes in, in a real browser, before a real site, a real provider and a virtual security key."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cordee.ground.people.rules.totp import code_at_step
from tests.journeys.people import DESK, open_context
from tests.journeys.test_every_page import RULES
from tests.servers.identity import running_provider
from tests.servers.site import DEMO_PASSWORD, Site, running_site

LUCIE, NADIA, HUGO, CLAIRE = (f"{name}@exemple.fr" for name in ("lucie", "nadia", "hugo", "claire"))


@pytest.fixture(scope="module")
def door() -> Iterator[Site]:
    """A small town whose agents may also come by a provider that knows Lucie, and somebody nobody knows."""
    folder = Path(tempfile.mkdtemp(prefix="cordee-door-"))
    with (
        running_provider({"s-lucie": LUCIE, "s-nobody": "personne@ailleurs.example"}) as issuer,
        running_site(
            folder,
            town="small",
            CORDEE_OIDC_ISSUER=issuer,
            CORDEE_OIDC_CLIENT_ID="cordee",
            CORDEE_OIDC_CLIENT_SECRET="un-secret",
            CORDEE_OIDC_NAME="ProConnect",
        ) as site,
    ):
        # A passkey is made for a name; browsers refuse one for a bare address.
        site.url = site.url.replace("127.0.0.1", "localhost")
        yield site
    shutil.rmtree(folder, ignore_errors=True)


def at_the_door(browser: Browser, site: Site, **options: Any) -> Page:
    """A visitor before the sign-in page."""
    page = open_context(browser, viewport=DESK, **options).new_page()
    page.goto(site.url + "/bureau/connexion/")
    return page


def gives_password(page: Page, email: str, password: str = DEMO_PASSWORD) -> None:
    """Type e-mail and password."""
    page.fill("#id_username", email)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")


def is_at_the_desk(page: Page) -> bool:
    """True when the menu of the desk comes."""
    page.wait_for_selector("nav.side")
    return True


def current_code(secret: str, later: int = 0) -> str:
    """What the telephone shows."""
    return code_at_step(secret, int(timezone.now().timestamp()) // 30 + later)


def faults(page: Page) -> list[str]:
    """Barriers axe sees, and what goes beyond the edge at 320 px and at 200 %."""
    found = [f"{page.url} {one['id']}" for one in Axe().run(page, options=RULES).response["violations"]]
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 1:
            found.append(f"{page.url} too wide at {width}")
    page.set_viewport_size(DESK)
    return found


def wait_for_mail(site: Site, to: str, seconds: float = 45) -> str:
    """The link of the newest e-mail to somebody."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in sorted((site.folder / "courriels").glob("*"), reverse=True):
            text = path.read_text(encoding="utf-8", errors="replace").replace("=\n", "")
            link = re.search(r"/bureau/(?:lien|invitation)/[\w-]+/", text)
            if f"To: {to}" in text and link:
                return link.group()
        time.sleep(0.2)
    raise AssertionError(f"No e-mail to {to}")


def test_a_password_then_the_code_of_the_telephone(door, in_browser):
    def story(browser: Browser) -> list[str]:
        page, seen = at_the_door(browser, door), []
        seen += faults(page)
        gives_password(page, NADIA)
        is_at_the_desk(page)
        page.goto(door.url + "/bureau/mon-compte/")
        seen += faults(page)
        page.get_by_role("link", name="Ajouter un téléphone").click()
        seen += faults(page)
        secret = page.locator(".secret.long").inner_text().replace(" ", "")
        page.fill("#id_code", current_code(secret))
        page.get_by_role("button", name="Enregistrer ce téléphone").click()
        recovery = page.locator(".codes li").all_inner_texts()
        seen += faults(page)
        assert len(recovery) == 10
        other = at_the_door(browser, door)
        gives_password(other, NADIA)
        other.wait_for_url("**/connexion/code/")
        seen += faults(other)
        other.fill("#id_code", "000000")
        other.keyboard.press("Enter")
        other.get_by_text("Ce code ne convient pas").first.wait_for()
        other.fill("#id_code", current_code(secret, later=1))
        other.keyboard.press("Enter")
        is_at_the_desk(other)
        third = at_the_door(browser, door)
        gives_password(third, NADIA)
        third.fill("#id_code", recovery[0])
        third.keyboard.press("Enter")
        is_at_the_desk(third)
        third.goto(door.url + "/bureau/mon-compte/")
        assert third.locator("#sessions ~ ul li").count() == 3
        third.get_by_role("button", name="Déconnecter partout ailleurs").click()
        page.goto(door.url + "/bureau/mon-compte/")
        assert "/connexion/" in page.url, "cut at once"
        return seen

    assert in_browser(story) == []


def test_a_passkey_made_once_then_enough(door, in_browser):
    def story(browser: Browser) -> None:
        page = at_the_door(browser, door)
        key = page.context.new_cdp_session(page)
        key.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        authenticator = key.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        gives_password(page, HUGO)
        is_at_the_desk(page)
        page.goto(door.url + "/bureau/mon-compte/")
        page.fill("#id_key_name", "Le poste de la mairie")
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        page.get_by_role("link", name="Ils sont en lieu sûr").click()
        assert page.get_by_text("Le poste de la mairie").count()
        assert faults(page) == []
        page.get_by_role("button", name="Quitter").click()
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        is_at_the_desk(page)
        page.get_by_role("button", name="Quitter").click()
        gives_password(page, HUGO)
        page.wait_for_url("**/connexion/code/")
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        is_at_the_desk(page)
        # The finger is not recognised: the key stays shut, the page says so.
        page.get_by_role("button", name="Quitter").click()
        key.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        page.get_by_text("La clé n’a pas été montrée").wait_for()

    in_browser(story)


def test_a_link_by_email_without_javascript(door, in_browser):
    def story(browser: Browser) -> None:
        page = at_the_door(browser, door, java_script_enabled=False)
        page.get_by_role("link", name="Recevoir un lien par courriel").click()
        page.fill("#id_email", CLAIRE)
        page.get_by_role("button", name="Envoyer le lien").click()
        page.get_by_role("heading", name="Regardez votre courriel").wait_for()
        link = wait_for_mail(door, CLAIRE)
        page.goto(door.url + link)
        page.get_by_role("button", name="Entrer").click()
        is_at_the_desk(page)
        again = at_the_door(browser, door)
        again.goto(door.url + link)
        assert "ne sert plus" in again.inner_text("h1")
        assert faults(again) == []

    in_browser(story)


def test_the_towns_identity_provider(door, in_browser):
    def story(browser: Browser) -> None:
        for _ in range(2):
            page = at_the_door(browser, door)
            page.get_by_role("link", name="Entrer avec ProConnect").click()
            page.get_by_role("button", name="s-lucie").first.click()
            is_at_the_desk(page)
            assert "Lucie" in page.inner_text(".bar-name")
        stranger = at_the_door(browser, door)
        stranger.get_by_role("link", name="Entrer avec ProConnect").click()
        stranger.get_by_role("button", name="s-nobody").first.click()
        stranger.get_by_text("Aucun compte du bureau n’est ouvert").wait_for()
        # An answer nobody asked for from this browser opens nothing.
        forged = at_the_door(browser, door)
        forged.goto(door.url + "/bureau/connexion/fournisseur/retour/?code=vole&state=invente")
        forged.get_by_text("a été interrompue").wait_for()
        assert "/connexion/" in forged.url

    in_browser(story)


def test_two_people_on_one_computer(door, in_browser):
    def story(browser: Browser) -> None:
        page = at_the_door(browser, door)
        for email in ("thomas@exemple.fr", "odile@exemple.fr"):
            page.goto(door.url + "/bureau/connexion/")
            gives_password(page, email)
            is_at_the_desk(page)
            page.goto(door.url + "/bureau/mon-compte/code-du-poste/")
            page.fill("#id_code", "402917")
            page.get_by_role("button", name="Enregistrer ce code").click()
            page.get_by_role("button", name="Verrouiller").click()
            page.wait_for_url("**/poste/**")
        assert faults(page) == []
        page.get_by_label("Thomas Perrot").check()
        page.fill("#id_code", "402917")
        page.keyboard.press("Enter")
        is_at_the_desk(page)
        assert "Thomas" in page.inner_text(".bar-name")

    in_browser(story)
