"""The plan: who helps whom and when, what it costs, who stays without help."""

from dataclasses import dataclass

import numpy as np

from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.columns import Bools, Floats, Ints, lowest_bit
from cordee.engine.matching.flow import Flow, NoOptimum, solve
from cordee.engine.matching.gates import holds, pair_km
from cordee.engine.matching.network import Network, build
from cordee.engine.matching.problem import Problem
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
    secondary                    sum of `cost`
    objective                    secondary + penalties of the empty places: what was minimised
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

    def __len__(self) -> int:
        return len(self.need_id)


def match(problem: Problem) -> Plan:
    """The best plan for the whole town: candidates, network, flow, plan."""
    candidates = find_candidates(problem)
    network = build(problem, candidates)
    return read_plan(problem, network, solve(network))


def read_plan(problem: Problem, network: Network, flow: Flow) -> Plan:
    """The plan a flow stands for. Raises NoOptimum if its cost is not the one the solver proved."""
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
    secondary = int(cost.sum())
    objective = secondary + int((missing * problem.penalties).sum())
    outside = np.ones(len(needs), bool)
    outside[network.paired[0]] = outside[network.pool_in[0]] = False
    if objective != flow.cost + int((missing * problem.penalties)[outside].sum()):
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
