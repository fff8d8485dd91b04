"""The hours of one person's missions: each in its window, with the time to go from one to the next.

Missions are taken in the order of their windows, each as early as can be; the way is the straight line, a little longer
(`Clock.detour`), at the speed of the town. What is done from home starts and ends at home. A call without fixed hours is
made whenever it suits in its slot: it hinders nothing, and is not looked at. So are the ways from home to the first mission
and back from the last: somebody accepts a radius for that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cordee.engine.geo.distances import haversine_km
from cordee.engine.matching.columns import Bools
from cordee.engine.matching.problem import DAY, Clock, Problem

Mission = tuple[int, int]
"""Row of a need, slot."""


@dataclass(frozen=True, eq=False)
class Hours:
    """A problem with a clock. `clocked`: needs that have hours to keep, shape (n,)."""

    problem: Problem
    clock: Clock
    clocked: Bools

    def window(self, mission: Mission) -> tuple[int, int, int]:
        """Minutes from the beginning of the first day: earliest start, latest end, minutes it takes."""
        need, slot = mission
        needs, midnight = self.problem.needs, int(self.problem.day_of_slot[slot]) * DAY
        fixed = needs.opens[need] >= 0
        start = int(needs.opens[need] if fixed else self.clock.start[slot])
        end = int(needs.closes[need] if fixed else self.clock.end[slot])
        takes = int(needs.minutes[need]) or self.clock.minutes
        return midnight + start, midnight + end, min(takes, end - start)

    def conflict(self, volunteer: int, missions: Sequence[Mission]) -> tuple[Mission, Mission] | None:
        """The first mission that cannot be reached in time and the one before it; None when all can be done."""
        spans = sorted((self.window(mission), mission) for mission in missions)
        free_at, place, before = -1, (np.nan, np.nan), None
        for (opens, closes, takes), mission in spans:
            there = self._place(volunteer, mission[0])
            start = max(opens, free_at + self._way(place, there)) if before is not None else opens
            if before is not None and start + takes > closes:
                return before, mission
            free_at = start + takes
            place = place if np.isnan(there[0]) else there
            before = mission
        return None

    def _place(self, volunteer: int, need: int) -> tuple[float, float]:
        needs, people = self.problem.needs, self.problem.volunteers
        if needs.remote[need]:
            return float(people.lat[volunteer]), float(people.lon[volunteer])
        return float(needs.lat[need]), float(needs.lon[need])

    def _way(self, here: tuple[float, float], there: tuple[float, float]) -> int:
        """Whole minutes from door to door, rounded up; none where a place is unknown."""
        km = float(haversine_km(*here, *there))
        return 0 if np.isnan(km) else int(np.ceil(60 * km * self.clock.detour / self.clock.speed_kmh - 1e-9))


def hours_of(problem: Problem) -> Hours | None:
    """The hours of a problem, None when it has no clock or nothing to keep."""
    if problem.clock is None:
        return None
    needs = problem.needs
    clocked = ~needs.remote | (needs.opens >= 0)
    return Hours(problem, problem.clock, np.asarray(clocked)) if clocked.any() else None


def conflicts(
    hours: Hours, need: Sequence[int], volunteer: Sequence[int], slot: Sequence[int]
) -> Iterator[tuple[int, Mission, Mission]]:
    """(volunteer, mission, next mission) for each volunteer whose missions do not fit, by row."""
    days: dict[int, list[Mission]] = {}
    for i, j, s in zip(need, volunteer, slot, strict=True):
        if hours.clocked[i]:
            days.setdefault(j, []).append((i, s))
    for j in sorted(days):
        if len(days[j]) > 1 and (found := hours.conflict(j, days[j])):
            yield j, *found
