"""Leaving a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from cordee.ground.audit.models import Event, EventKind
from cordee.ground.audit.rules import subject_key


class Actor(Protocol):
    """Whoever acts: a staff account, a person, or a task. ``trace_key`` reads ``account:3`` or ``task:tick``."""

    @property
    def trace_key(self) -> str:
        """Key of the actor in the trace."""
        ...


class Task:
    """The house acting by itself, in a background task or a command."""

    def __init__(self, name: str) -> None:
        self.trace_key = f"task:{name}"


def leave_trace(
    *,
    verb: str,
    subject: models.Model | str,
    by: Actor,
    commune_code: str,
    kind: EventKind = EventKind.WRITE,
    at: datetime | None = None,
    **facts: Any,
) -> Event:
    """Add one event.

    ``verb`` is the action's name (``accept_assignment``); ``facts`` are codes, counts and state names only: a person's
    words or coordinates never go here.
    """
    return Event.objects.create(
        at=at or timezone.now(),
        commune_code=commune_code,
        kind=kind,
        verb=verb,
        actor=by.trace_key,
        subject=subject_key(subject),
        facts=facts,
    )


def leave_read_trace(*, subjects: list[models.Model | str], by: Actor, commune_code: str, page: str) -> None:
    """Record in one write that a page showed these personal files."""
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            at=now,
            commune_code=commune_code,
            kind=EventKind.READ,
            verb="read",
            actor=by.trace_key,
            subject=subject_key(subject),
            facts={"page": page},
        )
        for subject in subjects
    )
