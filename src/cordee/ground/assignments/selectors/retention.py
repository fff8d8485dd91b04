"""What is too old in the ledger, and what stands in the way of forgetting somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cordee.ground.assignments.models import HOLDING_STATES, LIVE_STATES, Assignment, AssignmentState
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old
from cordee.ground.volunteers.models import Volunteer, volunteer_code

_COMING = (AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.STARTED)


def old_missions(before: datetime, most: int) -> list[Old]:
    """Missions whose half-day ended before a moment, whatever became of them."""
    rows = (
        Assignment.objects.filter(ends_at__lt=before)
        .exclude(state__in=LIVE_STATES)
        .order_by("ends_at", "pk")
        .values_list("pk", "ends_at")[:most]
    )
    return [Old(key, f"M-{key}", at) for key, at in rows]


def old_offers(before: datetime, most: int) -> list[Old]:
    """Volunteers whose last mission, or sign-up when they had none, is before a moment."""
    missions = Assignment.objects.filter(
        volunteer=OuterRef("pk"), state__in=(*HOLDING_STATES, *_COMING)
    ).order_by()
    last = Subquery(missions.values("volunteer").annotate(last=Max("ends_at")).values("last"))
    rows = (
        Volunteer.objects.filter(erased_at=None, signed_up_at__lt=before)
        .annotate(since=Coalesce(last, "signed_up_at"))
        .filter(since__lt=before)
        .order_by("since", "pk")
        .values_list("pk", "number", "since")[:most]
    )
    return [Old(key, volunteer_code(number), at) for key, number, at in rows]


def coming_missions(person: Person) -> list[str]:
    """Missions to end before the person can be forgotten."""
    ours = Q(volunteer__person=person) | Q(need__beneficiary__person=person)
    keys = Assignment.objects.filter(ours, state__in=_COMING).order_by("pk").values_list("pk", flat=True)
    return [f"La mission M-{key} est encore en cours : terminez-la ou rendez-la d’abord." for key in keys]
