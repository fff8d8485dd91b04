"""What the command post asks: who is still sheltered, how many places are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from cordee.coordinate.resources.models import PlaceKind, ShelteredFamily
from cordee.coordinate.resources.selectors.places import PlaceFilter, filtered_places


@dataclass(frozen=True)
class PlaceFigures:
    """Places people may be sent to, by kind in words, full ones counted; families and people on the lists of shelters."""

    open_by_kind: dict[str, int]
    families: int
    people: int


def families_sheltered() -> int:
    """Families on a list whose departure is not noted."""
    return ShelteredFamily.objects.filter(left_at=None).count()


def place_figures(*, at: datetime) -> PlaceFigures:
    """The figures of a moment; four queries at most."""
    lines = filtered_places(PlaceFilter(open_now=True), at=at)
    there = ShelteredFamily.objects.filter(left_at=None)
    told = there.aggregate(adults=Sum("adults"), children=Sum("children"))
    return PlaceFigures(
        dict(Counter(str(PlaceKind(one.place.kind).label) for one in lines)),
        families=there.count(),
        people=(told["adults"] or 0) + (told["children"] or 0),
    )


def words_of_shelters() -> Iterator[tuple[str, str, str]]:
    """(family name, first name, telephone) of each line of a shelter: to find them in a text about to be read. One query."""
    rows = ShelteredFamily.objects.order_by().values_list("family_name", "first_name", "phone")
    yield from rows.iterator(chunk_size=2000)
