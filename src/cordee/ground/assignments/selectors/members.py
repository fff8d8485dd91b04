"""What the volunteers of a partner hold, did and were asked: counts and missions, never who they are beyond a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import LIVE_STATES, Assignment, AssignmentState
from cordee.ground.organisations.models import Organisation
from cordee.ground.volunteers.models import Volunteer, VolunteerState


@dataclass(frozen=True)
class Members:
    """How many volunteers a partner has here, and how many of them may go."""

    total: int
    cleared: int
    suspended: int


@dataclass(frozen=True)
class MissionsOf:
    """What was done and what is held for one kind of help, in a period."""

    activity: str
    label: str
    done: int
    held: int
    minutes: int


def _held() -> Q:
    return Q(state__in=(AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.STARTED))


def missions_to_come(organisation: Organisation, *, now: datetime) -> list[Assignment]:
    """Missions its volunteers were asked or hold that are not over, soonest first."""
    return list(
        Assignment.objects.select_related("volunteer__person", "need__beneficiary__person")
        .filter(_held(), volunteer__organisation=organisation, ends_at__gt=now)
        .order_by("starts_at", "pk")
    )


def missions_to_come_count(organisation: Organisation, *, now: datetime) -> int:
    """How many."""
    return Assignment.objects.filter(_held(), volunteer__organisation=organisation, ends_at__gt=now).count()


def engaged_members(organisation: Organisation) -> list[Volunteer]:
    """Its volunteers with something suggested, proposed or held."""
    busy = Assignment.objects.filter(volunteer__organisation=organisation, state__in=LIVE_STATES)
    return list(
        Volunteer.objects.select_related("person")
        .filter(pk__in=busy.order_by().values("volunteer"))
        .order_by("pk")
    )


def members_of(organisation: Organisation) -> Members:
    """Counts of its volunteers, those who left apart."""
    here = ~Q(state=VolunteerState.LEFT)
    counts = Volunteer.objects.filter(organisation=organisation).aggregate(
        total=Count("pk", filter=here),
        cleared=Count("pk", filter=Q(state=VolunteerState.CLEARED)),
        suspended=Count("pk", filter=Q(state=VolunteerState.SUSPENDED)),
    )
    return Members(**counts)


def member_counts(organisation_ids: list[int]) -> dict[int, int]:
    """Volunteers of several partners, in one query."""
    return dict(
        Volunteer.objects.filter(organisation__in=organisation_ids)
        .exclude(state=VolunteerState.LEFT)
        .order_by()
        .values_list("organisation")
        .annotate(count=Count("pk"))
    )


def missions_by_activity(organisation: Organisation, *, since: datetime, until: datetime) -> list[MissionsOf]:
    """Missions that begin in [since, until), by kind of help in catalogue order, in one query."""
    rows = (
        Assignment.objects.filter(
            volunteer__organisation=organisation, starts_at__gte=since, starts_at__lt=until
        )
        .order_by()
        .values_list("need__activity")
        .annotate(
            done=Count("pk", filter=Q(state=AssignmentState.DONE)),
            held=Count("pk", filter=Q(state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED))),
            minutes=Sum("minutes", filter=Q(state=AssignmentState.DONE)),
        )
    )
    found = {code: (done, held, minutes or 0) for code, done, held, minutes in rows if done or held}
    return [
        MissionsOf(code, activity.label, *found[code])
        for code, activity in ACTIVITIES.items()
        if code in found
    ]


def members_to_specify() -> int:
    """Volunteers of a partner whose file names no association yet."""
    return (
        Volunteer.objects.filter(frame="partner_org", organisation=None)
        .exclude(state=VolunteerState.LEFT)
        .count()
    )
