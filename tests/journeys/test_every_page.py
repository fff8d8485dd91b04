"""Every page in a real browser: no barrier (axe), nothing cut off at 320 px or at 200 %, usable with the keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.people import open_context, sign_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
PUBLIC = [
    "/", "/aide/", "/benevole/", "/benevole/charte/", "/accessibilite/", "/vos-donnees/", "/moi/entrer/",
    "/bureau/connexion/", "/nulle-part/", "/l/lien-inconnu/", "/m/lien-inconnu/",
    "/reconnaitre/", "/signaler/", "/signaler/merci/", "/v/", "/v/?numero=K7", "/v/{code}/", "/v/K7MP-3XQ9/",
]  # fmt: skip
DESK: dict[str, list[str]] = {
    "lucie@exemple.fr": [
        "/bureau/file/", "/bureau/file/?q=rien-du-tout", "/bureau/appel/", "/bureau/propositions/",
        "/bureau/demandes/{need}/", "/bureau/demandes/{need}/fiche/",
        "/bureau/demandes/{need}/pourquoi/?q=Ka", "/bureau/benevoles/",
        "/bureau/benevoles/{volunteer}/", "/bureau/benevoles/{volunteer}/papiers/", "/bureau/verifier/",
        "/bureau/signalements/",
        "/bureau/benevoles/doublons/", "/bureau/tableurs/", "/bureau/messages/",
        "/bureau/chiffres/", "/bureau/recus/", "/bureau/demandes/{mission_need}/missions/{assignment}/recu/",
    ],
    "isabelle@exemple.fr": [
        "/bureau/crise/", "/bureau/crise/documents/", "/bureau/reglages/", "/bureau/reglages/documents/",
        "/bureau/reglages/documents/order/", "/bureau/comptes/", "/bureau/protocoles/",
        "/bureau/protocoles/EPI-CONF/decider/", "/bureau/zones/interdire/",
    ],
    "claire@exemple.fr": [
        "/bureau/journal/", "/bureau/donnees/", "/bureau/donnees/registre/", "/bureau/donnees/durees/",
        "/bureau/donnees/durees/sante/", "/bureau/donnees/durees/sante/eliminer/", "/bureau/donnees/demandes/",
        "/bureau/donnees/demandes/de/{person}/",
    ],
}  # fmt: skip
MINE = [
    "/moi/",
    "/moi/missions/{assignment}/",
    "/moi/offre/",
    "/moi/donnees/",
    "/moi/pause/",
    "/moi/papiers/",
]
SOME = """
from cordee.ground.assignments.models import Assignment
from cordee.ground.needs.models import Need
from cordee.ground.volunteers.models import Volunteer
from datetime import timedelta
from django.utils import timezone
from cordee.ground.people.models import Account
from cordee.ground.volunteers.actions.papers import issue_badge
mission = Assignment.objects.filter(state="accepted").order_by("-ends_at").first()
badge = issue_badge(volunteer=mission.volunteer, until=timezone.localdate() + timedelta(days=9), at=timezone.now(),
                    by=Account.objects.get(email="lucie@exemple.fr"))
out = {"need": Need.objects.filter(state="qualified").first().pk, "volunteer": mission.volunteer_id, "code": badge.code,
       "assignment": mission.pk, "mission_need": mission.need_id, "person": mission.volunteer.person_id}
"""
A_KEY = """
from datetime import timedelta
from django.utils import timezone
from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import EntryPurpose, Person
key = issue_entry_key(person=Person.objects.get(pk={person}), purpose=EntryPurpose.MINE, by=Task("tests"), at=timezone.now())
out = key.token
"""


@pytest.fixture(scope="module")
def some(site):
    """One of each thing a page is about."""
    return site.query(SOME)


def _faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page at three widths, in words."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    if answer.status >= 500:
        return [f"{address} answers {answer.status}"]
    faults = [
        f"{address} {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.locator("h1").count() != 1:
        faults.append(f"{address} has {page.locator('h1').count()} h1")
    # 640 px wide at 1280 device pixels is what 200 % zoom gives.
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(50)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 1:
            faults.append(f"{address} is {beyond} px too wide at {width} px")
    return faults


def _walk(page: Page, site, paths: list[str], some: dict) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url} script: {error}"))
    page.on(
        "console",
        lambda line: (
            errors.append(f"{page.url} console: {line.text}")
            if line.type == "error" and "status of 4" not in line.text
            else None
        ),
    )
    faults = [fault for path in paths for fault in _faults(page, site.url + path.format(**some))]
    return faults + errors


def test_public_pages_have_no_barrier(site, in_browser, some):
    def story(browser: Browser) -> list[str]:
        return _walk(
            open_context(browser, viewport={"width": 1280, "height": 900}).new_page(), site, PUBLIC, some
        )

    assert in_browser(story) == []


@pytest.mark.parametrize("email", list(DESK))
def test_pages_of_the_desk_have_no_barrier(site, in_browser, some, email):
    assert in_browser(lambda browser: _walk(sign_in(browser, site, email), site, DESK[email], some)) == []


def test_pages_of_a_volunteer_have_no_barrier(site, in_browser, some):
    token = site.query(A_KEY.format(**some))

    def story(browser: Browser) -> list[str]:
        page = open_context(browser, viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{site.url}/l/{token}/")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/moi/**")
        return _walk(page, site, MINE, some)

    assert in_browser(story) == []


@pytest.mark.parametrize("path", ["/", "/aide/", "/benevole/", "/moi/entrer/"])
def test_public_pages_say_everything_without_javascript(site, in_browser, path):
    def story(browser: Browser) -> tuple[str, int]:
        page = open_context(
            browser, viewport={"width": 360, "height": 740}, java_script_enabled=False
        ).new_page()
        page.goto(site.url + path)
        return page.inner_text("main"), page.locator("main [hidden]:not(.map-pick)").count()

    words, hidden = in_browser(story)
    assert len(words) > 100 and hidden == 0


@pytest.mark.parametrize("path", ["/aide/", "/benevole/"])
def test_a_public_form_is_walked_with_the_keyboard_alone(site, in_browser, path):
    """Tab reaches every field and the button, in the order of the page, and the focus is always seen."""

    def story(browser: Browser) -> tuple[list[str], int]:
        page = open_context(browser, viewport={"width": 360, "height": 740}).new_page()
        page.goto(site.url + path)
        page.locator("#contenu").focus()
        seen, unseen = [], 0
        for _ in range(140):
            page.keyboard.press("Tab")
            name, outline = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                "const card = e.closest('label, .card-choice, td'); const l = card ? getComputedStyle(card) : s;"
                "return [e.name || e.type || e.tagName, s.outlineStyle !== 'none' || s.boxShadow !== 'none'"
                " || l.outlineStyle !== 'none' || l.boxShadow !== 'none'] })()"
            )
            seen.append(name)
            unseen += not outline
            if name == "submit":
                break
        return seen, unseen

    seen, unseen = in_browser(story)
    assert "submit" in seen and unseen == 0
    order = [name for index, name in enumerate(seen) if name not in seen[:index]]
    assert (
        order.index("first_name" if "first_name" in order else "last_name") < order.index("activities")
        or path == "/aide/"
    )


def test_the_coordinator_works_without_javascript(site, in_browser):
    """Sign in, filter the queue, record a call, plan, send a proposal, look a volunteer up: plain forms all along."""

    def story(browser: Browser) -> list[str]:
        page = sign_in(browser, site, "lucie@exemple.fr", java_script_enabled=False)
        told = []
        page.goto(site.url + "/bureau/file/?urgence=3")
        told.append(page.locator("#queue-list .entry").first.inner_text())
        page.goto(site.url + "/bureau/appel/")
        page.fill("[name='phone']", "02 61 91 99 77")
        page.fill("[name='last_name']", "Quéméner")
        page.fill("[name='address']", "3 rue des Tilleuls")
        page.select_option("[name='asked-0-activity']", "ANIMAUX")
        with page.expect_navigation():
            page.locator("main form.call-form button[type=submit]").last.click()
        told.append(page.locator(".alert.ok").first.inner_text())
        page.goto(site.url + "/bureau/propositions/")
        with page.expect_navigation():
            page.get_by_role("button", name="Calculer les propositions").click()
        told.append(page.locator("main .alert").first.inner_text())
        page.locator("[name='assignment']").first.check(force=True)
        with page.expect_navigation():
            page.get_by_role("button", name="Envoyer les propositions cochées").click()
        told.append(page.locator(".alert.ok").first.inner_text())
        page.goto(site.url + "/bureau/benevoles/?q=Karim&text=Karim")
        told.append(page.inner_text("main"))
        return told

    queue, saved, planned, sent, volunteers = in_browser(story)
    assert "U3" in queue and "enregistrée" in saved and "propositions" in planned
    assert "envoyée" in sent and "Karim" in volunteers


@pytest.mark.parametrize(
    "path", ["/bureau/file/", "/bureau/appel/", "/bureau/propositions/", "/bureau/benevoles/"]
)
def test_a_page_of_the_desk_is_walked_with_the_keyboard_alone(site, in_browser, path):
    """Every link, field and button of the page is reached by Tab, and the focus is always seen."""

    def story(browser: Browser) -> tuple[int, int, int]:
        page = sign_in(browser, site, "lucie@exemple.fr")
        page.goto(site.url + path)
        stops = page.evaluate(
            "[...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select,"
            " main textarea, main summary')].filter((e) => e.offsetParent !== null && !e.disabled && e.tabIndex >= 0"
            " && (e.tagName === 'SUMMARY' || !e.closest('details:not([open])'))).length"
        )
        page.locator("#contenu").focus()
        reached, unseen = 0, 0
        for _ in range(stops + 60):
            page.keyboard.press("Tab")
            inside, seen = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                "const card = e.closest('label, .card-choice, td'); const l = card ? getComputedStyle(card) : s;"
                "return [!!e.closest('main'), [s, l].some((c) => c.outlineStyle !== 'none' || c.boxShadow !== 'none')] })()"
            )
            if not inside:
                break
            reached += 1
            unseen += not seen
        return stops, reached, unseen

    stops, reached, unseen = in_browser(story)
    # A group of radio buttons is one stop for Tab; the map adds its own.
    assert unseen == 0 and reached >= stops * 0.8
