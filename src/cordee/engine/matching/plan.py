"""The plan: who helps whom and when, what it costs, who stays without help."""

from dataclasses import dataclass

import numpy as np

from cordee.engine.matching.bundles import Bundles, Effort, new_hands
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.columns import Bools, Floats, Ints, lowest_bit
from cordee.engine.matching.exact import prove
from cordee.engine.matching.flow import Flow, NoOptimum, solve
from cordee.engine.matching.gates import holds, pair_km
from cordee.engine.matching.network import Network, build
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.shortage import shortage_cost
from cordee.engine.matching.weights import URGENCIES


@dataclass(frozen=True, eq=False)
class Plan:
    """Assignments (one row each, sorted by need, slot, volunteer) and places left empty (one row per need).

    need_id, volunteer_id, slot  who helps whom, when (index of the slot in the horizon)
    distance_km                  0 at a distance
    former                       already helped this person
    delay                        slots after the first one wished
    load                         what the volunteer already had when taking this one, this plan's earlier ones
                                 included
    cost                         cost of the assignment, whole (see `weights`)
    missing_id, missing          needs with empty places and how many, sorted by id
    unserved                     empty places by urgency, U1 to U4
    secondary                    sum of `cost`, of the balance between districts and of the new hands in series
    objective                    secondary + penalties of the empty places: what was minimised
    bound                        no plan that leaves as few urgent places empty, urgency by urgency, costs less than
                                 this; equal to the objective when the plan is proven the best
    """

    need_id: Ints
    volunteer_id: Ints
    slot: Ints
    distance_km: Floats
    former: Bools
    delay: Ints
    load: Ints
    cost: Ints
    missing_id: Ints
    missing: Ints
    unserved: tuple[int, ...]
    secondary: int
    objective: int
    bound: int

    def __len__(self) -> int:
        return len(self.need_id)

    @property
    def gap(self) -> float:
        """How far above the bound, as a share of it: 0 when the plan is proven the best."""
        return (self.objective - self.bound) / max(self.bound, 1)


def match(problem: Problem, effort: Effort | None = None) -> Plan:
    """The best plan for the whole town: candidates, network, flow, plan.

    Exact without teams, series or a clock; with them, as good as the `effort` allows, its distance to the best known.
    """
    network = build(problem, find_candidates(problem))
    return read_plan(problem, network, *settle(problem, network, effort))


def settle(problem: Problem, network: Network, effort: Effort | None = None) -> tuple[Flow, int]:
    """The flow of the plan, and the bound on what it and its series cost; the solver's own when nothing is bundled."""
    if not (problem.bundled & (network.empty >= 0)).any():
        flow = solve(network)
        return flow, flow.cost
    bundles = Bundles(problem, network, effort or Effort())
    bundles.settle()
    return prove(bundles)


def read_plan(problem: Problem, network: Network, flow: Flow, bound: int | None = None) -> Plan:
    """The plan a flow stands for, `bound` being that of the network (the flow's cost when not said).

    Raises NoOptimum if its cost is not the one the solver proved.
    """
    need, volunteer, slot = _assignments(problem, network, flow)
    order = np.lexsort((volunteer, slot, need))
    need, volunteer, slot = need[order], volunteer[order], slot[order]
    needs, people, weights = problem.needs, problem.volunteers, problem.weights

    km = np.where(needs.remote[need], 0.0, pair_km(problem, need, volunteer))
    former = holds(problem.former, problem.key(need, volunteer))
    delay = slot - lowest_bit(needs.slots[need])
    load = people.load[volunteer] + _rank_within(volunteer, slot)
    cost = weights.of_pair(km, former) + weights.of_delay(needs.urgency[need], delay) + weights.of_load(load)

    missing = needs.helpers - np.bincount(need, minlength=len(needs))
    short = np.flatnonzero(missing > 0)
    penalties = missing * problem.penalties
    hands = weights.new_hand * new_hands(problem, need, volunteer)
    secondary = int(cost.sum()) + shortage_cost(problem, missing) + hands
    objective = secondary + int(penalties.sum())
    outside = network.empty < 0
    lost = int(penalties[outside].sum()) + shortage_cost(problem, np.where(outside, missing, 0))
    if objective != flow.cost + lost + hands:
        raise NoOptimum(f"the plan costs {objective}, the solver proved {flow.cost}")
    return Plan(
        need_id=needs.id[need],
        volunteer_id=people.id[volunteer],
        slot=slot,
        distance_km=km,
        former=former,
        delay=delay,
        load=load,
        cost=cost,
        missing_id=needs.id[short],
        missing=missing[short],
        unserved=tuple(np.bincount(needs.urgency, missing, URGENCIES + 1)[1:].astype(int).tolist()),
        secondary=secondary,
        objective=objective,
        bound=(flow.cost if bound is None else bound) + lost,
    )


def _assignments(problem: Problem, network: Network, flow: Flow) -> tuple[Ints, Ints, Ints]:
    """Rows (need, volunteer, slot) that carry a unit; at a pool, needs and volunteers are paired in order."""
    paired, entries = len(network.paired[0]), len(network.pool_in[0])
    taken = np.flatnonzero(flow.units[:paired])
    need, volunteer, slot = (column[taken] for column in network.paired)
    inside = np.flatnonzero(flow.units[paired : paired + entries])
    outside = np.flatnonzero(flow.units[paired + entries :])
    pool_need, door = (column[inside] for column in network.pool_in)
    exit_door, pool_volunteer = (column[outside] for column in network.pool_out)
    entering, leaving = np.lexsort((pool_need, door)), np.lexsort((pool_volunteer, exit_door))
    return (
        np.concatenate((need, pool_need[entering])),
        np.concatenate((volunteer, pool_volunteer[leaving])),
        np.concatenate((slot, door[entering] % max(problem.slots, 1))),
    )


def _rank_within(group: Ints, moment: Ints) -> Ints:
    """Rank of each row among those of its group, by moment."""
    order = np.lexsort((moment, group))
    sorted_group = group[order]
    first = np.searchsorted(sorted_group, sorted_group)
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - first
    return rank
