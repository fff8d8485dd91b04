"""Requests an agent entered while an exercise was on, so that they are read before they are deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cordee.ground.crisis.models import Crisis
from cordee.ground.needs.models import Door, Need
from cordee.ground.needs.rules.requests import activity_label

_BY_AN_AGENT = (Door.PHONE, Door.COUNTER, Door.SHEET, Door.NEIGHBOUR_REPORT)


def needs_of_exercise(exercise: Crisis) -> QuerySet[Any]:
    """First times of what agents entered over the exercise; what residents asked by themselves is true and never there."""
    end: datetime = exercise.ended_at or timezone.now()
    return Need.objects.filter(
        Q(received_at__gte=exercise.started_at, received_at__lt=end), door__in=_BY_AN_AGENT, series=None
    ).order_by("number")


def needs_count(exercise: Crisis) -> int:
    """How many."""
    return needs_of_exercise(exercise).count()


def needs_lines(exercise: Crisis) -> list[tuple[str, str]]:
    """(key, words) of each, nobody named."""
    found = []
    for need in needs_of_exercise(exercise):
        activity, at = activity_label(need.activity).lower(), timezone.localtime(need.received_at)
        found.append(
            (f"need:{need.pk}", f"{need}, {activity}, {need.get_door_display()}, {at:%d/%m à %H:%M}")
        )
    return found
