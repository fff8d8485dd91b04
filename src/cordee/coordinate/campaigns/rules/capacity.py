"""How long a campaign takes: people, callers, pace (domain.md § 2.8)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from cordee.coordinate.campaigns.rules.hours import Hours, moment_after

ANSWERED_MINUTES, UNANSWERED_MINUTES, UNANSWERED_SHARE = 6.0, 1.5, 0.4
ATTEMPT_MINUTES = ANSWERED_MINUTES * (1 - UNANSWERED_SHARE) + UNANSWERED_MINUTES * UNANSWERED_SHARE
"""4.2 minutes: four of talk and two of typing when somebody answers, a minute and a half otherwise."""
PACE_FROM = 20
"""Attempts from which the real pace of a campaign is worth more than the usual one."""


@dataclass(frozen=True)
class Estimate:
    """``minutes`` of effective calling for the first pass, and when it ends in calling hours (UTC)."""

    people: int
    callers: int
    pace_minutes: float
    minutes: int
    ends_at: datetime
    measured: bool


def pace(seconds_spent: float | None, attempts: int) -> tuple[float, bool]:
    """Minutes for one attempt, and whether they were measured on this campaign."""
    if seconds_spent and attempts >= PACE_FROM:
        return max(0.5, seconds_spent / attempts / 60), True
    return ATTEMPT_MINUTES, False


def estimate(
    *,
    people: int,
    callers: int,
    start: datetime,
    hours: Hours,
    seconds_spent: float | None = None,
    attempts: int = 0,
) -> Estimate:
    """How long so many callers need for one call to so many people."""
    each, measured = pace(seconds_spent, attempts)
    minutes = ceil(round(people * each / max(callers, 1), 6))
    return Estimate(people, callers, each, minutes, moment_after(start, minutes, hours), measured)


def callers_needed(
    *, people: int, start: datetime, until: datetime, hours: Hours, pace_minutes: float
) -> int | None:
    """The fewest callers who finish a first pass before ``until``; ``None`` when no number of them would."""

    def late(callers: int) -> bool:
        return moment_after(start, people * pace_minutes / callers, hours) > until

    # The more callers, the sooner: the first number that is not late is found by halves.
    found = bisect_left(range(1, people + 1), True, key=lambda callers: not late(callers)) + 1
    return found if found <= people else None
