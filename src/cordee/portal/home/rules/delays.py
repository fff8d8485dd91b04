"""When somebody will ring back, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cordee.ui.wording import day, hour


def words_for_call_back(due: datetime, at: datetime) -> str:
    """« avant 10 h 15 », « avant demain 9 h », « avant jeudi 9 avril 9 h »; up to the quarter hour."""
    quarter = timedelta(minutes=15)
    local = timezone.localtime(due)
    over = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    rounded = local + (quarter - over if over else timedelta(0))
    today = timezone.localtime(at).date()
    when = "" if rounded.date() == today else day(rounded.date(), today) + " "
    return f"avant {when}{hour(rounded)}"
