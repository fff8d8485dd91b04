"""Days and moments as a paper writes them: in full, with the year, never « demain »."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)  # fmt: skip
_NBSP = "\u00a0"


def written_day(on: date) -> str:
    """« 7 avril 2026 », « 1er mai 2026 »."""
    return f"{'1er' if on.day == 1 else on.day}{_NBSP}{_MONTHS[on.month - 1]} {on.year}"


def written_moment(at: datetime) -> str:
    """« 7 avril 2026 à 9 h 12 », in local time."""
    local = timezone.localtime(at)
    minutes = f"{_NBSP}{local.minute:02d}" if local.minute else ""
    return f"{written_day(local.date())} à{_NBSP}{local.hour}{_NBSP}h{minutes}"


def written_hours(minutes: int) -> str:
    """« 12 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}{_NBSP}h{_NBSP}{rest:02d}" if rest else f"{hours}{_NBSP}h"
