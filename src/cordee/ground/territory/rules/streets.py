"""Street names as people type them and as the national base writes them, brought to one form.

A written address is read in several ways at once (is « 8 » of « 8 mai 45 » a door or a date?); the index of
streets tells which reading exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from unidecode import unidecode

from cordee.ground.territory.rules.street_words import (
    ARTICLES,
    COMPLEMENTS,
    KINDS,
    LONG_KINDS,
    MONTHS,
    SPELT_DAYS,
    SUFFIXES,
    SURE_KINDS,
    WORDS,
)

_DOOR = re.compile(r"0*(\d{1,4})(bis|ter|quater|[a-z])?")
_MOST_PARTS = 5
_MOST_CHARACTERS = 200


@dataclass(frozen=True)
class StreetName:
    """One street name taken apart: canonical kind (« rue », empty when none), words that tell it from the
    others (no articles), and the whole of it; ASCII lower case.
    """

    kind: str
    name: str
    full: str


@dataclass(frozen=True)
class Reading:
    """One way to understand what was typed: a door (both empty when none) and a street."""

    number: str
    suffix: str
    street: StreetName


@dataclass(frozen=True)
class WrittenAddress:
    """What was typed: its readings, and the postcode and town when they were there too."""

    readings: tuple[Reading, ...]
    postcode: str
    city: str


def _words(text: str) -> list[str]:
    plain = unidecode(text).lower()
    plain = re.sub(r"\brond[ -]point\b", "rondpoint", plain)
    plain = re.sub(r"\blieu[ -]dit\b", "lieudit", plain)
    plain = re.sub(r"\bz(?:one)?[ .-]*(?:artisanale|a\.?)(?=\s|$)", "za", plain)
    return re.findall(r"[a-z0-9]+", plain)


def _with_dates(words: list[str]) -> list[str]:
    """« huit mai 45 » becomes « 8 mai 1945 »; words that are not a date are left alone."""
    read = list(words)
    for i, word in enumerate(words):
        if word not in MONTHS or i == 0:
            continue
        before = words[i - 1]
        if before in SPELT_DAYS:
            read[i - 1] = SPELT_DAYS[before]
        elif not before.isdigit():
            continue
        read[i] = MONTHS[word]
        if i + 1 < len(words) and re.fullmatch(r"\d\d", words[i + 1]):
            read[i + 1] = "19" + words[i + 1]
    return read


def _street(words: list[str], *, kind_form: str | None = None) -> StreetName:
    kind = KINDS.get(kind_form or words[0], "") if words else ""
    rest = words[1:] if kind else words
    expanded = [piece for word in rest for piece in WORDS.get(word, word).split()]
    name = " ".join(word for word in expanded if word not in ARTICLES) or " ".join(expanded)
    if not name:
        # « Rue » alone, or signs no letter stands for: a street of the base must still have something to compare.
        kind, name = "", kind or "?"
    return StreetName(kind, name, " ".join(filter(None, (kind, *expanded))) or name)


def read_street(text: str) -> StreetName:
    """Take a street name apart.

    >>> read_street("Av. du Gal de Gaulle")
    StreetName(kind='avenue', name='general gaulle', full='avenue du general de gaulle')
    """
    return _street(_with_dates(_words(text)))


def street_key(text: str) -> str:
    """The form under which two spellings of one street meet: ``rue eglise``, ``rue 8 mai 1945``; at most 120
    characters.
    """
    street = read_street(text)
    return f"{street.kind} {street.name}".strip()[:120]


def _door_readings(words: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Number, suffix and street words, for each place where a door number may stand."""
    if words and words[0] in {"n", "no", "num", "numero"}:
        words = words[1:]
    first = _DOOR.fullmatch(words[0]) if words else None
    if first and len(words) > 1 and words[1] not in MONTHS:
        suffix, rest = first[2] or "", words[1:]
        if not suffix and len(rest) > 1 and rest[0] in SUFFIXES:
            suffix, rest = rest[0], rest[1:]
        # « 12-14 rue… » and « 12 et 14 rue… »: the first door; « 12 8 mai 1945 » keeps its date.
        while len(rest) > 2 and (rest[0] == "et" or _DOOR.fullmatch(rest[0])) and rest[1] not in MONTHS:
            rest = rest[1:]
        yield first[1], suffix, rest
    last_suffix = words[-1] if len(words) > 2 and words[-1] in SUFFIXES else ""
    body = words[:-1] if last_suffix else words
    last = _DOOR.fullmatch(body[-1]) if len(body) > 1 else None
    if last and body[-2] not in MONTHS:
        yield last[1], last_suffix or last[2] or "", body[:-1]
    yield "", "", words


def _trimmed(words: list[str]) -> Iterator[list[str]]:
    """The words, then without what is not the street: stairs, floors, a building's name put first."""
    yield words
    cut = next((i for i, word in enumerate(words) if i and word in COMPLEMENTS), None)
    if cut is not None:
        yield words[: cut - 1] if words[cut] == "etage" and cut > 1 else words[:cut]
    start = next((i for i, word in enumerate(words) if i and word in SURE_KINDS), None)
    if start is not None:
        has_suffix = start > 1 and words[start - 1] in SUFFIXES
        door = start - 2 if has_suffix else start - 1
        inner = words[door:] if _DOOR.fullmatch(words[door]) else words[start:]
        yield inner
        cut = next((i for i, word in enumerate(inner) if i > 1 and word in COMPLEMENTS), None)
        if cut is not None:
            yield inner[: cut - 1] if inner[cut] == "etage" and cut > 1 else inner[:cut]


def _kinds_meant(words: list[str]) -> Iterator[StreetName]:
    yield _street(words)
    if len(words) > 1 and words[0] not in KINDS and len(words[0]) >= 4:
        near = process.extractOne(words[0], LONG_KINDS, scorer=fuzz.ratio, score_cutoff=75)
        if near is not None:
            yield _street(words, kind_form=near[0])


def _parts(text: str) -> list[str]:
    """The text, then each run of its comma-separated parts."""
    pieces = [piece for piece in re.split(r"[,;\n]| - | / ", text) if piece.strip()][:_MOST_PARTS]
    runs = [" ".join(pieces[i:j]) for i in range(len(pieces)) for j in range(len(pieces), i, -1)]
    return list(dict.fromkeys(runs or [text]))


def read_address(text: str, *, town_keys: frozenset[str] = frozenset()) -> WrittenAddress:
    """Read an address typed in one field, in every way it can be meant.

    ``town_keys`` are names of the town and its villages (``place_key`` form): found at the end, they are the
    city and not the street. What follows a five-digit postcode is the city.
    """
    postcode = city = ""
    text = text[:_MOST_CHARACTERS]
    if found := re.search(r"(?<!\d)(\d{5}|\d{2} \d{3})(?!\d)(.*)$", text, flags=re.DOTALL):
        postcode, city, text = found[1].replace(" ", ""), found[2].strip(" ,;-\n"), text[: found.start()]
    readings: dict[Reading, None] = {}
    for part in _parts(text):
        words = _with_dates(_words(part))
        for town_key in town_keys:
            tail = town_key.split()
            ending = [WORDS.get(word, word) for word in words[-len(tail) :]]
            if len(words) > len(tail) + 1 and ending == tail:
                words, city = words[: -len(tail)], city or town_key
                break
        for trimmed in _trimmed(words):
            for number, suffix, street_words in _door_readings(trimmed):
                if any(len(word) > 1 and not word.isdigit() for word in street_words):
                    for street in _kinds_meant(street_words):
                        readings.setdefault(Reading(number, suffix, street))
    return WrittenAddress(tuple(readings), postcode, city)


_WRITTEN_DOOR = re.compile(
    r"\s*(?:n[°o]\s*)?(\d{1,4})(?:\s*[-/et]+\s*\d{1,4}\b)*\s*(bis|ter|quater|[a-z](?=[\s,]))?[\s,]+(?=\S)",
    re.IGNORECASE,
)


def door_and_street(address: str) -> tuple[int, str, str]:
    """(number, door, street) of an address as it was written, to put the doors of a street one after the other.

    The number is 0 and the door empty when the address does not begin with one. The street keeps its capitals.

    >>> door_and_street("12 bis, rue des Lilas")
    (12, '12 bis', 'rue des Lilas')
    """
    found = _WRITTEN_DOOR.match(address)
    if found is None or ((words := _words(address[found.end() :])) and words[0] in MONTHS):
        return 0, "", " ".join(address.split())
    door = " ".join(address[: found.end()].strip(" ,").split())
    return int(found[1]), door, " ".join(address[found.end() :].split())
