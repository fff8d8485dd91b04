"""What the house does by itself as time passes."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.safeguarding.actions.reminding import remind_late
from cordee.ground.audit.actions import Task


def remind_late_reports(at: datetime) -> int:
    """Every quarter of an hour: late reports are recalled to who follows them. Returns how many are late."""
    return remind_late(at=at, by=Task("remind_late"))
