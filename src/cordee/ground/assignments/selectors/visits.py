"""Visits that an agent announces by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cordee.ground.assignments.models import COMPANION_PLACES, Assignment, AssignmentState
from cordee.ground.assignments.rules.places import is_on_hold
from cordee.ground.assignments.rules.visits import ON_SITE, is_told_by_phone
from cordee.ground.papers.models import Paper
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.selectors.papers import living_badges


@dataclass(frozen=True)
class VisitToAnnounce:
    """A visit of the day: ``badge`` is what the visitor shows; whether a word was agreed on, never the word."""

    assignment: Assignment
    badge: str
    has_word: bool
    comes_along: bool


def _by_phone(day: date) -> list[Assignment]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    found = (
        Assignment.objects.select_related(
            "need__beneficiary__person", "need__beneficiary__household__district", "volunteer__person",
            "announced_by",
        )
        .filter(
            state=AssignmentState.ACCEPTED,
            need__activity__in=ON_SITE,
            starts_at__gte=start,
            starts_at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)),
        )
        .order_by("starts_at", "pk")
    )  # fmt: skip
    return [one for one in found if is_told_by_phone(one.need.beneficiary.person) and not is_on_hold(one)]


def visits_to_announce(*, day: date, at: datetime) -> list[VisitToAnnounce]:
    """Visits of a day (local date) whose person is told by phone: those nobody announced first. Two queries."""
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
        )
        for one in visits
    ]
    return sorted(lines, key=lambda line: line.assignment.announced_at is not None)


def visits_waiting_count(*, day: date) -> int:
    """How many visits of a day (local date) nobody announced yet. One query."""
    return sum(one.announced_at is None for one in _by_phone(day))
