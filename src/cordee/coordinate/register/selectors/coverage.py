"""How many of the people of 65 or over are listed, by district (domain.md § 2.5); small numbers are not told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from cordee.coordinate.register.models import LISTED_STATES, ElderlyCount, RegisterEntry
from cordee.ground.territory.selectors import districts

LEAST = 5
"""Fewer than this are not told: somebody would be recognised."""


@dataclass(frozen=True)
class Coverage:
    """One district, or the town. ``listed`` is ``None`` when too few to be told, ``elderly`` when nobody gave the figure;
    ``percent`` needs both."""

    key: int | None
    name: str
    listed: int | None
    elderly: int | None
    percent: float | None
    source: str


def _line(key: int | None, name: str, listed: int | None, known: ElderlyCount | None) -> Coverage:
    elderly = known.people if known else None
    percent = 100 * listed / elderly if listed is not None and elderly else None
    source = f"{known.source}, {known.year}" if known else ""
    return Coverage(key, name, listed, elderly, percent, source)


def coverage() -> tuple[Coverage, list[Coverage]]:
    """The town, then its districts, least covered first. When one district alone is too small to tell, the next smallest is
    hidden too: a subtraction would give it away."""
    rows = (
        RegisterEntry.objects.filter(state__in=LISTED_STATES).values("district").annotate(count=Count("pk"))
    )
    counted: dict[int | None, int] = {row["district"]: row["count"] for row in rows}
    known = {row.district_id: row for row in ElderlyCount.objects.all()}
    places: list[tuple[int | None, str]] = [(district.pk, district.name) for district in districts()]
    if counted.get(None):
        places.append((None, "Sans quartier"))
    hidden = {key for key, _ in places if 0 < counted.get(key, 0) < LEAST}
    if len(hidden) == 1:
        told = sorted(
            (counted.get(key, 0), str(key), key) for key, _ in places if counted.get(key, 0) >= LEAST
        )
        hidden |= {told[0][2]} if told else set()
    lines = [
        _line(key, name, None if key in hidden else counted.get(key, 0), known.get(key) if key else None)
        for key, name in places
    ]
    total = sum(counted.values())
    town = _line(None, "Toute la commune", None if 0 < total < LEAST else total, known.get(None))
    if town.elderly is None and places and all(line.elderly for line in lines if line.key):
        people = sum(line.elderly or 0 for line in lines)
        town = Coverage(
            None,
            town.name,
            town.listed,
            people,
            100 * total / people if town.listed is not None else None,
            "somme des quartiers",
        )
    return town, sorted(lines, key=lambda line: (line.percent is None, line.percent or 0, line.name))


def elderly_counts() -> dict[int | None, tuple[int, int, str]]:
    """(people, year, source) by district; ``None`` is the whole town."""
    return {row.district_id: (row.people, row.year, row.source) for row in ElderlyCount.objects.all()}
