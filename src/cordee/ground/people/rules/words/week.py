"""Moments of the week in free words: « lun-ven matin », « WE », « 18h-20h », « tous les jours sauf mercredi
».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.ground.people.rules.words.folding import fold

WHOLE_WEEK = (1 << 28) - 1
_PART_HOURS = ((8, 12), (12, 14), (14, 18), (18, 21))
_DAYS = {"lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6}
_EVERY_DAY, _EVERY_PART = frozenset(range(7)), frozenset(range(4))
_HOUR = r"(\d{1,2})\s*(?:h|heures?|:)\s*(\d{2})?"

_TOKENS = re.compile(
    rf"(?P<hours>(?:de |entre )?{_HOUR}\s*(?:-|a|et|/|jusqu'a)\s*{_HOUR})"
    r"|(?P<bare>(?:de )?\b(\d{1,2})\s*(?:-|a)\s*(\d{1,2})\s*h(?:eures?)?\b)"
    rf"|(?P<after>(?:apres|a partir de|des|depuis)\s*{_HOUR})"
    rf"|(?P<before>(?:avant|jusqu'a)\s*{_HOUR})"
    r"|(?P<all>tous les jours|toute la semaine|tlj|7\s*j?\s*/\s*7\s*j?|24\s*h?\s*/\s*24|tout le "
    r"temps|n'importe quand|toujours|"
    r"quotidien\w*|toutes? dispos?\w*|a tout moment|chaque jour|quand vous voulez)"
    r"|(?P<weekdays>en semaine|la semaine|semaine|jours ouvres|jours? de semaine)"
    r"|(?P<weekend>week[- ]?ends?|\bwe\b|\bw-?e\b|fins? de semaine)"
    r"|(?P<except>sauf|hors|excepte|pas (?:le |les |de )?(?:dispo\w* )?(?:le |les )?)"
    r"|(?P<day>\b(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche|\.)?s?\b|\bdimanches?\b)"
    r"|(?P<afternoon>\bapr?(?:es|\.)?[- ]?m(?:idi)?s?\b|\bapm\b|\bap\.?m\b|\baprem\b|\bpm\b)"
    r"|(?P<morning>\bmatin(?:s|ee|ees)?\b)|(?P<noon>\bmidis?\b|\bpause dejeuner\b)"
    r"|(?P<evening>\bsoir(?:s|ee|ees)?\b|\bfin de journee\b)|(?P<daylong>\b(?:toute la |en )?journees?\b)"
    r"|(?P<range>\bau\b|\ba\b|-)|(?P<filler>\b(?:le|les|la|du|de|des|et|ou|en|dispo\w*|libre|jours?|uniquement|seulement|plutot)\b)"
    r"|(?P<mark>[,;/&+.()\s:]+)|(?P<other>\S+)"
)
_PART_NAMES = {"morning": 0, "noon": 1, "afternoon": 2, "evening": 3}


@dataclass(frozen=True)
class WeekWords:
    """Bits ``day * 4 + part`` (Monday = 0; 8–12 h, 12–14 h, 14–18 h, 18–21 h) and whether some words were not
    understood.
    """

    bits: int
    doubtful: bool


def _parts_between(start: float, end: float) -> frozenset[int]:
    """Parts of the day shared for at least one hour, or wholly, by the interval."""
    return frozenset(
        part for part, (first, last) in enumerate(_PART_HOURS) if min(end, last) - max(start, first) >= 1
    )


def _hour(hours: str, minutes: str = "") -> float:
    return int(hours) + int(minutes or 0) / 60


class _Reader:
    """Gathers days, then parts of the day; a day named after parts opens another group."""

    def __init__(self) -> None:
        self.bits, self.doubtful, self.without = 0, False, False
        self.days: set[int] = set()
        self.parts: set[int] = set()
        self.last_day: int | None = None
        self.range_open = False

    def flush(self) -> None:
        if not self.days and not self.parts:
            return
        bits = 0
        for day in self.days or _EVERY_DAY:
            for part in self.parts or _EVERY_PART:
                bits |= 1 << (day * 4 + part)
        self.bits = self.bits & ~bits if self.without else self.bits | bits
        self.days, self.parts, self.last_day = set(), set(), None

    def add_days(self, days: frozenset[int] | set[int]) -> None:
        if self.parts:
            self.flush()
        self.days |= days

    def add_day(self, day: int) -> None:
        if self.parts:
            self.flush()
        if self.range_open and self.last_day is not None:
            span = (day - self.last_day) % 7
            self.days |= {(self.last_day + step) % 7 for step in range(span + 1)}
        self.days.add(day)
        self.last_day = day


def _parts_within(kind: str, words: str) -> frozenset[int]:
    numbers = [
        _hour(hours, minutes)
        for hours, minutes in re.findall(r"(\d{1,2})\s*(?:h|heures?|:)?\s*(\d{2})?", words)
    ]
    if kind == "after":
        return _parts_between(numbers[0], 24)
    if kind == "before":
        return _parts_between(0, numbers[0])
    start, end = numbers[0], numbers[1]
    return _parts_between(start, end if end > start else 24)


def week_of(text: str) -> WeekWords:  # noqa: C901 – one branch a kind of word reads better whole
    """Read when somebody is free. Nothing understood gives no bit and ``doubtful``; an empty text is not
    doubtful.
    """
    reader = _Reader()
    for token in _TOKENS.finditer(fold(text)):
        kind = str(token.lastgroup)
        if kind in {"mark", "filler"}:
            continue
        if kind == "range":
            reader.range_open = True
            continue
        if kind == "day":
            reader.add_day(_DAYS[token.group(0)[:3]])
        elif kind == "all":
            reader.add_days(_EVERY_DAY)
        elif kind == "weekdays":
            reader.add_days(frozenset(range(5)))
        elif kind == "weekend":
            reader.add_days(frozenset({5, 6}))
        elif kind in _PART_NAMES:
            reader.parts.add(_PART_NAMES[kind])
        elif kind == "daylong":
            reader.parts |= _EVERY_PART
        elif kind in {"hours", "bare", "after", "before"}:
            parts = _parts_within(kind, token.group(0))
            reader.parts |= parts
            reader.doubtful |= not parts
        elif kind == "except":
            reader.flush()
            reader.without = True
            reader.bits = reader.bits or WHOLE_WEEK
        else:
            reader.doubtful = True
        reader.range_open = False
    reader.flush()
    if reader.doubtful and reader.without and reader.bits == WHOLE_WEEK:
        return WeekWords(0, True)
    return WeekWords(reader.bits, reader.doubtful)
