"""Reading the trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import subject_key


def events_about(subject: models.Model | str, *, limit: int = 50, kind: str = "") -> list[Event]:
    """The newest events about one row, newest first; of one ``EventKind`` when it is given."""
    events = Event.objects.filter(subject=subject_key(subject))
    return list((events.filter(kind=kind) if kind else events)[:limit])


def events_of_commune(commune_code: str, *, limit: int = 200) -> list[Event]:
    """The newest events of one town, newest first."""
    return list(Event.objects.filter(commune_code=commune_code)[:limit])


@dataclass(frozen=True)
class EventFilter:
    """What the reader of the log asked to see; empty means everything.

    ``actor`` and ``subject`` are keys (``account:3``) or their first part (``account``).
    """

    kind: str = ""
    verb: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def filtered_events(commune_code: str, wanted: EventFilter) -> models.QuerySet[Event]:
    """Events of one town that match, newest first."""
    events = Event.objects.filter(commune_code=commune_code).order_by("-id")
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
    if wanted.verb:
        events = events.filter(verb=wanted.verb)
    for column, key in (("actor", wanted.actor), ("subject", wanted.subject)):
        if key:
            whole = ":" in key
            events = events.filter(**{column: key} if whole else {f"{column}__startswith": key})
    if wanted.since is not None:
        events = events.filter(at__gte=wanted.since)
    if wanted.until is not None:
        events = events.filter(at__lt=wanted.until)
    return events
