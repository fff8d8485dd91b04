"""When help is short, short for everybody alike: places left empty, spread between districts.

Two districts ask the same thing with the same urgency, and half of it can be served: without this, whoever lives near the
volunteers has everything. With `Weights.balance`, the k-th empty place of urgency u in a district that asked a places of
that urgency costs `balance x (2k - 1) / a` more. The sum for n empty places is `balance x n² / a`: for a given number of
empty places in the town, the sum over the districts is least when n / a is the same everywhere, that is when each district
is short of the same *share*. The steps only grow with k (a convex sum), so parallel arcs

    need ─► (district, urgency) ═► sink

say it in the flow, which stays exact. They add at most twice `balance` to the cost of a place, and the penalties of
`weights` are laid above them: the urgent still come first, and no place is left empty for the sake of fairness. What the
town gives up for it is metres, hours, known faces: the rest of the cost.

A need that nobody can serve is empty whatever is done: it takes the first, cheapest steps of its district.
"""

from dataclasses import dataclass

import numpy as np

from cordee.engine.matching.columns import Bools, Ints
from cordee.engine.matching.problem import Problem, ranges
from cordee.engine.matching.weights import URGENCIES

SINK = -1


@dataclass(frozen=True, eq=False)
class Shortage:
    """Nodes (district, urgency), numbered from 0, and their arcs to the sink.

    entry                 for each need that stays in the network: its node, SINK for the sink at once
    tail, capacity, cost  arcs to the sink, cheapest first
    """

    count: int
    entry: Ints
    tail: Ints
    capacity: Ints
    cost: Ints


def lay_shortage(problem: Problem, served: Bools) -> Shortage:
    """Where the empty places of the needs in the network go; `served` has shape (n,)."""
    rows = np.flatnonzero(served)
    asked, group = _asked(problem)
    if not len(asked):
        nothing = np.zeros(0, np.int64)
        return Shortage(0, np.full(len(rows), SINK), nothing, nothing, nothing)
    lost = _places(group, np.where(served, 0, problem.needs.helpers), len(asked))
    node, step = ranges(lost, asked)
    price = _step_price(problem, asked[node], step)
    return Shortage(len(asked), group[rows], node, np.ones(len(node), np.int64), price)


def shortage_cost(problem: Problem, missing: Ints) -> int:
    """What the balance between districts adds, for empty places by need, shape (n,)."""
    asked, group = _asked(problem)
    if not len(asked):
        return 0
    short = _places(group, missing, len(asked))
    node, step = ranges(np.zeros(len(asked), np.int64), short)
    return int(_step_price(problem, asked[node], step).sum())


def _asked(problem: Problem) -> tuple[Ints, Ints]:
    """Places asked by each (district, urgency), and the group of each need, SINK without a district."""
    needs = problem.needs
    group = np.full(len(needs), SINK)
    placed = np.flatnonzero(needs.district >= 0)
    if not (problem.weights.balance and len(placed)):
        return np.zeros(0, np.int64), group
    _, rank = np.unique(needs.district[placed], return_inverse=True)
    keys, group[placed] = np.unique(rank * URGENCIES + needs.urgency[placed] - 1, return_inverse=True)
    return _places(group, needs.helpers, len(keys)), group


def _places(group: Ints, places: Ints, groups: int) -> Ints:
    inside = group != SINK
    return np.bincount(group[inside], places[inside], groups).astype(np.int64)


def _step_price(problem: Problem, asked: Ints, step: Ints) -> Ints:
    return np.rint(problem.weights.balance * (2 * step + 1) / asked).astype(np.int64)
