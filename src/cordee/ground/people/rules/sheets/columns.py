"""Guessing what each column holds, from its header and from a look at its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from cordee.ground.people.rules.sheets.cells import Cell, cell_text
from cordee.ground.people.rules.sheets.fields import SheetField
from cordee.ground.people.rules.words.activities import activity_of
from cordee.ground.people.rules.words.answers import yes_or_no
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.people.rules.words.health import without_health_words
from cordee.ground.people.rules.words.week import week_of

_LOOKED_AT = 200
_SURE = 0.8
_LOOKS = {
    "phone": re.compile(
        r"^(?=(?:\D*\d){9,14}\D*$)[+\d\s().\-/]+$|(?:0|\+33|0033)[\s.()0]*[1-9](?:[\s.\-]?\d{2}){4}"
    ),
    "email": re.compile(r"^[^\s@]+@[^\s@]+\.\w+$"),
    "date": re.compile(r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}$|^\d{4}-\d{2}-\d{2}"),
    "address": re.compile(r"^\d{1,4}\s*(?:bis|ter|quater|[a-d])?,?\s+\w+.*\s\w+", re.IGNORECASE),
}


@dataclass(frozen=True)
class ColumnGuess:
    """What a column seems to hold: ``code`` is empty when nothing was recognised, ``sure`` is between 0 and
    1.
    """

    position: int
    header: str
    code: str
    sure: float
    samples: tuple[str, ...]


@lru_cache(maxsize=4096)
def _match(words: str, fields: tuple[SheetField, ...]) -> tuple[str, float]:
    best = ("", 0.0)
    for field in fields:
        for known in field.headers:
            if words == known:
                return field.code, 1.0
            if len(known) >= 3 and re.search(rf"\b{known}\b", words):
                # The longer the known part, the surer: « nom de la voie » is not a name.
                sure = 0.6 + 0.35 * len(known) / len(words)
            elif len(known) >= 5 and fuzz.ratio(words, known) >= 86:
                sure = 0.75
            else:
                continue
            if sure > best[1]:
                best = (field.code, sure)
    return best


def header_match(header: str, fields: Sequence[SheetField]) -> tuple[str, float]:
    """The field a header names and how surely (0 when none): exact words, words within, then
    a typing slip.
    """
    words = words_of(header)
    if not words or len(words) > 60:
        return "", 0.0
    return _match(words, tuple(fields))


def _share(values: Sequence[Cell], look: str) -> float:
    texts = [cell_text(value) for value in values]
    filled = [(value, text) for value, text in zip(values, texts, strict=True) if text]
    if not filled:
        return 0.0
    pattern = _LOOKS[look]
    return sum(
        (look == "date" and isinstance(value, date)) or bool(pattern.search(text)) for value, text in filled
    ) / len(filled)


def _ticked(values: Sequence[Cell]) -> bool:
    """True for a column of crosses: most filled cells answer yes or no."""
    filled = [text for text in map(cell_text, values) if text]
    return bool(filled) and sum(yes_or_no(text) is not None for text in filled) >= 0.8 * len(filled)


def guess_columns(
    headers: Sequence[str], lines: Sequence[Sequence[Cell]], fields: Sequence[SheetField]
) -> list[ColumnGuess]:
    """Guess every column. Each field is given to its surest column; those spread over several columns may
    repeat.
    """
    looked = lines[:_LOOKED_AT]
    columns = [
        [line[position] if position < len(line) else None for line in looked]
        for position in range(len(headers))
    ]
    several = {field.code for field in fields if field.several}
    candidates = [
        (sure, position, code)
        for position, (header, values) in enumerate(zip(headers, columns, strict=True))
        for sure, code in _candidates(header, values, fields)
    ]
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for sure, position, code in sorted(candidates, key=lambda found: (-found[0], found[1])):
        if code == "phone" and code in used:
            code = "phone_alt"
        if position in taken or (code in used and code not in several):
            continue
        taken[position] = (code, sure)
        used.add(code)
    return [
        ColumnGuess(position, header, *taken.get(position, ("", 0.0)), _samples(columns[position]))
        for position, header in enumerate(headers)
    ]


def _candidates(header: str, values: Sequence[Cell], fields: Sequence[SheetField]) -> list[tuple[float, str]]:
    """(sureness, field) of all a column may hold: what its header says, what its crosses mean, what its
    content is.
    """
    found: list[tuple[float, str]] = []
    looks = {field.code: field.look for field in fields}
    code, sure = header_match(header, fields)
    if code:
        # « Contact » over a column of names is no telephone.
        unlike = (
            looks[code] in {"phone", "email", "date"} and any(values) and _share(values, looks[code]) < 0.2
        )
        found.append((sure - 0.3 if unlike and sure < 1.0 else sure, code))
    words = words_of(header)
    if sure < _SURE and words:
        named = week_of(words)
        if "week" in looks and named.bits and not named.doubtful:
            found.append((0.85, "week"))
        elif "activities" in looks and _ticked(values) and activity_of(words):
            found.append((0.85, "activities"))
    for look in ("email", "phone", "date", "address"):
        if _share(values, look) >= 0.7:
            found += [
                (0.55 - 0.01 * rank, other) for rank, (other, its) in enumerate(looks.items()) if its == look
            ]
    return found


def _samples(values: Sequence[Cell]) -> tuple[str, ...]:
    texts = dict.fromkeys(text for text in map(cell_text, values) if text)
    return tuple(without_health_words(text).text[:60] or "[mot de santé]" for text in list(texts)[:3])
