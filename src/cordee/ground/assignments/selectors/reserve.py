"""Days served by reservists, read from the ledger and from the individual calls."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.assignments.models import HOLDING_STATES, Assignment
from cordee.ground.assignments.rules.reserve import ReserveDays
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.selectors.reserve import extended_periods


def days_between(starts_at: datetime, ends_at: datetime) -> set[date]:
    """Local days from one moment to another, both included."""
    first, last = timezone.localtime(starts_at).date(), timezone.localtime(ends_at).date()
    return {first + timedelta(days=rank) for rank in range((last - first).days + 1)}


def reserve_of(volunteer_id: int, *, at: datetime) -> ReserveDays:
    """The days of one reservist."""
    return days_served(at=at, volunteer_id=volunteer_id).get(volunteer_id, ReserveDays())


def days_served(*, at: datetime, volunteer_id: int | None = None) -> dict[int, ReserveDays]:
    """Days of this calendar year (and of what is promised after it) of each reservist: volunteer to days.

    A day counts once: with a mission held, or under an individual call that stands.
    """
    year_began = timezone.make_aware(datetime.combine(date(timezone.localtime(at).year, 1, 1), time()))
    who = Q(frame=Frame.RCSC) & (Q(pk=volunteer_id) if volunteer_id is not None else Q())
    reservists = dict(Volunteer.objects.filter(who).values_list("person_id", "pk"))
    if not reservists:
        return {}
    served: dict[int, set[date]] = {pk: set() for pk in reservists.values()}
    held = Assignment.objects.filter(
        volunteer__in=reservists.values(), state__in=HOLDING_STATES, starts_at__gte=year_began
    ).values_list("volunteer", "starts_at")
    for volunteer, starts_at in held:
        served[volunteer].add(timezone.localtime(starts_at).date())
    calls = Paper.objects.filter(
        person__in=reservists, kind=PaperKind.CALL_UP, revoked_at=None, valid_until__gte=year_began
    ).values_list("person", "valid_from", "valid_until")
    for person, starts_at, ends_at in calls:
        if person is None or starts_at is None or ends_at is None:
            continue
        served[reservists[person]].update(days_between(starts_at, ends_at))
    extended = extended_periods(volunteer_id=volunteer_id)
    return {pk: ReserveDays(frozenset(days), extended.get(pk, ())) for pk, days in served.items()}
