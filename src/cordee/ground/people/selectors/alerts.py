"""What looked unusual."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cordee.ground.people.models import AccessAlert
from cordee.ground.people.ports import Old


def alerts_to_look_at() -> QuerySet[AccessAlert]:
    """Alerts nobody has dismissed, newest first."""
    return AccessAlert.objects.select_related("account").filter(dismissed_at=None)


def alerts_dismissed(*, limit: int = 50) -> list[AccessAlert]:
    """The latest dismissed."""
    done = AccessAlert.objects.select_related("account", "dismissed_by").exclude(dismissed_at=None)
    return list(done.order_by("-dismissed_at")[:limit])


def alert_by_id(alert_id: int) -> AccessAlert | None:
    """One alert."""
    return AccessAlert.objects.filter(pk=alert_id).first()


def old_alerts(before: datetime, most: int) -> list[Old]:
    """Alerts about what happened before a moment."""
    rows = AccessAlert.objects.filter(at__lt=before).order_by("at", "pk").values_list("pk", "at")[:most]
    return [Old(key, f"alerte {key}", at) for key, at in rows]
