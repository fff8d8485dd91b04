"""The rows a plan starts from, as plain tuples: thousands of them, so no model instance is built."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from cordee.ground.assignments.models import (
    HOLDING_STATES,
    IN_PLAY_STATES,
    PAST_PLACES,
    Assignment,
    AssignmentState,
    BlockedPair,
)
from cordee.ground.needs.models import MATCHABLE_STATES, Need
from cordee.ground.needs.selectors.queue import matchable_needs
from cordee.ground.volunteers.selectors.lists import askable_volunteers

NEED_COLUMNS = (
    "id", "activity", "urgency", "helpers", "needs_vehicle", "language", "wanted_from", "wanted_until",
    "beneficiary__person", "beneficiary__household__latitude", "beneficiary__household__longitude",
    "beneficiary__household__location_quality", "beneficiary__household__district__latitude",
    "beneficiary__household__district__longitude", "number", "beneficiary__household__district",
)  # fmt: skip
VOLUNTEER_COLUMNS = (
    "id", "latitude", "longitude", "activity_bits", "trust_level", "person__birth_on", "remote_only", "radius_km",
    "vehicle", "languages", "week_bits", "available_now_until", "weekly_cap", "number",
    "frame",
)  # fmt: skip


def need_rows(*, now: datetime, only: list[int] | None = None) -> list[tuple[Any, ...]]:
    """Matchable needs as tuples of ``NEED_COLUMNS``, one query."""
    needs = matchable_needs(now=now)
    if only is not None:
        needs = Need.objects.filter(pk__in=only).exclude(beneficiary__share_with_helper=False).order_by("id")
    return list(needs.values_list(*NEED_COLUMNS))


def volunteer_rows(*, now: datetime) -> list[tuple[Any, ...]]:
    """Volunteers who may be asked as tuples of ``VOLUNTEER_COLUMNS``, one query."""
    return list(
        askable_volunteers(today_paused_before=timezone.localtime(now)).values_list(*VOLUNTEER_COLUMNS)
    )


def places_in_play() -> dict[int, tuple[int, datetime]]:
    """Places of each need already held or proposed to somebody, and when the first of them begins: they are not planned
    twice, and a team comes together."""
    found = (
        Assignment.objects.filter(state__in=IN_PLAY_STATES, need__state__in=MATCHABLE_STATES)
        .filter(accompanies=None)
        .exclude(place__gte=PAST_PLACES)
        .order_by()
        .values_list("need")
        .annotate(count=Count("id"), first=Min("starts_at"))
    )
    return {need: (count, first) for need, count, first in found}


def engaged_slots(*, now: datetime, days: int) -> list[tuple[int, datetime]]:
    """(volunteer, slot start) already promised or proposed in the days to come."""
    return list(
        Assignment.objects.filter(
            state__in=(AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.STARTED),
            ends_at__gt=now,
            starts_at__lt=now + timedelta(days=days + 1),
        ).values_list("volunteer", "starts_at")
    )


def week_loads(*, now: datetime) -> dict[int, int]:
    """How much each volunteer did or holds in the seven days around now: what the weekly cap counts."""
    return dict(
        Assignment.objects.filter(starts_at__gt=now - timedelta(days=7))
        .filter(Q(state__in=HOLDING_STATES) | Q(state=AssignmentState.PROPOSED))
        .order_by()
        .values_list("volunteer")
        .annotate(count=Count("id"))
    )


def month_loads(*, now: datetime) -> dict[int, int]:
    """How much each volunteer did in thirty days: the fair share looks further back than the cap."""
    return dict(
        Assignment.objects.filter(starts_at__gt=now - timedelta(days=30), state__in=HOLDING_STATES)
        .order_by()
        .values_list("volunteer")
        .annotate(count=Count("id"))
    )


def blocked_pairs() -> list[tuple[int, int]]:
    """(volunteer, person) never brought together again."""
    return list(BlockedPair.objects.values_list("volunteer", "person"))


def former_pairs(*, now: datetime) -> list[tuple[int, int]]:
    """(volunteer, person) who already met for a mission done within ninety days."""
    return list(
        Assignment.objects.filter(state=AssignmentState.DONE, starts_at__gt=now - timedelta(days=90))
        .order_by()
        .values_list("volunteer", "need__beneficiary__person")
        .distinct()
    )


def refused_pairs(*, need_ids: list[int] | None = None) -> list[tuple[int, int]]:
    """(need, volunteer) already asked in vain, given back, set aside, or still waiting for an answer, or already done."""
    assignments = Assignment.objects.filter(
        state__in=(
            AssignmentState.DECLINED,
            AssignmentState.NO_ANSWER,
            AssignmentState.DROPPED,
            AssignmentState.REFUSED,
            AssignmentState.NO_SHOW,
            *IN_PLAY_STATES,
        )
    )
    # The past of needs that no plan looks at any more would be read for nothing, more of it every week.
    if need_ids is not None:
        assignments = assignments.filter(need__in=need_ids)
    else:
        assignments = assignments.filter(need__state__in=MATCHABLE_STATES)
    return list(assignments.values_list("need", "volunteer"))
