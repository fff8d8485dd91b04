"""The solver: OR-Tools' min-cost flow (cost scaling, exact, whole numbers), fed and read by whole arrays."""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from cordee.engine.matching.columns import Ints
from cordee.engine.matching.network import Network


class NoOptimum(RuntimeError):
    """The solver did not prove an optimum; never expected, since every place may stay empty."""


@dataclass(frozen=True, eq=False)
class Flow:
    """Units on the readable arcs of a network (same order), and the cost proved least."""

    units: Ints
    cost: int


def solve(network: Network) -> Flow:
    """The cheapest flow. Raises NoOptimum when the solver gives anything else."""
    if not len(network.tail):
        return Flow(np.zeros(0, np.int64), 0)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    solver.set_nodes_supplies(np.arange(len(network.supply), dtype=np.int32), network.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NoOptimum(f"min-cost flow ended with {status}")
    units = solver.flows(np.arange(network.readable, dtype=np.int32))
    return Flow(np.asarray(units, np.int64), int(solver.optimal_cost()))
