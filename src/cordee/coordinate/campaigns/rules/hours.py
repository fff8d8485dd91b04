"""When one may ring people up: mornings and afternoons, Saturday morning, on Sunday the first ones in a grave alert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from cordee.coordinate.campaigns.models import CallCampaign, Colour

SATURDAY, SUNDAY = 5, 6
SATURDAY_HOURS = (time(10), time(12))
GRAVE = (Colour.ORANGE, Colour.RED)
_FURTHEST_DAYS = 15


@dataclass(frozen=True)
class Hours:
    """Hours of the town's clock in which people may be rung up, with what decides of a Sunday."""

    morning: tuple[time, time] = (time(9), time(12))
    afternoon: tuple[time, time] = (time(14), time(18, 30))
    colour: str = Colour.ORANGE

    def of_day(self, day: date, priority: int) -> list[tuple[datetime, datetime]]:
        """Openings of one day in UTC, for somebody of this priority (1 to 3)."""
        if day.weekday() == SUNDAY and not (priority == 1 and self.colour in GRAVE):
            return []
        spans = (SATURDAY_HOURS,) if day.weekday() == SATURDAY else (self.morning, self.afternoon)
        return [(on_clock(day, start), on_clock(day, end)) for start, end in spans if start < end]


def hours_of(campaign: CallCampaign) -> Hours:
    """The hours a campaign was given."""
    return Hours(
        (campaign.morning_from, campaign.morning_until),
        (campaign.afternoon_from, campaign.afternoon_until),
        campaign.colour,
    )


def on_clock(day: date, hour: time) -> datetime:
    """The moment, in UTC, at which the town's clock shows this hour of this day."""
    return timezone.make_aware(datetime.combine(day, hour)).astimezone(UTC)


def _openings(at: datetime, hours: Hours, priority: int) -> Iterator[tuple[datetime, datetime]]:
    today = timezone.localtime(at).date()
    for ahead in range(_FURTHEST_DAYS):
        for start, end in hours.of_day(today + timedelta(days=ahead), priority):
            if end > at:
                yield max(start, at), end


def may_ring(at: datetime, hours: Hours, priority: int) -> bool:
    """True when somebody of this priority may be rung up at this moment."""
    return next((start == at for start, _ in _openings(at, hours, priority)), False)


def least_urgent_rung(at: datetime, hours: Hours) -> int:
    """The last priority that may be rung up now: 3 in ordinary hours, 1 on a grave Sunday, 0 in quiet hours."""
    return next((priority for priority in (3, 2, 1) if may_ring(at, hours, priority)), 0)


def next_ringing(at: datetime, hours: Hours, priority: int) -> datetime:
    """The first moment from ``at`` on when somebody of this priority may be rung up (``at`` itself when it may)."""
    return next((start for start, _ in _openings(at, hours, priority)), at)


def moment_after(start: datetime, minutes: float, hours: Hours) -> datetime:
    """When so many minutes of calling will have passed, quiet hours left out."""
    left = timedelta(minutes=minutes)
    for opened, closed in _openings(start, hours, priority=3):
        if closed - opened >= left:
            return opened + left
        left -= closed - opened
    return start + timedelta(days=_FURTHEST_DAYS)
