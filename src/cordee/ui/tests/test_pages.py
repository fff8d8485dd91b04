"""Base pages are valid, whole and readable in every state; the gallery is for those who build."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from django.http import Http404
from django.template.loader import get_template
from django.test import RequestFactory, override_settings

from cordee.ui import views
from cordee.ui.colours import contrast
from cordee.ui.gallery import sample_context

UI = Path(views.__file__).parent
TOWN = SimpleNamespace(
    name="Saint-Aubin-sur-Loire",
    phone="+33241000000",
    phone_display="02 41 00 00 00",
    colour="#7a1f3d",
    logo_url="",
    tagline="La ville s’entraide",
)
PAGES = ["ui/gallery.html", "ui/message.html", "400.html", "403.html", "404.html", "500.html"]
STYLE = (UI / "static/ui/cordee.css").read_text()


def page(name: str, **context: Any) -> str:
    base = {"heading": "Merci", "nav": [("Accueil", "/", True), ("Aider", "/aider/", False)]}
    at = datetime(2026, 4, 7, 9, 12, tzinfo=UTC)
    html: str = get_template(name).render(base | sample_context(at) | context)
    return html


@pytest.mark.parametrize("town", [TOWN, None], ids=["town", "no town yet"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_with_one_title_one_h1_and_unique_identifiers(name: str, town: Any) -> None:
    html = page(name, town=town)
    html5lib.HTMLParser(strict=True).parse(html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>[^<]+ — [^<]+</title>", html)
    assert '<html lang="fr">' in html
    found = re.findall(r'\sid="([^"]+)"', html)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_obeys_the_content_policy(name: str) -> None:
    html = page(name, town=None)
    assert not re.search(r"\s(style|on[a-z]+)=", html)
    assert "//" not in re.sub(
        r"https?://www\.w3\.org/\S+", "", " ".join(re.findall(r'(?:src|href)="([^"]*)"', html))
    )


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html"])
def test_a_dead_end_gives_the_telephone_and_a_way_out(name: str) -> None:
    html = page(name, town=TOWN)
    assert 'href="tel:+33241000000"' in html
    assert "Revenir à l’accueil" in html


def test_a_breakdown_page_needs_nothing_to_work() -> None:
    html = get_template("500.html").render()
    assert "{%" not in html
    assert all(f'href="tel:{number}"' in html for number in (15, 17, 18, 112))


def test_the_telephone_is_on_every_public_page_and_the_emergency_numbers_too() -> None:
    html = page("ui/base.html", town=TOWN)
    assert html.count("tel:+33241000000") == 2
    assert all(f">{number}</strong>" in html for number in (15, 17, 18, 112, 114))


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_content() -> None:
    for name in ("ui/base.html", "ui/desk.html"):
        html = page(name, town=TOWN)
        assert re.search(r"<body[^>]*>\s*<a class=\"skip\" href=\"#contenu\">", html)
        assert 'id="contenu"' in html


def test_the_gallery_is_not_found_for_the_public() -> None:
    request = RequestFactory().get("/interface/")
    request.user = SimpleNamespace(is_staff=False)  # type: ignore[assignment]
    with override_settings(DEBUG=False):
        for view in (views.gallery, views.proposals):
            with pytest.raises(Http404):
                view(request)


def test_the_sample_search_finds_a_street_by_its_words() -> None:
    with override_settings(DEBUG=True):
        answer = views.proposals(RequestFactory().get("/interface/propositions/?q=TILL"))
    assert b"Rue des Tilleuls" in answer.content
    assert b"Lilas" not in answer.content


def tokens() -> dict[str, str]:
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", STYLE))


@pytest.mark.parametrize("tone", ["terra", "honey", "moss", "sky", "ink-2", "ink", "town"])
def test_every_text_colour_is_readable_on_every_ground_it_is_laid_on(tone: str) -> None:
    colours = tokens()
    grounds = ["--paper", "--surface", "--sunk", f"--{tone}-tint"]
    for ground in grounds:
        if ground in colours:
            assert contrast(colours[f"--{tone}"], colours[ground]) >= 4.5, ground


def test_the_edge_of_a_field_can_be_seen() -> None:
    colours = tokens()
    assert all(contrast(colours["--line-strong"], ground) >= 3 for ground in ("#ffffff", colours["--paper"]))


def test_the_style_sheet_stays_small_and_at_home() -> None:
    assert len(STYLE.encode()) < 36 * 1024
    assert not re.search(r"https?:|//[a-z]|@import", STYLE)


def test_nothing_moves_for_those_who_asked_for_stillness() -> None:
    moving = STYLE.split("@media (prefers-reduced-motion: no-preference)")
    assert len(moving) == 2
    assert not re.search(r"transition:|animation:", moving[0])
