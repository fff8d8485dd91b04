"""Who helps whom when there are very many: a metropolis, a country, in seconds.

The network of ``network`` says everything, slot by slot; this one says the week: who meets whom, the cap of each volunteer,
the price of each of their places (convex, so that nobody burns out while others wait), and the place that stays empty. Its
candidates are the nearest who pass every gate (``nearest``), its optimum is exact on them (``warm``). Two missions of one
volunteer may then fall in the same slot: a town settles the hours with ``plan.match`` on its own share of the answer.
"""

from dataclasses import dataclass

import numpy as np

from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.columns import Floats, Ints
from cordee.engine.matching.flow import NoOptimum
from cordee.engine.matching.nearest import ALONE, Nearest, Neighbourhood, find_nearest
from cordee.engine.matching.problem import Problem, ranges
from cordee.engine.matching.warm import WarmPlan


@dataclass(frozen=True, eq=False)
class CrowdPlan:
    """Who helps whom over the horizon: one row per assignment, sorted by need then volunteer.

    need_id, volunteer_id, distance_km  distance 0 for help from home
    missing_id, missing                 needs with empty places and how many, sorted by id
    objective                           cost of the assignments and penalties of the empty places, least possible on the
                                        candidates
    """

    need_id: Ints
    volunteer_id: Ints
    distance_km: Floats
    missing_id: Ints
    missing: Ints
    objective: int

    def __len__(self) -> int:
        return len(self.need_id)


def along_the_map(problem: Problem, nearest: Nearest) -> Nearest:
    """The same pairs, laid along the map: a path through neighbours then stays within a few pages of memory, which is
    worth a factor of three from a hundred thousand needs on."""
    laid = np.argsort(rank_by_place(problem.needs.lat, problem.needs.lon)[nearest.need], kind="stable")
    return Nearest(nearest.need[laid], nearest.volunteer[laid], nearest.km[laid], nearest.former[laid])


def lay_crowd(problem: Problem, nearest: Nearest, room: tuple[int, int, int] = (0, 0, 0)) -> WarmPlan:
    """The week of a crowd, nothing placed yet: pairs in the order of ``nearest``, as ``along_the_map`` lays them, both sides
    numbered along the map.

    ``room``: how many places (helpers asked), volunteers and pairs may still come. A place that stays empty costs
    ``empty_costs``, whatever comes within that room.
    """
    needs, people, weights = problem.needs, problem.volunteers, problem.weights
    at_need = rank_by_place(needs.lat, needs.lon)
    at_volunteer = rank_by_place(people.lat, people.lon)
    # More places than a volunteer may ever be asked for would never be taken.
    caps = np.minimum(np.bincount(nearest.volunteer, minlength=len(people)) + room[0], people.cap)
    by_need, by_volunteer = np.argsort(at_need), np.argsort(at_volunteer)
    cap = caps[by_volunteer]
    holder, unit = ranges(np.zeros(len(people), np.int64), cap)
    return WarmPlan(
        need=at_need[nearest.need],
        volunteer=at_volunteer[nearest.volunteer],
        cost=weights.of_pair(nearest.km, nearest.former),
        penalty=empty_costs(problem, room[0])[needs.urgency[by_need] - 1],
        helpers=needs.helpers[by_need],
        cap=cap,
        place_cost=weights.of_load(people.load[by_volunteer][holder] + unit),
        room=room,
    )


def empty_costs(problem: Problem, coming: int = 0) -> Ints:
    """Cost of a place that stays empty, by urgency from 1 to 4, when so many places more may come."""
    return problem.weights.penalties(problem.places + coming)


def match_crowd(problem: Problem, k: int = 16) -> CrowdPlan:
    """The best plan of the week on the ``k`` nearest of each need, helpers they already know added."""
    nearest = along_the_map(problem, find_nearest(problem, k))
    week = lay_crowd(problem, nearest)
    week.settle()
    return read_crowd(problem, nearest, week)


def read_crowd(problem: Problem, nearest: Nearest, week: WarmPlan) -> CrowdPlan:
    """The plan of a settled week. Raises NoOptimum when its prices do not prove it the cheapest."""
    if not week.is_proved:
        raise NoOptimum("a cheaper plan may exist")
    taken = np.flatnonzero(week.used)
    taken = taken[np.lexsort((nearest.volunteer[taken], nearest.need[taken]))]
    need, volunteer = nearest.need[taken], nearest.volunteer[taken]
    missing = problem.needs.helpers - np.bincount(need, minlength=len(problem.needs))
    short = np.flatnonzero(missing > 0)
    return CrowdPlan(
        need_id=problem.needs.id[need],
        volunteer_id=problem.volunteers.id[volunteer],
        distance_km=nearest.km[taken],
        missing_id=problem.needs.id[short],
        missing=missing[short],
        objective=week.total_cost,
    )


def binding_gates(
    problem: Problem, plan: CrowdPlan, nearest: Nearest, around: Neighbourhood | None = None
) -> list[str]:
    """Why each need of ``plan.missing_id`` has empty places, in the same order: a code of ``reasons.Reason``.

    « taken » and « too_few » when somebody fits; else the gate which, alone, keeps the most people around out, and
    « nobody » when no single gate does. « no_slot » and « unplaced » come before any search. ``around`` is the map of the
    problem, when it is laid already.
    """
    rows = np.searchsorted(problem.needs.id, plan.missing_id)
    needs = problem.needs
    suitable = np.bincount(nearest.need, minlength=len(needs))[rows]
    unplaced = ~needs.remote[rows] & np.isnan(needs.lat[rows])
    searched = (suitable == 0) & ~unplaced & (needs.slots[rows] != 0)
    codes = np.where(suitable >= needs.helpers[rows], "taken", "too_few").astype(object)
    codes[unplaced] = "unplaced"
    codes[needs.slots[rows] == 0] = "no_slot"
    alone = (around or Neighbourhood(problem)).misses(rows[searched])
    gates = np.array(ALONE, object)[alone.argmax(axis=1)] if len(alone) else np.zeros(0, object)
    codes[searched] = np.where(alone.any(axis=1), gates, "nobody")
    return [str(code) for code in codes]
