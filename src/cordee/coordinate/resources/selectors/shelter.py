"""The list of a shelter."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from cordee.coordinate.resources.models import NextSolution, Place, ShelteredFamily
from cordee.ground.people.models.persons import HIDDEN_NAME
from cordee.ground.people.rules.phones import display_phone


@dataclass(frozen=True)
class FamilyLine:
    """A line as whoever looks may see it: of somebody hidden, neither name nor number."""

    family: ShelteredFamily
    name: str
    phone: str
    next_words: str
    hidden: bool


@dataclass(frozen=True)
class Headcount:
    """Who is there now."""

    families: int
    adults: int
    children: int

    @property
    def people(self) -> int:
        """Adults and children."""
        return self.adults + self.children


def line_of(family: ShelteredFamily) -> FamilyLine:
    """A family as a line."""
    hidden = family.person is not None and family.person.is_hidden
    solution = NextSolution(family.next_solution).label if family.next_solution else ""
    details = "" if hidden else family.next_details
    return FamilyLine(
        family=family,
        name=HIDDEN_NAME if hidden else f"{family.family_name} {family.first_name}".strip(),
        phone="" if hidden or not family.phone else display_phone(family.phone),
        next_words=" : ".join(word for word in (str(solution), details) if word),
        hidden=hidden,
    )


def families_of(place: Place, *, gone: bool = False) -> list[ShelteredFamily]:
    """Those there now, by name; or those who left, the last first. Names are ciphered: sorted once read."""
    rows = ShelteredFamily.objects.select_related("person", "place").filter(
        place=place, left_at__isnull=not gone
    )
    if gone:
        return list(rows.order_by("-left_at"))
    return sorted(rows, key=lambda one: (line_of(one).name.casefold(), one.pk))


def family_by_id(place: Place, family_id: int) -> ShelteredFamily | None:
    """One line of the list of a place."""
    return ShelteredFamily.objects.select_related("person", "place").filter(place=place, pk=family_id).first()


def headcount(place: Place) -> Headcount:
    """How many are on the list and have not left; one query."""
    rows = ShelteredFamily.objects.filter(place=place, left_at=None)
    told = rows.aggregate(adults=Sum("adults"), children=Sum("children"))
    return Headcount(rows.count(), told["adults"] or 0, told["children"] or 0)
