"""In a real Chromium, under a strict content policy: no barrier, nothing cut off, and scripts that help."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template
from playwright.sync_api import Page, sync_playwright

from cordee.ui.gallery import sample_context

Answer = TypeVar("Answer")
OnPage = Callable[..., Any]

POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'none'"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}
STREETS = [
    {"label": "Rue des Lilas", "value": "1"},
    {"label": "Rue des Tilleuls", "value": "2", "hint": "<b>Nord</b>"},
]
FORM = """{% extends "ui/desk.html" %}{% load static %}
{% block desk_scripts %}{% include "ui/parts/leaflet.html" %}
<script src="{% static 'ui/autosave.js' %}" defer></script>{% endblock %}
{% block main %}<h1>Fiche</h1>
<form method="post" data-autosave="/save/"><input type="hidden" name="draft">
<div class="field"><label for="words">Mots</label><input id="words" name="words" data-key="Alt+M"></div>
<input type="hidden" id="id_lat" name="lat"><input type="hidden" id="id_lon" name="lon">
{% map_canvas none_yet "Lieu" centre=centre pick="id" %}
<p class="saved" role="status" data-autosave-status></p></form>{% endblock %}"""


def _context() -> dict[str, Any]:
    town = SimpleNamespace(
        name="Saint-Aubin-sur-Loire",
        phone="+33241000000",
        phone_display="02 41 00 00 00",
        colour="",
        logo_url="",
        tagline="On se tient la corde",
    )
    nav = [
        ("Accueil", "/", True, "home"),
        ("J’ai besoin d’aide", "/aide/", False, "heart", 3),
        ("Aider", "/b/", False),
    ]
    more = {
        "heading": "C’est noté",
        "text": "Nous vous rappelons.",
        "tone": "ok",
        "actions": [("Retour", "/")],
    }
    place = {"none_yet": [], "centre": (47.371, -0.552)}
    return sample_context(datetime(2026, 4, 7, 9, 12, tzinfo=UTC)) | {"town": town, "nav": nav} | more | place


@pytest.fixture(scope="module")
def site() -> Iterator[SimpleNamespace]:
    """The pages and static files of the interface alone, served as the site serves them."""
    pages = {
        "/": get_template("ui/gallery.html"),
        "/message/": get_template("ui/message.html"),
        "/form/": engines["django"].from_string(FORM),
        "/404/": get_template("404.html"),
    }
    saved: list[str] = []
    arrived = threading.Event()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path in pages:
                self.answer(pages[path].render(_context()).encode(), "text/html; charset=utf-8")
            elif path.endswith("/propositions/"):
                self.answer(json.dumps(STREETS).encode(), "application/json")
            elif found := finders.find(path.removeprefix("/static/")):
                self.answer(Path(found).read_bytes(), TYPES[path.rsplit(".", 1)[1]])
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            saved.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            arrived.set()
            self.answer(b'{"fields": {"draft": "d-1"}}', "application/json")

        def answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", saved=saved, arrived=arrived)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def on_page(site: SimpleNamespace) -> Iterator[OnPage]:
    """Run a gesture on a page, in a thread of its own: the browser’s loop must not reach Django’s."""
    thread = ThreadPoolExecutor(max_workers=1)

    def start() -> tuple[Any, Any]:
        playwright = sync_playwright().start()
        program = shutil.which("chromium")
        return playwright, playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )

    playwright, browser = thread.submit(start).result()

    def run(path: str, gesture: Callable[[Page], Answer], width: int = 1280, **options: Any) -> Answer:
        def visit() -> Answer:
            context = browser.new_context(viewport={"width": width, "height": 900}, **options)
            page = context.new_page()
            page.set_default_timeout(20_000)
            complaints: list[str] = []
            page.on("console", lambda said: complaints.append(said.text if said.type == "error" else ""))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(site.url + path)
            seen = gesture(page)
            context.close()
            assert not list(filter(None, complaints))
            return seen

        return thread.submit(visit).result()

    yield run
    thread.submit(browser.close).result()
    thread.submit(playwright.stop).result()
    thread.shutdown()


PATHS = ["/", "/message/", "/form/", "/404/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 640, 1280], ids=["320 px", "1280 px at 200 %", "1280 px"])
def test_a_page_has_no_barrier_and_nothing_is_cut_off(on_page: OnPage, path: str, width: int) -> None:
    def look(page: Page) -> tuple[list[str], int]:
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
        )
        barriers = [f"{one['id']}: {one['nodes'][0]['target']}" for one in found.response["violations"]]
        return barriers, page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert on_page(path, look, width=width) == ([], 0)


def test_without_javascript_everything_can_still_be_filled_and_read(on_page: OnPage) -> None:
    def look(page: Page) -> tuple[int, int, int, bool]:
        return (
            page.locator("#id_week_group input").count(),
            page.locator("button:visible", has_text="Raccourcis").count(),
            page.locator(".entries a").count(),
            page.get_by_text("La carte a besoin de JavaScript").is_visible(),
        )

    assert on_page("/", look, java_script_enabled=False) == (28, 0, 4, True)


def test_a_street_is_found_and_chosen_with_the_keyboard_alone(on_page: OnPage) -> None:
    def choose(page: Page) -> tuple[str, str, str, str]:
        box = page.get_by_label("Adresse").first
        box.press_sequentially("rue")
        page.locator(".combo-list li").nth(1).wait_for()
        hint = page.locator(".combo-list li").nth(1).inner_text()
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        chosen, key = box.input_value(), page.locator("#id_place_key").input_value()
        box.press_sequentially("x")
        return hint, chosen, key, page.locator("#id_place_key").input_value()

    hint, chosen, key, forgotten = on_page("/", choose)
    assert "<b>Nord</b>" in hint
    assert (chosen, key, forgotten) == ("Rue des Tilleuls", "2", "")


def test_escape_closes_the_proposals_and_keeps_what_was_typed(on_page: OnPage) -> None:
    def close(page: Page) -> tuple[str | None, str, bool]:
        box = page.get_by_label("Adresse").first
        box.press_sequentially("rue")
        page.locator(".combo-list li").first.wait_for()
        page.keyboard.press("Escape")
        return (
            box.get_attribute("aria-expanded"),
            box.input_value(),
            page.locator(".combo-list li").first.is_visible(),
        )

    assert on_page("/", close) == ("false", "rue", False)


def test_a_whole_day_is_ticked_at_once_then_unticked(on_page: OnPage) -> None:
    def tick(page: Page) -> tuple[int, int]:
        monday = page.get_by_role("button", name="Lundi").first
        monday.press("Enter")
        ticked = page.locator("#id_week_group tr:nth-child(1) input:checked").count()
        monday.press("Enter")
        return ticked, page.locator("#id_week_group tr:nth-child(1) input:checked").count()

    assert on_page("/", tick) == (4, 0)


def test_a_refused_form_takes_the_reader_to_its_mistakes_then_to_the_field(on_page: OnPage) -> None:
    def follow(page: Page) -> tuple[bool, str]:
        at_summary = page.evaluate("document.activeElement.matches('[data-focus]')")
        page.get_by_role("link", name="Quand").click()
        return at_summary, page.evaluate("document.activeElement.type")

    assert on_page("/", follow) == (True, "checkbox")


def test_a_shortcut_reaches_its_field_and_the_list_of_them_can_be_asked(on_page: OnPage) -> None:
    def press(page: Page) -> tuple[str, str, int]:
        page.locator("h1").click()
        page.keyboard.press("?")
        told = page.get_by_role("region", name="Raccourcis clavier").inner_text()
        page.keyboard.press("Escape")
        page.keyboard.press("Alt+m")
        page.keyboard.type("quoi ?")
        reached = page.evaluate("document.activeElement.id + '=' + document.activeElement.value")
        return told, reached, page.get_by_role("region", name="Raccourcis clavier").count()

    told, reached, open_again = on_page("/form/", press)
    assert "Mots" in told
    assert "Alt+M" in told
    assert (reached, open_again) == ("words=quoi ?", 0)


def test_one_key_shortcuts_can_be_switched_off(on_page: OnPage) -> None:
    def switch(page: Page) -> int:
        page.get_by_role("button", name="Raccourcis clavier").click()
        page.get_by_label("Désactiver").check()
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("?")
        return page.get_by_role("region", name="Raccourcis clavier").count()

    assert on_page("/form/", switch) == 0


def test_what_is_being_typed_is_kept_by_the_server_without_a_button(
    on_page: OnPage, site: SimpleNamespace
) -> None:
    def write(page: Page) -> tuple[str, str]:
        page.get_by_label("Mots").press_sequentially("deux sacs")
        page.get_by_text("Enregistré à").wait_for()
        return page.locator("[data-autosave-status]").inner_text(), page.locator("[name=draft]").input_value()

    told, draft = on_page("/form/", write)
    assert told.startswith("Enregistré à ")
    assert draft == "d-1"
    assert "deux sacs" in site.saved[-1]


def test_what_is_being_typed_survives_leaving_the_page_at_once(
    on_page: OnPage, site: SimpleNamespace
) -> None:
    def leave(page: Page) -> None:
        page.get_by_label("Mots").press_sequentially("interrompue")
        site.arrived.clear()
        page.goto(site.url + "/message/")

    on_page("/form/", leave)
    assert site.arrived.wait(timeout=5)
    assert "interrompue" in site.saved[-1]


def test_a_pin_is_put_on_the_map_by_a_click_or_by_the_keyboard(on_page: OnPage) -> None:
    def pin(page: Page) -> tuple[str, str, str]:
        page.locator(".map").click(position={"x": 60, "y": 200})
        clicked = page.locator("#id_lon").input_value()
        page.get_by_role("button", name="Placer le repère").press("Enter")
        return clicked, page.locator("#id_lat").input_value(), page.locator("#id_lon").input_value()

    clicked, lat, lon = on_page("/form/", pin)
    assert float(clicked) < -0.552
    assert (round(float(lat), 3), round(float(lon), 3)) == (47.371, -0.552)


def test_a_line_of_the_list_lights_its_pin_and_a_pin_its_line(on_page: OnPage) -> None:
    def light(page: Page) -> tuple[int, str | None]:
        page.locator(".entry a").first.focus()
        lit = page.locator(".pin.is-on").count()
        page.locator(".pin").nth(1).click(force=True)
        return lit, page.locator(".entry.is-on").get_attribute("data-point")

    assert on_page("/", light) == (1, "2")
