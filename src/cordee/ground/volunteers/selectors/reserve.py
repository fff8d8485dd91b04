"""The municipal reserve: votes that lengthen its year, and who accepts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cordee.ground.people.rules.protection import shown
from cordee.ground.volunteers.models import (
    Frame,
    ReserveConsent,
    ReserveExtension,
    Volunteer,
    VolunteerState,
)


def extended_periods(*, volunteer_id: int | None = None) -> dict[int, tuple[tuple[date, date], ...]]:
    """When thirty days a year may be served, for each reservist who accepted: volunteer to (first day, last day)."""
    said = ReserveConsent.objects.filter(agrees=True, extension__withdrawn_at=None)
    if volunteer_id is not None:
        said = said.filter(volunteer=volunteer_id)
    periods: dict[int, tuple[tuple[date, date], ...]] = {}
    for volunteer, first, voted, last in said.values_list(
        "volunteer", "extension__emergency_from", "extension__voted_on", "extension__emergency_until"
    ):
        periods[volunteer] = (*periods.get(volunteer, ()), (max(first, voted), last))
    return periods


def extensions() -> list[ReserveExtension]:
    """Votes noted, the latest first."""
    return list(ReserveExtension.objects.select_related("recorded_by", "withdrawn_by"))


def extension_by_id(extension_id: int) -> ReserveExtension | None:
    """One vote."""
    return ReserveExtension.objects.filter(pk=extension_id).first()


def extension_on(on: date) -> ReserveExtension | None:
    """The vote under which thirty days may be served that day, if any."""
    return ReserveExtension.objects.filter(
        withdrawn_at=None, voted_on__lte=on, emergency_from__lte=on, emergency_until__gte=on
    ).first()


def word_of(volunteer_id: int, extension: ReserveExtension | None) -> ReserveConsent | None:
    """What a reservist said of a vote."""
    if extension is None:
        return None
    return ReserveConsent.objects.filter(extension=extension, volunteer=volunteer_id).first()


@dataclass(frozen=True)
class Reservist:
    """A reservist, and what they said of the vote in force (``None``: nothing yet)."""

    volunteer: Volunteer
    word: ReserveConsent | None


def reservists(extension: ReserveExtension | None) -> list[Reservist]:
    """Those of the reserve who have not left, by name."""
    rows: QuerySet[Volunteer] = (
        Volunteer.objects.filter(shown("person__"), frame=Frame.RCSC, erased_at=None)
        .exclude(state=VolunteerState.LEFT)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "number")
    )
    words = (
        {one.volunteer_id: one for one in ReserveConsent.objects.filter(extension=extension)}
        if extension
        else {}
    )
    return [Reservist(row, words.get(row.pk)) for row in rows]
