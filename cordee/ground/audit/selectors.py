"""Reading the trace."""

from __future__ import annotations

from django.db import models

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import subject_key


def events_about(subject: models.Model | str, *, limit: int = 50) -> list[Event]:
    """The newest events about one row, newest first."""
    return list(Event.objects.filter(subject=subject_key(subject))[:limit])


def events_of_commune(commune_code: str, *, limit: int = 200) -> list[Event]:
    """The newest events of one town, newest first."""
    return list(Event.objects.filter(commune_code=commune_code)[:limit])
