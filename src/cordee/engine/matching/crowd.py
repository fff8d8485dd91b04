"""Who helps whom when there are very many: a metropolis, a country, in seconds.

The network of ``network`` says everything, slot by slot; this one says the week: need ─► volunteer ═► sink, with the cap of
each volunteer, one arc per price of load (convex, so that nobody burns out while others wait), and the place that stays
empty. Its candidates are the nearest who pass every gate (``nearest``), its optimum is exact on them. Two missions of one
volunteer may then fall in the same slot: a town settles the hours with ``plan.match`` on its own share of the answer.
"""

from dataclasses import dataclass

import numpy as np

from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.columns import Floats, Ints
from cordee.engine.matching.flow import Flow, NoOptimum, solve
from cordee.engine.matching.nearest import ALONE, Nearest, Neighbourhood, find_nearest
from cordee.engine.matching.network import Network
from cordee.engine.matching.problem import Problem, ranges
from cordee.engine.matching.warm import prefers_paths, solve_by_paths


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


def lay_crowd(problem: Problem, nearest: Nearest) -> Network:
    """The network of a week: a node per need, per volunteer, then the sink; a plan is read from the first arcs, one per
    pair of ``nearest`` and in its order. Nodes are numbered along the map, as ``along_the_map`` lays the pairs."""
    needs, people, weights = problem.needs, problem.volunteers, problem.weights
    at_need = rank_by_place(needs.lat, needs.lon).astype(np.int32)
    at_volunteer = (rank_by_place(people.lat, people.lon) + len(needs)).astype(np.int32)
    # More units than a volunteer is asked for would never flow.
    caps = np.minimum(np.bincount(nearest.volunteer, minlength=len(people)), people.cap)
    holder, unit = ranges(np.zeros(len(people), np.int64), caps)
    sink = len(needs) + len(people)
    tail = np.concatenate((at_need[nearest.need], at_volunteer[holder], at_need))
    head = np.concatenate(
        (at_volunteer[nearest.volunteer], np.full(len(holder) + len(needs), sink, np.int32))
    )
    ones = np.ones(len(nearest.need) + len(holder), np.int64)
    cost = np.concatenate(
        (
            weights.of_pair(nearest.km, nearest.former),
            weights.of_load(people.load[holder] + unit),
            problem.penalties,
        )
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[at_need] = needs.helpers
    supply[sink] = -needs.helpers.sum()
    nobody = np.zeros(0, np.int64)
    return Network(
        tail=tail,
        head=head,
        capacity=np.concatenate((ones, needs.helpers)),
        cost=cost,
        supply=supply,
        paired=(nearest.need, nearest.volunteer, np.zeros(len(nearest.need), np.int64)),
        pool_in=(nobody, nobody),
        pool_out=(nobody, nobody),
    )


def solve_crowd(problem: Problem, network: Network) -> Flow:
    """The cheapest flow, by the method that suits: a path a place where helpers are plenty, cost scaling where not."""
    offered = int(network.capacity[len(network.paired[0]) : -len(problem.needs) or None].sum())
    return solve_by_paths(network) if prefers_paths(problem.places, offered) else solve(network)


def match_crowd(problem: Problem, k: int = 16) -> CrowdPlan:
    """The best plan of the week on the ``k`` nearest of each need, helpers they already know added."""
    nearest = along_the_map(problem, find_nearest(problem, k))
    network = lay_crowd(problem, nearest)
    return read_crowd(problem, nearest, solve_crowd(problem, network))


def read_crowd(problem: Problem, nearest: Nearest, flow: Flow) -> CrowdPlan:
    """The plan a flow stands for. Raises NoOptimum if its cost is not the one the solver proved."""
    taken = np.flatnonzero(flow.units)
    taken = taken[np.lexsort((nearest.volunteer[taken], nearest.need[taken]))]
    need, volunteer = nearest.need[taken], nearest.volunteer[taken]
    missing = problem.needs.helpers - np.bincount(need, minlength=len(problem.needs))
    objective = int(problem.weights.of_pair(nearest.km[taken], nearest.former[taken]).sum())
    given = np.bincount(volunteer, minlength=len(problem.volunteers))
    holder, unit = ranges(np.zeros(len(given), np.int64), given)
    objective += int(problem.weights.of_load(problem.volunteers.load[holder] + unit).sum())
    objective += int((missing * problem.penalties).sum())
    if objective != flow.cost:
        raise NoOptimum(f"the plan costs {objective}, the solver proved {flow.cost}")
    short = np.flatnonzero(missing > 0)
    return CrowdPlan(
        need_id=problem.needs.id[need],
        volunteer_id=problem.volunteers.id[volunteer],
        distance_km=nearest.km[taken],
        missing_id=problem.needs.id[short],
        missing=missing[short],
        objective=objective,
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
