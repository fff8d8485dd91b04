"""What is too old among guardians and sheltered families."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from cordee.coordinate.resources.models import Place, ShelteredFamily
from cordee.coordinate.resources.selectors.export import families_in_name
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def old_families(before: datetime, most: int) -> list[Old]:
    """Lines of families that left before a moment; a departure nobody noted counts from the last change of the line."""
    rows = ShelteredFamily.objects.annotate(since=Coalesce("left_at", "changed_at")).filter(since__lt=before)
    rows = rows.order_by("since", "pk")
    return [Old(key, f"ligne de centre n° {key}", at) for key, at in rows.values_list("pk", "since")[:most]]


def old_guardians(before: datetime, most: int) -> list[Old]:
    """Guardians of places taken away before a moment."""
    rows = Place.objects.filter(ended_at__lt=before).exclude(guardian=None).order_by("ended_at", "pk")
    return [Old(key, f"lieu n° {key}", at) for key, at in rows.values_list("pk", "ended_at")[:most]]


def is_guardian(person: Person) -> bool:
    """True while a place names this person as its guardian."""
    return Place.objects.filter(guardian=person).exists()


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names what is kept of a person here."""
    return [f"shelteredfamily:{one.pk}" for one in families_in_name(person)]
