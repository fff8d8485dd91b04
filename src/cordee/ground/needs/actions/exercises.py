"""Deleting what was played in an exercise."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from cordee.ground.crisis.models import Crisis
from cordee.ground.needs.models import Beneficiary, Household, Need
from cordee.ground.needs.selectors.exercises import needs_of_exercise
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.ports import is_used


def wipe_needs(exercise: Crisis, at: datetime, kept: frozenset[str]) -> int:
    """Delete requests entered in an exercise but those somebody kept, the files they alone opened, and who was in them."""
    played = [need.pk for need in needs_of_exercise(exercise) if f"need:{need.pk}" not in kept]
    doomed = Need.objects.filter(Q(pk__in=played) | Q(series__in=played))
    files = list(doomed.order_by().values_list("beneficiary", flat=True).distinct())
    rows = doomed.count()
    doomed.delete()
    left = Beneficiary.objects.filter(
        ~Exists(Need.objects.filter(beneficiary=OuterRef("pk"))),
        pk__in=files,
        created_at__gte=exercise.started_at,
    )
    for file in left.select_related("person", "household"):
        person, household = file.person, file.household
        file.delete()
        if not Beneficiary.objects.filter(household=household).exists():
            Household.objects.filter(pk=household.pk, created_at__gte=exercise.started_at).delete()
        if person.created_at >= exercise.started_at and not is_used(person):
            forget_identity(person, at)
    return rows
