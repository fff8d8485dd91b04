"""Forgetting guardians and sheltered families: the place stays."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.resources.actions.records import forget_if_alone
from cordee.coordinate.resources.models import GuardianKey, Place, ShelteredFamily
from cordee.coordinate.resources.selectors.exercises import families_of_exercise
from cordee.coordinate.resources.selectors.export import families_in_name
from cordee.ground.crisis.models import Crisis
from cordee.ground.people.models import Person


def forget_person(person: Person, at: datetime) -> None:
    """Nobody guards the place any more and its link is shut; the lines of their family go whole, no figure needs them."""
    guarded = Place.objects.filter(guardian=person)
    GuardianKey.objects.filter(place__in=guarded, ended_at=None).update(ended_at=at)
    guarded.update(guardian=None)
    ShelteredFamily.objects.filter(pk__in=[one.pk for one in families_in_name(person)]).delete()


def destroy_families(keys: list[int], _at: datetime) -> None:
    """Lines of families that left long enough ago."""
    ShelteredFamily.objects.filter(pk__in=keys).delete()


def wipe_families(exercise: Crisis, _at: datetime, kept: frozenset[str]) -> int:
    """Lines written in an exercise but those somebody kept."""
    played = [one.pk for one in families_of_exercise(exercise) if f"family:{one.pk}" not in kept]
    ShelteredFamily.objects.filter(pk__in=played).delete()
    return len(played)


def destroy_guardians(keys: list[int], at: datetime) -> None:
    """Guardians of places long taken away; who they are goes too, unless something else here needs it."""
    for place in Place.objects.select_related("guardian").filter(pk__in=keys):
        former = place.guardian
        place.guardian = None
        place.save(update_fields=["guardian"])
        forget_if_alone(former, at)
