"""Components say in words and shapes what they say in colour."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from cordee.ui.icons import ICONS, LEVELS, icon_svg, shape_svg

NOW = datetime(2026, 4, 7, 9, 12, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_each_urgency_has_a_shape_of_its_own() -> None:
    assert len({shape_svg(level) for level in range(LEVELS)}) == LEVELS
    assert words(draw('{% urgency 0 "Danger" %}')) == "Danger"


def test_each_badge_but_the_neutral_one_has_a_sign() -> None:
    drawn = [draw("{% badge 'État' tone %}", tone=tone) for tone in ("info", "ok", "warn", "danger")]
    assert len({re.search(r'd="([^"]+)"', html)[1] for html in drawn}) == 4  # type: ignore[index]


def test_what_people_wrote_is_never_taken_for_markup() -> None:
    html = draw(
        "{% badge text %}{% urgency 1 text %}{% phone '+33' text %}{% stat text text %}", text="<b>x</b>"
    )
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("minutes", "tone", "said"),
    [(-130, "late", "en retard de 2 h 10"), (25, "soon", "plus que 25 min"), (425, "calm", "encore 7 h 05")],
)
def test_a_clock_says_what_is_left_and_what_is_late(minutes: int, tone: str, said: str) -> None:
    html = draw("{% clock due now %}", due=NOW + timedelta(minutes=minutes), now=NOW)
    assert f'class="clock {tone}"' in html
    assert words(html) == said


def test_an_icon_is_silent_unless_it_carries_the_meaning() -> None:
    assert all('aria-hidden="true"' in icon_svg(name) for name in ICONS)
    assert 'role="img" aria-label="Téléphone"' in icon_svg("phone", "Téléphone")
    with pytest.raises(KeyError, match="unknown icon"):
        icon_svg("licorne")


def test_changing_page_keeps_the_filter() -> None:
    request = RequestFactory().get("/liste/?etat=nouveau&page=2")
    html = draw("{% pagination page %}", page=Paginator(range(100), 10).page(2), request=request)
    assert 'href="?etat=nouveau&amp;page=3"' in html
    assert html.count("aria-current") == 1


def test_a_list_of_one_page_shows_no_page_links() -> None:
    assert words(draw("{% pagination page %}", page=Paginator(range(3), 10).page(1))) == ""


def test_a_chart_says_its_figures_in_a_table() -> None:
    html = draw("{% bar_chart rows 'Demandes' %}", rows=[("Courses", 1340), ("Appels", 12.5), ("Rien", 0)])
    assert words(html).replace("\u202f", " ") == "Demandes Catégorie Nombre Courses 1 340 Appels 12,5 Rien 0"
    assert re.findall(r'width="([\d.]+)"', html)[1::2] == ["100.00", "0.93", "0.00"]


def test_a_trend_of_equal_values_is_a_flat_line_and_none_is_no_line() -> None:
    assert len(set(re.findall(r",([\d.]+)", draw("{% sparkline v 'x' %}", v=[3, 3, 3])))) == 1
    assert 'points=""' in draw("{% sparkline v 'x' %}", v=[])


def test_a_table_line_can_be_read_as_a_card() -> None:
    html = draw("{% table 'Délais' headers rows %}", headers=["Quartier", "Délai"], rows=[["Centre", "1 h"]])
    assert '<th scope="row" data-label="Quartier">Centre</th>' in html
    assert '<td data-label="Délai">1 h</td>' in html


def test_a_button_that_changes_something_is_sent_by_post_with_its_token() -> None:
    html = draw("{% confirm '/clore/' 'Clore' name='how' value='done' %}", csrf_token="jeton")
    assert 'method="post"' in html
    assert 'value="jeton"' in html
    assert 'name="how" value="done"' in html


def test_the_towns_colour_comes_with_the_pages_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]
    html = draw("{% town_style %}", request=request, town=SimpleNamespace(colour="#123a7b"))
    assert html.startswith('<style nonce="abc">:root{--town:#123a7b;')
    assert draw("{% town_style %}", town=None) == ""


def test_a_telephone_number_can_be_called_and_never_breaks() -> None:
    assert draw("{% phone '+33241000000' '02 41 00 00 00' %}") == (
        '<a class="phone" href="tel:+33241000000">02\u00a041\u00a000\u00a000\u00a000</a>'
    )


def test_a_failure_interrupts_and_a_success_waits_its_turn() -> None:
    messages = [Message(constants.ERROR, "Refusé"), Message(constants.SUCCESS, "Enregistré")]
    html = draw("{% toasts %}", messages=messages)
    assert 'role="status"' in html
    assert html.count('role="alert"') == 1
    assert words(html) == "Refusé Enregistré"


def test_done_steps_say_so_without_their_colour() -> None:
    html = draw("{% steps labels 2 %}", labels=["Vous", "Lieu", "Quand"])
    assert words(html) == "Vous (fait) 2 Lieu 3 Quand"
    assert html.count('aria-current="step"') == 1


def test_facts_without_a_value_are_left_out() -> None:
    html = draw("{% definitions rows %}", rows=[("Téléphone", ""), ("Quartier", "Centre"), ("Enfants", 0)])
    assert words(html) == "Quartier Centre Enfants 0"
