"""The optimum found path by path is the solver's, and stays it while needs come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.flow import NoOptimum, solve
from cordee.engine.matching.network import build
from cordee.engine.matching.plan import read_plan
from cordee.engine.matching.tests.test_laws import TOWNS
from cordee.engine.matching.warm import WarmNetwork, prefers_paths, solve_by_paths

EMPTY = 1_000


def crowd(seed: int, needs: int, volunteers: int) -> dict:
    """Needs, volunteers of small caps whose loads cost more and more, a sink; some needs have nobody."""
    dice = np.random.default_rng(seed)
    sink = needs + volunteers
    pair = np.argwhere(dice.random((needs, volunteers)) < 0.4)
    caps = dice.integers(0, 4, volunteers)
    holder = np.repeat(np.arange(volunteers), caps)
    price = np.concatenate([np.sort(dice.integers(0, 50, cap)) for cap in caps] or [np.zeros(0, int)])
    return {
        "tail": np.concatenate((pair[:, 0], needs + holder, np.arange(needs))),
        "head": np.concatenate((needs + pair[:, 1], np.full(len(holder) + needs, sink))),
        "capacity": np.concatenate((np.ones(len(pair) + len(holder), int), np.full(needs, 3))),
        "cost": np.concatenate((dice.integers(0, 200, len(pair)), price, EMPTY * dice.integers(1, 5, needs))),
        "nodes": sink + 1,
        "sink": sink,
    }


def optimum(network: dict, supplies: np.ndarray) -> int:
    """What OR-Tools proves least for the same network."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        *(np.asarray(network[name]) for name in ("tail", "head", "capacity", "cost"))
    )
    supply = np.zeros(network["nodes"], int)
    supply[: len(supplies)] = supplies
    supply[network["sink"]] = -supplies.sum()
    solver.set_nodes_supplies(np.arange(network["nodes"]), supply)
    assert solver.solve() == solver.OPTIMAL
    return solver.optimal_cost()


@pytest.mark.parametrize("seed", range(200))
def test_path_by_path_costs_what_the_solver_proves(seed):
    needs, volunteers = 1 + seed % 23, seed % 17
    network = crowd(seed, needs, volunteers)
    units = np.random.default_rng(seed).integers(1, 3, needs)
    warm = WarmNetwork(**network)
    warm.send(np.arange(needs), units)
    assert warm.total_cost == optimum(network, units)
    assert (warm.units <= network["capacity"]).all() and (warm.units >= 0).all()


@given(TOWNS)
def test_a_town_planned_slot_by_slot_gets_the_same_objective_from_both(town):
    network = build(town, find_candidates(town))
    by_paths, by_scaling = solve_by_paths(network), solve(network)
    assert by_paths.cost == by_scaling.cost
    assert read_plan(town, network, by_paths).objective == read_plan(town, network, by_scaling).objective


@given(st.integers(0, 10**6), st.integers(1, 8))
def test_after_each_need_that_comes_the_plan_is_the_best_of_the_whole_town(seed, coming):
    needs, volunteers = 12, 6
    network = crowd(seed, needs, volunteers)
    warm = WarmNetwork(**network, room=(coming, coming * (volunteers + 1)))
    warm.send(np.arange(needs), np.ones(needs, int))
    dice = np.random.default_rng(seed + 1)
    columns = {name: list(network[name]) for name in ("tail", "head", "capacity", "cost")}
    for k in range(coming):
        helpers = np.flatnonzero(dice.random(volunteers) < 0.5)
        costs = dice.integers(0, 200, len(helpers))
        node = warm.arrive(needs + helpers, np.ones(len(helpers), int), costs, empty=4 * EMPTY)
        assert node == network["nodes"] + k
        columns["tail"] += [node] * (len(helpers) + 1)
        columns["head"] += [*(needs + helpers), network["sink"]]
        columns["capacity"] += [1] * (len(helpers) + 1)
        columns["cost"] += [*costs, 4 * EMPTY]
        cold = WarmNetwork(**columns, nodes=warm.nodes, sink=network["sink"])
        cold.send([*range(needs), *range(network["nodes"], warm.nodes)], np.ones(needs + k + 1, int))
        assert warm.total_cost == cold.total_cost


def test_the_order_in_which_needs_are_sent_changes_nothing():
    network = crowd(7, 20, 8)
    first, second = WarmNetwork(**network), WarmNetwork(**network)
    first.send(np.arange(20), np.ones(20, int))
    second.send(np.arange(20)[::-1], np.ones(20, int))
    assert first.total_cost == second.total_cost


def test_a_need_without_any_way_out_is_said_not_lost():
    warm = WarmNetwork(tail=[0], head=[1], capacity=[1], cost=[5], nodes=3, sink=2)
    with pytest.raises(NoOptimum, match="node 0"):
        warm.send([0], [1])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cost": [-1]}, "negative"),
        ({"capacity": [-1]}, "negative"),
        ({"head": [9]}, "not there"),
        ({"tail": [1]}, "sink"),
    ],
)
def test_a_network_that_makes_no_sense_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        WarmNetwork(**{"tail": [0], "head": [1], "capacity": [1], "cost": [1], "nodes": 2, "sink": 1} | wrong)


def test_a_warm_network_says_when_its_room_is_used_up():
    warm = WarmNetwork(tail=[0], head=[1], capacity=[1], cost=[1], nodes=2, sink=1, room=(1, 1))
    warm.arrive([], [], [], empty=10)
    with pytest.raises(ValueError, match="room"):
        warm.arrive([], [], [], empty=10)


def test_paths_are_taken_where_helpers_are_plenty_only():
    assert prefers_paths(100, 200) and not prefers_paths(300, 100)
