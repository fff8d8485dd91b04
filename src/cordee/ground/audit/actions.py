"""Leaving a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_traces() -> Iterator[None]:
    """Write the traces left inside together, at the end: one statement where an action that calls others left several.

    To be opened inside the transaction the traces belong to; when that is undone, so are they.
    """
    if _gathered.get() is not None:
        yield
        return
    kept: list[Event] = []
    token = _gathered.set(kept)
    try:
        yield
    finally:
        _gathered.reset(token)
    Event.objects.bulk_create(kept)


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
    words or coordinates never go here. Inside ``gathered_traces`` it is written a little later.
    """
    event = Event(
        at=at or timezone.now(),
        commune_code=commune_code,
        kind=kind,
        verb=verb,
        actor=by.trace_key,
        subject=subject_key(subject),
        facts=facts,
    )
    kept = _gathered.get()
    if kept is None:
        event.save(force_insert=True)
    else:
        kept.append(event)
    return event


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
