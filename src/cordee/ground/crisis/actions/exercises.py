"""Wiping an exercise: what it made in every room goes, that it took place stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import (
    Crisis,
    CrisisPlace,
    CrisisStep,
    Logbook,
    LogbookEntry,
    PresetAnswer,
    SituationReport,
)
from cordee.ground.crisis.ports import exercise_parts
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


@transaction.atomic
def wipe_exercise(*, exercise: Crisis, by: Account, at: datetime, kept: frozenset[str] = frozenset()) -> int:
    """End an exercise and delete what it made in every room; returns how many rows went. Raises ``Refused``.

    ``kept``: keys of rows that were true after all. The exercise itself stays, as the proof that the town trained, with its
    dates and nothing else.
    """
    current = Crisis.objects.select_for_update().get(pk=exercise.pk)
    if not current.exercise:
        raise Refused("Ce n’est pas un exercice : rien n’y est effacé.")
    if current.wiped_at is not None:
        raise Refused("Cet exercice est déjà effacé.")
    if current.ended_at is None:
        current.ended_at = max(at, current.started_at)
        # What is written from the end on is true again, and the parts below look at the end.
        current.save(update_fields=["ended_at", "updated_at"])
    rows = sum(part.wipe(current, at, kept) for part in exercise_parts())
    current.wiped_at = at
    current.save(update_fields=["wiped_at", "updated_at"])
    leave_trace(
        verb="wipe_exercise", subject=current, by=by, commune_code=current_commune(), at=at, rows=rows,
        book=f"exercise:{current.pk}",
    )  # fmt: skip
    return rows


def wipe_logbook(exercise: Crisis, _at: datetime, _kept: frozenset[str]) -> int:
    """The book of an exercise, whole; the town’s own book is never touched."""
    rows, _ = LogbookEntry.objects.filter(book__exercise=exercise).delete()
    Logbook.objects.filter(exercise=exercise).delete()
    return rows


def wipe_reports(exercise: Crisis, _at: datetime, _kept: frozenset[str]) -> int:
    """Points de situation of an exercise."""
    rows, _ = SituationReport.objects.filter(crisis=exercise).delete()
    return rows


def wipe_decisions(exercise: Crisis, _at: datetime, _kept: frozenset[str]) -> int:
    """Phases, districts and answers of an exercise."""
    return sum(
        model.objects.filter(crisis=exercise).delete()[0] for model in (CrisisStep, CrisisPlace, PresetAnswer)
    )
