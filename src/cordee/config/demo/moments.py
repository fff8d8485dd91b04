"""Moments of the demonstration town: nobody picks up the phone at three in the morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cordee.ground.volunteers.rules.week import PARTS

PARIS = ZoneInfo("Europe/Paris")
OFFICE = (time(8, 15), time(18, 30))
WAKING = (time(8), time(21))

Hours = tuple[time, time]


def last_hour(now: datetime) -> datetime:
    """The instant a demonstration is drawn for by default: the hour that has begun, so that its clocks look
    alive."""
    return now.astimezone(PARIS).replace(minute=0, second=0, microsecond=0)


def _open(day: date, hours: Hours) -> tuple[datetime, datetime]:
    return datetime.combine(day, hours[0], PARIS), datetime.combine(day, hours[1], PARIS)


def before(at: datetime, minutes: float, hours: Hours = OFFICE) -> datetime:
    """The moment that came ``minutes`` of opened hours before ``at``."""
    moment = at.astimezone(PARIS)
    left = timedelta(minutes=minutes)
    while True:
        start, end = _open(moment.date(), hours)
        moment = min(moment, end)
        if moment - start > left:
            return moment - left
        left -= max(moment - start, timedelta())
        moment = datetime.combine(moment.date() - timedelta(days=1), hours[1], PARIS)


def after(at: datetime, minutes: float, hours: Hours = WAKING) -> datetime:
    """The moment that comes ``minutes`` of opened hours after ``at``."""
    moment = at.astimezone(PARIS)
    left = timedelta(minutes=minutes)
    while True:
        start, end = _open(moment.date(), hours)
        moment = max(moment, start)
        if end - moment > left:
            return moment + left
        left -= max(end - moment, timedelta())
        moment = datetime.combine(moment.date() + timedelta(days=1), hours[0], PARIS)


def parts_of(day: date) -> list[tuple[datetime, datetime]]:
    """The parts of one day: morning, noon, afternoon, evening."""
    return [_open(day, (start, end)) for _, start, end in PARTS]


def part_after(at: datetime, skip: int = 0) -> tuple[datetime, datetime]:
    """The first part of a day that starts after ``at``, or one ``skip`` parts later."""
    day = at.astimezone(PARIS).date()
    coming = [
        part for offset in range(skip // len(PARTS) + 2) for part in parts_of(day + timedelta(days=offset))
    ]
    return [part for part in coming if part[0] > at][skip]


def part_begun(at: datetime) -> tuple[datetime, datetime]:
    """The part of a day under way at ``at``, or the last one that was."""
    day = at.astimezone(PARIS).date()
    return [part for offset in (-1, 0) for part in parts_of(day + timedelta(days=offset)) if part[0] < at][-1]
