"""Reports whose time is over."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.safeguarding.models import SafeguardingReport
from cordee.ground.people.ports import Old


def old_reports(before: datetime, most: int) -> list[Old]:
    """Closed before a moment and not emptied yet, oldest first."""
    rows = SafeguardingReport.objects.filter(closed_at__lt=before, emptied_at=None).order_by(
        "closed_at", "pk"
    )
    return [Old(key, f"SG-{key:05d}", at) for key, at in rows.values_list("pk", "closed_at")[:most] if at]
