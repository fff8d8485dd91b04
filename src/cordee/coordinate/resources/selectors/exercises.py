"""Families written on the list of a shelter while an exercise was on, so that they are read before they are deleted."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cordee.coordinate.resources.models import ShelteredFamily
from cordee.ground.crisis.models import Crisis


def families_of_exercise(exercise: Crisis) -> QuerySet[ShelteredFamily]:
    """Those who arrived over the exercise."""
    end: datetime = exercise.ended_at or timezone.now()
    return ShelteredFamily.objects.filter(arrived_at__gte=exercise.started_at, arrived_at__lt=end)


def families_count(exercise: Crisis) -> int:
    """How many."""
    return families_of_exercise(exercise).count()


def families_lines(exercise: Crisis) -> list[tuple[str, str]]:
    """(key, words) of each, nobody named."""
    return [
        (
            f"family:{one.pk}",
            f"{one}, {one.place.name}, arrivée {timezone.localtime(one.arrived_at):%d/%m à %H:%M}",
        )
        for one in families_of_exercise(exercise).select_related("place")
    ]
