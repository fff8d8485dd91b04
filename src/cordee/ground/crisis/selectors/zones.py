"""Reading the forbidden zones."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cordee.ground.crisis.models import ForbiddenZone


def zones_from(at: datetime) -> list[ForbiddenZone]:
    """Zones closed at that moment or later, the first to close first; one query."""
    return list(
        ForbiddenZone.objects.select_related("district")
        .filter(Q(ends_at=None) | Q(ends_at__gt=at))
        .order_by("starts_at", "pk")
    )


def past_zones(at: datetime, *, limit: int = 20) -> list[ForbiddenZone]:
    """Zones open again, the last first."""
    return list(
        ForbiddenZone.objects.select_related("district").filter(ends_at__lte=at).order_by("-ends_at")[:limit]
    )


def zone_by_id(zone_id: int) -> ForbiddenZone | None:
    """One zone of the town in scope."""
    return ForbiddenZone.objects.select_related("district").filter(pk=zone_id).first()
