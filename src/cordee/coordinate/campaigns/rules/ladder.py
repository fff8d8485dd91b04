"""The ladder of non-response: what comes after a call that found nobody, and by when (domain.md § 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from cordee.coordinate.campaigns.models import Colour, StepKind
from cordee.coordinate.campaigns.rules.hours import Hours, next_ringing, on_clock

SOON = timedelta(minutes=15)
_CALLS = (StepKind.SECOND_CALL, StepKind.THIRD_CALL)


@dataclass(frozen=True)
class Delay:
    """From the first call that found nobody: so much ``after`` on the clock of the sun, or ``days`` later at ``hour``.

    ``before``: an hour of the town's clock not to be passed that day.
    """

    after: timedelta | None = None
    days: int = 0
    hour: time | None = None
    before: time | None = None

    def from_(self, first_missed: datetime) -> datetime:
        """The moment, in UTC."""
        day = timezone.localtime(first_missed).date()
        if self.after is None:
            return on_clock(day + timedelta(days=self.days), self.hour or time(12))
        due = first_missed + self.after
        return min(due, on_clock(day, self.before)) if self.before else due


def _hours(count: float, before: time | None = None) -> Delay:
    return Delay(timedelta(hours=count), before=before)


_YELLOW = {
    StepKind.SECOND_CALL: Delay(days=1, hour=time(10)),
    StepKind.THIRD_CALL: Delay(days=1, hour=time(16)),
    StepKind.CONTACT: Delay(days=2, hour=time(12)),
    StepKind.VISIT: Delay(days=3, hour=time(12)),
    StepKind.SUPERVISOR: Delay(days=3, hour=time(18)),
}
_ORANGE = {
    StepKind.SECOND_CALL: _hours(3),
    StepKind.THIRD_CALL: _hours(5),
    StepKind.CONTACT: _hours(7, time(18)),
    StepKind.VISIT: _hours(9, time(20)),
    StepKind.SUPERVISOR: _hours(10, time(20, 30)),
}
_RED = {
    StepKind.SECOND_CALL: _hours(1),
    StepKind.THIRD_CALL: _hours(2),
    StepKind.CONTACT: _hours(2.5),
    StepKind.VISIT: _hours(4),
    StepKind.SUPERVISOR: _hours(4.5),
}
DELAYS: dict[str, dict[StepKind, Delay]] = {
    Colour.GREEN: _YELLOW,
    Colour.YELLOW: _YELLOW,
    Colour.ORANGE: _ORANGE,
    Colour.RED: _RED,
}
_NEXT = {
    None: StepKind.SECOND_CALL,
    StepKind.SECOND_CALL: StepKind.THIRD_CALL,
    StepKind.THIRD_CALL: StepKind.CONTACT,
    StepKind.CONTACT: StepKind.VISIT,
    StepKind.VISIT: StepKind.SUPERVISOR,
    StepKind.SUPERVISOR: StepKind.RESCUE,
}


@dataclass(frozen=True)
class Due:
    """One step and by when it is to be done (UTC)."""

    kind: StepKind
    at: datetime


def step_due(
    kind: StepKind, *, first_missed: datetime, at: datetime, hours: Hours, fast: bool, priority: int
) -> datetime:
    """When a step of the ladder is due, never less than a quarter of an hour from ``at``; calls wait for calling hours."""
    if kind == StepKind.RESCUE:
        return at
    delays = DELAYS[Colour.RED if fast else hours.colour]
    due = max(delays[kind].from_(first_missed), at + SOON).astimezone(UTC)
    return next_ringing(due, hours, priority) if kind in _CALLS else due


def next_on_ladder(
    done: StepKind | None, *, first_missed: datetime, at: datetime, hours: Hours, fast: bool, priority: int
) -> Due:
    """The step after ``done`` (``None``: the first call).

    A call that quiet hours would push past the moment of the visit is not waited for: the next step takes its place.
    """
    kind = _NEXT.get(done, StepKind.VISIT)
    given = {
        "first_missed": first_missed,
        "at": at,
        "hours": hours,
        "fast": fast,
        "priority": priority,
    }
    while kind in _CALLS and step_due(kind, **given) > step_due(StepKind.VISIT, **given):  # type: ignore[arg-type]
        kind = _NEXT[kind]
    return Due(kind, step_due(kind, **given))  # type: ignore[arg-type]
