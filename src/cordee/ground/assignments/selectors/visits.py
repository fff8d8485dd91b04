"""Visits that an agent announces by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.assignments.models import COMPANION_PLACES, Assignment, AssignmentState
from cordee.ground.assignments.rules.places import is_on_hold
from cordee.ground.assignments.rules.visits import (
    FALLEN_STATES,
    ON_SITE,
    is_called_off,
    is_told_by_phone,
)
from cordee.ground.papers.models import Paper
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.selectors.papers import living_badges


@dataclass(frozen=True)
class VisitToAnnounce:
    """A visit of the day: ``badge`` is what the visitor shows; whether a word was agreed on, never the word.

    ``called_off``: it was announced and will not take place.
    """

    assignment: Assignment
    badge: str
    has_word: bool
    comes_along: bool
    called_off: bool

    @property
    def waits(self) -> bool:
        """True while somebody has to be rung up."""
        return self.called_off or self.assignment.announced_at is None


def _by_phone(day: date) -> list[Assignment]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    found = (
        Assignment.objects.select_related(
            "need__beneficiary__person", "need__beneficiary__household__district", "volunteer__person",
            "announced_by",
        )
        .filter(
            Q(state=AssignmentState.ACCEPTED) | Q(state__in=FALLEN_STATES, announced_at__isnull=False),
            need__activity__in=ON_SITE,
            starts_at__gte=start,
            starts_at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)),
        )
        .order_by("starts_at", "pk")
    )  # fmt: skip
    return [
        one
        for one in found
        if is_told_by_phone(one.need.beneficiary.person) and (is_called_off(one) or not is_on_hold(one))
    ]


def visits_to_announce(*, day: date, at: datetime) -> list[VisitToAnnounce]:
    """Visits of a day (local date) whose person is told by phone: called off first, then not yet announced.

    Two queries.
    """
    visits = _by_phone(day)
    badges: dict[int, Paper] = living_badges([one.volunteer.person_id for one in visits], at=at)
    lines = [
        VisitToAnnounce(
            assignment=one,
            badge=shown_code(badge.code)
            if (badge := badges.get(one.volunteer.person_id))
            else str(one.volunteer),
            has_word=bool(one.need.beneficiary.recognition_word),
            comes_along=(one.place or 0) >= COMPANION_PLACES,
            called_off=is_called_off(one),
        )
        for one in visits
    ]
    return sorted(lines, key=lambda line: (not line.called_off, not line.waits))


def visits_waiting_count(*, day: date) -> int:
    """How many calls a day (local date) still asks for: visits to announce, and visits to call off. One query."""
    return sum(one.announced_at is None or is_called_off(one) for one in _by_phone(day))
