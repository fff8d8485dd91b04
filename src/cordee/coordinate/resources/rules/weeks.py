"""The hours of a week, as people write them and as they are kept."""

from __future__ import annotations

import re
from itertools import pairwise

from cordee.ground.audit.rules import Refused

Span = tuple[int, int]
"""Opens, closes: minutes since midnight of the day it opens; past 1440 is the next morning."""
Week = tuple[tuple[Span, ...], ...]
"""Seven days from Monday."""

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAY = 24 * 60
WHOLE_DAY: Span = (0, DAY)
CLOSED_WEEK: Week = ((),) * 7
_WHOLE = re.compile(r"(?:24\s*h?\s*(?:/|sur)\s*24(?:\s*h)?|jour\s+et\s+nuit)")
_TIME = r"(\d{1,2})\s*(?:h|:)?\s*([0-5]\d)?"
_SPAN = re.compile(rf"(?:de\s+)?{_TIME}\s*(?:-|–|—|à|a)\s*{_TIME}")
_BETWEEN = re.compile(r"\s*(?:,|;|/|\bet\b|\bpuis\b)\s*")
_HOW = "Écrivez les heures comme « 9 h – 12 h, 14 h – 18 h 30 », ou « 24 h/24 », ou laissez vide."


def _minutes(hour: str, minute: str | None, *, field: str) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if found > DAY:
        raise Refused("Une journée finit à 24 h.", field=field)
    return found


def read_hours(typed: str, *, field: str = "") -> tuple[Span, ...]:
    """« 9h-12h30 et 14 h à 18 h », « 20h-8h » (until the next morning), « 24h/24 », « fermé » or nothing.

    Raises ``Refused`` for what is not hours, or for hours that overlap.
    """
    text = re.sub(r"[\u00a0\u202f\s]+", " ", typed.strip().lower())
    if text in {"", "fermé", "ferme", "-", "–"}:
        return ()
    if _WHOLE.fullmatch(text):
        return (WHOLE_DAY,)
    spans = []
    for part in _BETWEEN.split(text):
        read = _SPAN.fullmatch(part)
        if read is None:
            raise Refused(_HOW, field=field)
        opens = _minutes(read[1], read[2], field=field)
        closes = _minutes(read[3], read[4], field=field)
        if opens == closes:
            raise Refused("Ces heures commencent et finissent au même moment.", field=field)
        spans.append((opens, closes if closes > opens else closes + DAY))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise Refused("Ces heures se chevauchent.", field=field)
    return tuple(spans)


def week_of(kept: list[list[list[int]]]) -> Week:
    """The week as it is reasoned on, from what the database keeps; nothing kept is closed all week."""
    if not kept:
        return CLOSED_WEEK
    return tuple(tuple((opens, closes) for opens, closes in day) for day in kept)


def kept_week(week: Week) -> list[list[list[int]]]:
    """The week as the database keeps it; closed all week is nothing."""
    return [[list(span) for span in day] for day in week] if any(week) else []


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes if minutes <= DAY else minutes - DAY, 60)
    return f"{hour}\u00a0h\u00a0{minute:02d}" if minute else f"{hour}\u00a0h"


def hours_words(day: tuple[Span, ...]) -> str:
    """« 9 h – 12 h, 14 h – 18 h »; « 24 h/24 »; « fermé »."""
    if not day:
        return "fermé"
    if day == (WHOLE_DAY,):
        return "24\u00a0h/24"
    return ", ".join(f"{_clock(opens)} – {_clock(closes)}" for opens, closes in day)


def week_words(week: Week) -> list[tuple[str, str]]:
    """(days, hours) with days of the same hours told together: (« du lundi au vendredi », « 9 h – 18 h »)."""
    told: list[tuple[str, str]] = []
    start = 0
    for rank in range(1, 8):
        if rank < 7 and week[rank] == week[start]:
            continue
        if week[start]:
            told.append((_days(start, rank - 1), hours_words(week[start])))
        start = rank
    return told


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "tous les jours"
    if first == last:
        return DAY_NAMES[first]
    link = " et " if last == first + 1 else " au "
    return f"{'du ' if link == ' au ' else ''}{DAY_NAMES[first]}{link}{DAY_NAMES[last]}"
