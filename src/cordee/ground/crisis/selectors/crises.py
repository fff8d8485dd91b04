"""Reading what the town goes through."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cordee.ground.crisis.models import Crisis


def open_crises(*, now: datetime) -> list[Crisis]:
    """Events not ended, the newest first; one query."""
    return list(Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now)).order_by("-started_at", "-pk"))


def ended_crises(*, now: datetime, limit: int = 20) -> list[Crisis]:
    """Events of the past, the last ended first."""
    return list(Crisis.objects.filter(ended_at__lte=now).order_by("-ended_at", "-pk")[:limit])


def crisis_by_id(crisis_id: int) -> Crisis | None:
    """One event of the town in scope."""
    return Crisis.objects.filter(pk=crisis_id).first()
