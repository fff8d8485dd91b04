"""Components, as template tags. The gallery shows every one in every state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cordee.ui import charts, wording
from cordee.ui.colours import palette
from cordee.ui.district_map import district_map
from cordee.ui.forms.widgets import Honeypot
from cordee.ui.icons import LEVELS, icon_svg, shape_svg
from cordee.ui.proof import new_challenge

register = template.Library()

# What a badge looks like: its icon says the same as its colour.
TONES = {"neutral": "", "info": "info", "ok": "check", "warn": "clock", "danger": "alert"}
QUESTION_END = " ?!.:\u00a0\u202f"
ALERT_ICONS = {"info": "info", "ok": "check", "warn": "alert", "danger": "alert"}

register.filter("typo", wording.typo)
register.filter("number", wording.number)
register.filter("pluralize", wording.pluralize)
register.filter("duration", wording.duration)
register.filter("distance", wording.distance)
register.filter("hour", wording.hour)
register.filter("day", wording.day)
register.filter("moment", wording.moment)
register.filter("until", wording.until)


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Draw an icon, hidden from screen readers unless it has a `title`."""
    return icon_svg(name, title)


@register.simple_tag(takes_context=True)
def town_style(context: Context) -> str:
    """Give the page the town's colour, in a style element that the content policy accepts."""
    town, request = context.get("town"), context.get("request")
    if not town or not town.colour:
        return ""
    nonce = getattr(request, "csp_nonce", "")
    shades = format_html_join(";", "{}:{}", palette(town.colour).items())
    return format_html('<style nonce="{}">:root{{{}}}</style>', str(nonce), shades)


@register.simple_tag
def phone(number: str, display: str = "") -> SafeString:
    """Link to a number in E.164 form, shown as `display` and never broken over two lines."""
    shown = (display or number).replace(" ", wording.NBSP)
    return format_html('<a class="phone" href="tel:{}">{}</a>', number, shown)


@register.simple_tag
def badge(text: str, tone: str = "neutral") -> SafeString:
    """Show a state in a few words: tone is neutral, info, ok, warn or danger, doubled by an icon."""
    mark = icon_svg(TONES[tone]) if TONES[tone] else ""
    return format_html('<span class="badge {}">{}{}</span>', tone, mark, text)


@register.simple_tag
def urgency(level: int, text: str) -> SafeString:
    """Show a level from 0 (gravest) to 4, told by a text, a shape and a colour."""
    level = min(max(int(level), 0), LEVELS - 1)
    return format_html('<span class="urgency l{}">{}{}</span>', level, shape_svg(level), text)


@register.simple_tag
def clock(due: datetime, now: datetime | None = None, soon: int = 60) -> SafeString:
    """Say how long is left before `due`, or how late it is; « soon » from `soon` minutes before."""
    left = (due - (now or timezone.now())) / timedelta(minutes=1)
    if left < 0:
        tone, mark, said = "late", "alert", f"en retard de {wording.duration(left)}"
    elif left <= soon:
        tone, mark, said = "soon", "clock", f"plus que {wording.duration(left)}"
    else:
        tone, mark, said = "calm", "clock", f"encore {wording.duration(left)}"
    return format_html(
        '<time class="clock {}" datetime="{}">{}{}</time>', tone, due.isoformat(), icon_svg(mark), said
    )


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    """Draw a trend the size of a word; `label` says it to those who do not see it."""
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 120 32" preserveAspectRatio="none">'
        '<polyline points="{}"/></svg>',
        label,
        charts.line_points(values),
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    """Box a message: tone is info, ok, warn or danger; give `role="alert"` only to what has just happened."""
    heading = format_html('<p class="alert-title">{}</p>', title) if title else ""
    said = format_html(' role="{}"', role) if role else ""
    return format_html(
        '<div class="alert {}"{}>{}<div>{}{}</div></div>',
        tone,
        said,
        icon_svg(ALERT_ICONS[tone]),
        heading,
        content,
    )


@register.inclusion_tag("ui/parts/stat.html")
def stat(
    value: Any,
    label: str,
    hint: str = "",
    tone: str = "",
    url: str = "",
    trend: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Show a figure in large; tone "danger" adds a mark, so that it is not told by colour alone."""
    return {"value": value, "label": label, "hint": hint, "tone": tone, "url": url, "trend": trend or ()}


@register.inclusion_tag("ui/parts/empty.html")
def empty(
    title: str, text: str = "", url: str = "", action: str = "", icon_name: str = "leaf"
) -> dict[str, Any]:
    """Say that a list is empty, and what to do about it."""
    return {"title": title, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("ui/parts/proof.html")
def proof_of_work() -> dict[str, Any]:
    """Ask the visitor's machine for a small sum; nothing when the installation asks for none."""
    most: int = settings.PROOF_OF_WORK
    return {"challenge": new_challenge(at=timezone.now()) if most else "", "most": most}


@register.inclusion_tag("ui/parts/plain_text.html")
def plain_text(blocks: Iterable[dict[str, Any]], level: int = 2) -> dict[str, Any]:
    """Show a plain text cut in blocks: kind is heading (`text`), paragraph (`lines`), numbered or bullets (`items`)."""
    return {"blocks": blocks, "level": level}


@register.inclusion_tag("ui/parts/breadcrumb.html")
def breadcrumb(trail: Iterable[Sequence[str]]) -> dict[str, Any]:
    """Show where the page is: (label, url) pairs from the top, the page itself last with an empty url."""
    return {"trail": [(step[0], step[1] if len(step) > 1 else "") for step in trail]}


@register.inclusion_tag("ui/parts/steps.html")
def steps(labels: Sequence[str], current: int) -> dict[str, Any]:
    """Show progress as knots on a rope; `current` counts from 1, and len + 1 means all done."""
    states = [
        "done" if rank < current else "now" if rank == current else "next"
        for rank in range(1, len(labels) + 1)
    ]
    return {"steps": list(zip(labels, states, strict=True)), "current": current, "total": len(labels)}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Sequence[Sequence[Any]], label: str) -> dict[str, Any]:
    """Links that look like tabs: (label, url, active[, count])."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a list, keeping the rest of the query string."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def address(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(rank, address(rank) if isinstance(rank, int) else "") for rank in shown],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/parts/definitions.html")
def definitions(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """List (term, value) pairs; rows without a value are left out."""
    return {"rows": [(row[0], row[1]) for row in rows if row[1] not in (None, "")]}


@register.inclusion_tag("ui/parts/table.html")
def table(
    caption: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], caption_hidden: bool = False
) -> dict[str, Any]:
    """A table whose lines become cards on a narrow screen; the first cell of a row is its header."""
    lines = [[(headers[index], cell) for index, cell in enumerate(row)] for row in rows]
    return {"caption": caption, "headers": headers, "rows": lines, "caption_hidden": caption_hidden}


@register.inclusion_tag("ui/parts/bar_chart.html")
def bar_chart(
    rows: Sequence[Sequence[object]], caption: str, head: str = "", unit: str = ""
) -> dict[str, Any]:
    """Bars for (label, value[, note]) rows, inside the table that says the same figures."""
    return {
        "bars": charts.bars(rows),
        "caption": caption,
        "head": head or "Catégorie",
        "unit": unit or "Nombre",
    }


@register.inclusion_tag("ui/parts/district_map.html", name="district_map")
def shaded_districts(
    outlines: dict[str, Any], rows: Sequence[Sequence[str]], caption: str, identifier: str = "quartiers"
) -> dict[str, Any]:
    """Districts (GeoJSON) shaded by (name, figure in words, …), a letter on each and the same figures in a list."""
    drawn = district_map(outlines, rows)
    height = f"{float(drawn.height) + 8:.1f}" if drawn else ""
    return {"map": drawn, "height": height, "caption": caption, "identifier": identifier}


@register.inclusion_tag("ui/parts/confirm.html", takes_context=True)
def confirm(
    context: Context,
    url: str,
    label: str,
    tone: str = "",
    icon_name: str = "",
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    """A button that changes something: a form of its own, sent by POST with its token."""
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "tone": tone,
        "icon_name": icon_name,
        "name": name,
        "value": value,
    }


@register.inclusion_tag("ui/parts/messages.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """The messages of the last action; « error » ones interrupt the screen reader, the others wait."""
    tones = {"error": "danger", "warning": "warn", "success": "ok"}
    shown = [(tones.get(message.level_tag, "info"), message) for message in context.get("messages") or ()]
    return {"shown": [(tone, ALERT_ICONS[tone], message) for tone, message in shown]}


@register.inclusion_tag("ui/parts/filter_bar.html")
def filter_bar(form: BaseForm, label: str = "Filtrer", reset: str = "?") -> dict[str, Any]:
    """A GET form on one line, sent by its button: a list that reloads by itself loses its reader."""
    return {"form": form, "label": label, "reset": reset}


@register.inclusion_tag("ui/parts/map.html")
def map_canvas(
    points: Sequence[dict[str, Any]],
    label: str,
    *,
    tiles: str = "",
    attribution: str = "",
    districts: dict[str, Any] | None = None,
    centre: Sequence[float] | None = None,
    zoom: int = 14,
    pick: str = "",
    identifier: str = "map",
) -> dict[str, Any]:
    """A map of points {lat, lon, label, kind?, url?, id?}; always put the same points in a list beside it.

    `centre` is (latitude, longitude) in degrees; `districts` is GeoJSON; `pick` is the prefix of the ids of
    two inputs, `<pick>_lat` and `<pick>_lon`, that a pin on the map fills.
    """
    options = {
        "points": list(points),
        "districts": districts,
        "centre": list(centre) if centre else None,
        "zoom": zoom,
        "tiles": tiles,
        "attribution": attribution,
    }
    return {
        "options": options,
        "options_id": f"{identifier}-options",
        "identifier": identifier,
        "label": label,
        "pick": pick,
    }


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """Return "trap", "tick" (a lone check box) or "": the three ways a field is laid out."""
    widget = field.field.widget
    if isinstance(widget, Honeypot):
        return "trap"
    return "tick" if isinstance(widget, forms.CheckboxInput) else ""


@register.simple_tag
def form_errors(form: BaseForm) -> str:
    """The mistakes of a sent form in one box at its top, each a link to its field."""
    if not form.is_bound or not form.errors:
        return ""
    lines = [
        (_error_line(form, name, str(error)),) for name, errors in form.errors.items() for error in errors
    ]
    count = len(lines)
    title = "Une erreur est à corriger" if count == 1 else f"{count} erreurs sont à corriger"
    return format_html(
        '<div class="alert danger" role="alert" tabindex="-1" data-focus>{}<div>'
        '<h2 class="alert-title">{}</h2><ul>{}</ul></div></div>',
        icon_svg("alert"),
        title,
        format_html_join("", "<li>{}</li>", lines),
    )


def _error_line(form: BaseForm, name: str, error: str) -> str:
    if name not in form.fields:
        return error
    field = form[name]
    words = f"{str(field.label).rstrip(QUESTION_END)}{wording.NBSP}: {error}"
    if field.is_hidden or not field.auto_id:
        return words
    target = f"{field.auto_id}_group" if field.use_fieldset else field.id_for_label or field.auto_id
    return format_html('<a href="#{}">{}</a>', target, words)
