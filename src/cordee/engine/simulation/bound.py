"""What a town that knew every answer in advance could serve: a ceiling no policy can pass.

A flow from needs to the half-days of volunteers, then to their weeks (capacities are laminar: the flow is exact),
over the pairs that would say yes if they chose by themselves, ignoring delays, fatigue and lead times.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from cordee.engine.simulation.settings import URGENT, WEIGHTS, Behaviour
from cordee.engine.simulation.town import WEEK_SLOTS, Ints, Town


class NoBound(RuntimeError):
    """The solver did not prove an optimum; never expected, since every need may stay unserved."""


@dataclass(frozen=True)
class Bound:
    """weight is the sum over served needs; shares go from 0 to 1, or None when there is nothing to share."""

    weight: int
    served_share: float | None
    urgent_share: float | None


def share(part: float, whole: float) -> float | None:
    """A quotient, None of nothing."""
    return float(part) / float(whole) if whole else None


def clairvoyant(town: Town, behaviour: Behaviour) -> Bound:
    """The most weight that could be served. Raises NoBound if the solver fails."""
    pairs, needs = town.pairs, town.size.needs
    if not needs:
        return Bound(0, None, None)
    yes = np.flatnonzero(pairs.answer < np.minimum(0.95, behaviour.by_choice * pairs.keen))
    common = town.slots[pairs.need[yes]] & town.free[pairs.person[yes]]
    slots = 3 * town.size.days
    at, slot = np.nonzero((common[:, None] >> np.arange(slots)) & 1)
    need, node = pairs.need[yes][at], pairs.person[yes][at] * slots + slot
    moments, moment = np.unique(node, return_inverse=True)
    weeks_of = moments // slots * 64 + moments % slots // WEEK_SLOTS
    weeks, week = np.unique(weeks_of, return_inverse=True)
    first_week = needs + len(moments)
    sink = first_week + len(weeks)
    weight = np.array(WEIGHTS, np.int64)[town.urgency - 1]

    solver = min_cost_flow.SimpleMinCostFlow()
    unserved = _arcs(solver, np.arange(needs), np.full(needs, sink), np.ones(needs), weight)
    _arcs(solver, need, needs + moment, np.ones(len(need)), np.zeros(len(need)))
    _arcs(
        solver,
        needs + np.arange(len(moments)),
        first_week + week,
        np.ones(len(moments)),
        np.zeros(len(moments)),
    )
    _arcs(
        solver,
        first_week + np.arange(len(weeks)),
        np.full(len(weeks), sink),
        town.cap[weeks // 64],
        np.zeros(len(weeks)),
    )
    solver.set_nodes_supplies(
        np.array([*range(needs), sink], np.int32), np.array([*[1] * needs, -needs], np.int64)
    )
    if solver.solve() != solver.OPTIMAL:
        raise NoBound("the flow of the bound has no optimum")
    served = 1 - np.asarray(solver.flows(unserved), np.int64)
    urgent = town.urgency <= URGENT
    return Bound(
        int((weight * served).sum()), share(served.sum(), needs), share(served[urgent].sum(), urgent.sum())
    )


def _arcs(
    solver: min_cost_flow.SimpleMinCostFlow,
    tail: npt.NDArray,
    head: npt.NDArray,
    capacity: npt.NDArray,
    cost: npt.NDArray,
) -> Ints:
    return np.asarray(
        solver.add_arcs_with_capacity_and_unit_cost(
            tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
        )
    )
