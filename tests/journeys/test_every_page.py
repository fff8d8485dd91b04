"""Every page in a real browser: no barrier (axe), nothing cut off at 320 px or at 200 %, usable with the keyboard."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page

from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Role
from cordee.ground.people.rules.access import SESSION_PERSON
from tests.house.routes import ROUTES
from tests.house.test_routes import PATTERNS
from tests.journeys.pages import ANYBODY, NO_PAGE, VISITS, come, one_of_each
from tests.journeys.people import open_context, sign_in

STOPS = 60
"""Controls walked on one page: beyond, lists repeat themselves."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
"""What is well is not described: most of what axe would send back is that."""
AT_ONCE = 15
"""Pages of one test: processes that have ended theirs take the rest of a long list over."""
PAGES = Counter(visit.who for visits in VISITS.values() for visit in visits) + Counter([ANYBODY])
PARTS = [(who, part) for who, many in PAGES.items() for part in range(math.ceil(many / AT_ONCE))]
LISTEN = """(where) => {
window.tabbed = {stops: [], seen: []};
const part = document.querySelector(where) || document.body;
window.tabbed.stops = [...part.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((e) =>
    e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0
    && !(e.type === 'radio' && !e.checked && (e.form || document).querySelector(`[name="${e.name}"]:checked`)));
document.addEventListener('focusin', ({target}) => {
  const box = target.getBoundingClientRect();
  const around = target.closest('label, .card-choice, .door, td') || target;
  const drawn = [target, around].some((e) => {
    const look = getComputedStyle(e);
    return look.outlineStyle !== 'none' || look.boxShadow !== 'none';
  });
  const clear = box.width < 2 || [0.5, 0.1, 0.9].some((part) => {
    const x = Math.min(Math.max(box.left + box.width * part, 1), innerWidth - 2);
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
    const over = document.elementFromPoint(x, y);
    return over && (target.contains(over) || over.contains(target) || around.contains(over)
      || (over.closest('label') && over.closest('label').control === target));
  });
  if (target.tabIndex >= 0) window.tabbed.seen.push([window.tabbed.stops.indexOf(target), drawn, clear,
    target.outerHTML.slice(0, 110)]);
});
const start = document.createElement('span');
start.tabIndex = -1;
part.prepend(start);
start.focus();
}"""
READ = """((most) => {
  const {stops, seen} = window.tabbed;
  const met = new Set(seen.map((one) => one[0]));
  const groups = new Set(seen.map((one) => stops[one[0]]).filter((e) => e && e.type === 'radio').map((e) => e.name));
  const missed = stops.filter((e, rank) => rank < most && e.isConnected && !met.has(rank)
    && !(e.type === 'radio' && groups.has(e.name))
    && !e.closest('.leaflet-container'));
  const back = seen.filter((one, rank) => rank && one[0] > 0 && seen[rank - 1][0] > one[0]);
  return [
    ...missed.map((e) => `never reached: ${e.outerHTML.slice(0, 110)}`),
    ...seen.filter((one) => !one[1]).map((one) => `focus not seen: ${one[3]}`),
    ...seen.filter((one) => !one[2] && !one[3].includes('leaflet')).map((one) => `focus covered: ${one[3]}`),
    ...back.map((one) => `out of order: ${one[3]}`),
  ];
})"""


@pytest.fixture(scope="session")
def some(site):
    """One of each thing a page is about; made once for each site, whatever is run between two pages."""
    return one_of_each(site)


def test_a_route_that_nobody_visits_shows_no_page(town, staff):
    """A new page without its visit fails here; a route that only takes what is posted needs no line."""
    client = staff(*Role)
    session = client.session
    session[SESSION_PERSON] = record_person(by=Task("tests"), last_name="Quéméner", phone="+33639980011").pk
    session.save()
    shown = []
    for name in sorted(set(ROUTES) - set(VISITS) - set(NO_PAGE)):
        address = reverse(name, kwargs=dict.fromkeys(PATTERNS[name].pattern.converters, 1))
        if client.get(address).status_code != 405:
            shown.append(name)
    assert shown == [], "A page needs its line in VISITS (tests/journeys/pages.py)."
    assert not (set(VISITS) | set(NO_PAGE)) - set(ROUTES), "A route that went away."


def _walked(page: Page, *, whole: bool) -> list[str]:
    """Tab from the top: every control met, in the order of the page, seen, and no way back needed.

    What is around every page of a visitor is walked once, on the ``whole`` first one.
    """
    page.evaluate(LISTEN, "body" if whole else "main")
    for _ in range(min(page.evaluate("window.tabbed.stops.length"), STOPS) + 2):
        page.keyboard.press("Tab")
    faults = page.evaluate(READ, STOPS)
    # A sheet made to be printed has nothing to skip.
    if whole and page.locator(".skip").count():
        first = page.evaluate("(window.tabbed.stops[window.tabbed.seen[0][0]] || {}).className")
        if first != "skip":
            faults.append(f"the first stop is not the skip link but « {first} »")
    return faults


def _faults(page: Page, address: str, status: int, *, whole: bool) -> list[str]:
    """What is wrong with a page at three widths, in words."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    if answer.status != status:
        return [f"{address} answers {answer.status}"]
    faults = [
        f"{address} {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.locator("h1").count() != 1:
        faults.append(f"{address} has {page.locator('h1').count()} h1")
    faults += [f"{address} {fault}" for fault in _walked(page, whole=whole)]
    # 640 px wide at 1280 device pixels is what 200 % zoom gives.
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 800})
        # A loaded machine takes its time to lay the page out again: what is still too wide a second later is.
        for _ in range(20):
            page.wait_for_timeout(50)
            beyond = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if beyond <= 1:
                break
        if beyond > 1:
            faults.append(f"{address} is {beyond} px too wide at {width} px")
    return faults


def _walk(page: Page, site, who: str, part: int, some: dict) -> list[str]:
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
    faults: list[str] = []
    paths = [
        (visit.address(name, some, PATTERNS[name].pattern.converters), visit.status)
        for name, visits in VISITS.items()
        for visit in visits
        if visit.who == who
    ]
    if who == ANYBODY:
        paths.append(("/nulle-part/", 404))
    for rank, (path, status) in enumerate(paths[part * AT_ONCE : (part + 1) * AT_ONCE]):
        faults += _faults(page, site.url + path, status, whole=not part and not rank)
    return faults + errors


@pytest.mark.parametrize(("who", "part"), PARTS)
def test_pages_have_no_barrier(site, in_browser, some, who, part):
    faults = in_browser(lambda browser: _walk(come(browser, site, who, some), site, who, part, some))
    assert not faults, "\n".join(faults)


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


def test_the_coordinator_works_without_javascript(site, in_browser):
    """Sign in, filter the queue, record a call, plan, send a proposal, look a volunteer up: plain forms all along."""

    def story(browser: Browser) -> list[str]:
        page = sign_in(browser, site, "lucie@exemple.fr", java_script_enabled=False)
        page.context.set_default_timeout(90_000)
        told = []
        page.goto(site.url + "/bureau/file/?urgence=3")
        told.append(page.locator("#queue-list .entry").first.inner_text())
        page.goto(site.url + "/bureau/appel/")
        page.fill("[name='phone']", "02 61 91 99 77")
        page.fill("[name='last_name']", "Quéméner")
        page.fill("[name='address']", "3 rue des Tilleuls")
        page.select_option("[name='asked-0-activity']", "ANIMAUX")
        with page.expect_navigation():
            page.get_by_role("button", name="Enregistrer", exact=True).click()
        told.append(page.locator(".alert.ok").first.inner_text())
        page.goto(site.url + "/bureau/propositions/")
        with page.expect_navigation():
            page.get_by_role("button", name="Calculer les propositions").click()
        told.append(page.locator("main .alert").first.inner_text())
        page.locator("[name='assignment']").first.check(force=True)
        # All of them are ticked beforehand: two thirds of a hundred messages are written before the page answers.
        with page.expect_navigation(timeout=90_000):
            page.get_by_role("button", name="Envoyer les propositions cochées").click(timeout=90_000)
        told.append(page.locator(".alert.ok").first.inner_text())
        page.goto(site.url + "/bureau/benevoles/?q=Karim&text=Karim")
        told.append(page.inner_text("main"))
        return told

    queue, saved, planned, sent, volunteers = in_browser(story)
    assert "U3" in queue and "enregistrée" in saved and "propositions" in planned
    assert "envoyée" in sent and "Karim" in volunteers
