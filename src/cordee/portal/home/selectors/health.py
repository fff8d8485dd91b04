"""What a supervisor asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordee.ground.messaging.models import Heartbeat
from cordee.ground.messaging.selectors import outbox_health


def read_health(*, now: datetime) -> dict[str, Any]:
    """Database, worker and outbox. ``worker_seconds``: age of the last sign of life, ``None`` without one."""
    outbox = outbox_health(now)
    last = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return {
        "database": "ok",
        "worker_alive": outbox.worker_alive,
        "worker_seconds": max(0, int((now - last).total_seconds())) if last else None,
        "queued_messages": outbox.queued,
        "late_messages": outbox.late,
    }
