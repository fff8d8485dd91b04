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
    units, cost = solve_whole(network, network.capacity, network.readable)
    return Flow(units, cost)


def solve_whole(network: Network, capacity: Ints, arcs: int) -> tuple[Ints, int]:
    """The cheapest flow under other capacities: units on the first `arcs` arcs, and what it costs."""
    if not len(network.tail):
        return np.zeros(0, np.int64), 0
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, capacity, network.cost)
    solver.set_nodes_supplies(np.arange(len(network.supply), dtype=np.int32), network.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NoOptimum(f"min-cost flow ended with {status}")
    units = solver.flows(np.arange(arcs, dtype=np.int32))
    return np.asarray(units, np.int64), int(solver.optimal_cost())
