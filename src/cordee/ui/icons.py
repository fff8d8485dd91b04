"""The icons, drawn for Cordée on a 24 × 24 grid with one 2-unit stroke; the shapes that double colours."""

from __future__ import annotations

from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_STROKES: dict[str, str] = {
    "alert": "M12 4l9.5 16h-19zM12 10v4.5M12 17.4v.1",
    "arrow-left": "M20 12H4M10 6l-6 6 6 6",
    "arrow-right": "M4 12h16M14 6l6 6-6 6",
    "bed": "M3 19V6M3 16h18v3M21 16v-3a3 3 0 0 0-3-3h-7v6M7 11.5v.1",
    "book": "M12 6.5C10 5 7 4.5 3.5 4.5V18c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2V4.5C17 4.5 14 5 12 6.5z"
    "M12 6.5V20",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8",
    "car": "M3 17v-4l2.5-1L8 7h8l2.5 5 2.5 1v4zM6 12h12M7 17v2.5M17 17v2.5",
    "cart": "M3 9.5h18L19 20H5zM8 9.5L11 4M16 9.5L13 4M9.5 13.5v3M14.5 13.5v3",
    "chart": "M4 20h16M7 20v-7M12 20V5M17 20v-10",
    "check": "M4 13l5 5L20 6",
    "child": "M12 3.5a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM12 9v6.5M6.5 10.5L12 12l5.5-1.5"
    "M8.5 21l3.5-5.5 3.5 5.5",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5V12l3.2 2.4",
    "cross": "M6 6l12 12M18 6L6 18",
    "dog": "M6 9.8a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM9.7 5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"
    "M14.3 5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM18 9.8a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"
    "M12 12c2.7 0 4.7 2.8 4.7 5 0 2-1.7 2.5-4.7 2.5S7.3 19 7.3 17c0-2.2 2-5 4.7-5z",
    "door": "M6 21V4h12v17M3 21h18M14.5 12.5v.1",
    "download": "M12 4v11M7 10.5l5 5 5-5M4 20h16",
    "edit": "M4 20l1.2-5L16 4.2l3.8 3.8L9 18.8zM13.5 6.8l3.7 3.7",
    "gift": "M4.5 11.5V20h15v-8.5M3 8h18v3.5H3zM12 8v12"
    "M12 8C10 3.5 6 3.5 6 6s3 2 6 2c3 0 6 .5 6-2s-4-2.5-6 2z",
    "heart": "M12 20C5.5 15.5 3 12 3 8.7A4.6 4.6 0 0 1 12 7a4.6 4.6 0 0 1 9 1.7C21 12 18.5 15.5 12 20z",
    "home": "M3.5 11.5L12 4l8.5 7.5M6 10v10h12V10M10 20v-6h4v6",
    "info": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5.5M12 7.6v.1",
    "keyboard": "M3 7h18v11H3zM7 11v.1M11 11v.1M15 11v.1M17.5 11v.1M8 14.5h8",
    "laptop": "M5 5h14v11H5zM2.5 20h19",
    "leaf": "M5 19C3.5 10 9 4 20 4c.5 11-6 16.5-15 15zM4 21c2-5 5-8 9-10.5",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
    "lock": "M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3M12 15v2",
    "mail": "M3 6h18v13H3zM3.5 7l8.5 6.5L20.5 7",
    "map": "M9 5L3 7.5V20l6-2.5 6 2.5 6-2.5V5l-6 2.5zM9 5v12.5M15 7.5V20",
    "map-pin": "M12 21.5c-4-5-7-8.5-7-12a7 7 0 0 1 14 0c0 3.5-3 7-7 12z"
    "M12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
    "mask": "M5 8.5c4.5-2 9.5-2 14 0v5c-2 3.5-4.5 5-7 5s-5-1.5-7-5zM5 10c-3-.5-3 4 .5 4"
    "M19 10c3-.5 3 4-.5 4M9 12.5h6",
    "meal": "M3 12h18c0 4-2.5 7-5.5 8h-7C5.5 19 3 16 3 12zM8.5 8.5c-1.5-1.5 1-2.5 0-4.5"
    "M13.5 8.5c-1.5-1.5 1-2.5 0-4.5",
    "message": "M4 5h16v11.5h-8.5L7 20.5v-4H4z",
    "minus": "M5 12h14",
    "paper": "M6 3h8.5L18 6.5V21H6zM14 3v4h4M9 12h6M9 16h6",
    "pause": "M8.5 5v14M15.5 5v14",
    "phone": "M6 3.5h3l1.7 5L8.3 10.3a12 12 0 0 0 5.4 5.4l1.8-2.4 5 1.7v3a2.5 2.5 0 0 1-2.5 2.5"
    "A14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5z",
    "pill": "M4.9 12.1l7.2-7.2a4.95 4.95 0 0 1 7 7l-7.2 7.2a4.95 4.95 0 0 1-7-7zM8.5 8.5l7 7",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 8.5V3.5h10v5M7 17.5H3.5v-9h17v9H17M7 14h10v6.5H7z",
    "scissors": "M6 3.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM6 15.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
    "M8 7.5L20 18M8 16.5L20 6",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L21 21",
    "sliders": "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z"
    "M8.5 14.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z",
    "sun": "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2"
    "M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
    "upload": "M12 16V4.5M7 9l5-5 5 5M4 20h16",
    "user": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c0-4.5 3.5-6.5 8-6.5s8 2 8 6.5",
    "users": "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2 20c0-4 3-6 7-6s7 2 7 6"
    "M15.5 4.8a3.5 3.5 0 0 1 0 6.5M18 14.3c2.6.8 4 2.7 4 5.7",
}
ICONS = tuple(sorted(_STROKES))

# One shape per level: the level is still told on a black-and-white print and by colour-blind readers.
# Each is a list of (class, path): only the gravest has a hole, a « ! » cut in it.
_SHAPES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("full", "M7 1h10l6 6v10l-6 6H7l-6-6V7z"), ("hole", "M10.5 5h3v9h-3zM10.5 16h3v3h-3z")),
    (("full", "M12 1.5L23.5 22H.5z"),),
    (("full", "M12 .5L23.5 12 12 23.5.5 12z"),),
    (("full", "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22z"),),
    (("full", "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22zm0 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z"),),
)
LEVELS = len(_SHAPES)


@cache
def icon_svg(name: str, title: str = "") -> SafeString:
    """Return an icon as inline SVG, hidden from screen readers unless it has a title; KeyError if unknown."""
    if name not in _STROKES:
        raise KeyError(f"unknown icon {name!r}; known: {', '.join(ICONS)}")
    drawing = format_html('focusable="false" viewBox="0 0 24 24"><path d="{}"/></svg>', _STROKES[name])
    if title:
        return format_html('<svg class="icon" role="img" aria-label="{}" {}', title, drawing)
    return format_html('<svg class="icon" aria-hidden="true" {}', drawing)


@cache
def shape_svg(level: int) -> SafeString:
    """Return the shape of a level, 0 (gravest, octagon) to 4 (lightest, ring)."""
    return format_html(
        '<svg class="shape" aria-hidden="true" focusable="false" viewBox="0 0 24 24">{}</svg>',
        format_html_join("", '<path class="{}" fill-rule="evenodd" d="{}"/>', _SHAPES[level]),
    )
