"""The compiled turns keep the laws of the plain search, to the last insertion."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.routing.compiled import Compiled, fits
from cordee.engine.routing.kernels import turns
from cordee.engine.routing.model import Break, Job, Problem, Shipment, Step
from cordee.engine.routing.nodes import Nodes
from cordee.engine.routing.schedule import earliest, feasible
from cordee.engine.routing.search import Rounds, Search
from cordee.engine.routing.solve import solve, stages
from cordee.engine.routing.stops import Share
from cordee.engine.routing.tests.test_timing import drawn_ride
from cordee.engine.routing.tests.towns import drawn, flat, vehicle

SEEDS = st.integers(0, 10**6)


def plain(seed):
    """A drawn town whose vehicles take no break and load once."""
    problem = drawn(seed)
    return replace(problem, vehicles=tuple(replace(v, breaks=(), max_trips=1) for v in problem.vehicles))


def nothing(problem):
    count = len(problem.vehicles)
    return Rounds([[] for _ in range(count)], set(Nodes(problem).requests), [0.0] * count)


def after(turn_count):
    """A stop rule that counts: no clock in a test."""
    asked = iter(range(turn_count))
    return lambda _: next(asked, None) is None


@settings(max_examples=200)
@given(SEEDS)
def test_the_compiled_proof_agrees_with_the_exact_timing(seed):
    nodes, driver, sequence = drawn_ride(seed)
    compiled = Compiled(nodes, 1)
    found = turns.drivable(compiled.town, compiled.desk, 0, np.array(sequence), len(sequence))
    assert found == (earliest(nodes, driver, sequence) is not None)


@settings(max_examples=60)
@given(SEEDS)
def test_the_cheapest_place_is_the_one_the_plain_search_finds(seed):
    problem = plain(seed)
    nodes = Nodes(problem)
    compiled, search = Compiled(nodes, seed), Search(nodes, seed)
    rounds = compiled.filled(nothing(problem), after(len(nodes.requests) // 2))
    fleet = compiled.fleet(rounds.sequences)
    for request in rounds.absent:
        for row, sequence in enumerate(rounds.sequences):
            added, _ = search._cheapest(row, sequence, request)
            priced = turns.price(compiled.town, fleet, compiled.desk, row, request, turns.FAR)
            assert (inf if priced == turns.FAR else priced) == pytest.approx(added)


@settings(max_examples=60)
@given(SEEDS)
def test_every_round_of_the_turns_may_be_driven_and_none_is_worse(seed):
    problem = plain(seed)
    nodes, compiled = Nodes(problem), Compiled(Nodes(problem), seed)
    first = compiled.filled(nothing(problem), lambda _: False)
    last = compiled.run(first, after(3), lambda: 0.0)
    assert last.cost(nodes) <= (first.cost(nodes)[0], first.cost(nodes)[1] + 1e-6)
    for driver, sequence in zip(problem.vehicles, last.sequences, strict=True):
        assert not sequence or feasible(nodes, driver, sequence)
        assert all(nodes.may(driver, nodes.request_of(node)) for node in sequence)


def test_what_fits_is_never_overlooked():
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), flat([[0, 0], [1, 0]]))
    for seed in range(150):
        assert not Compiled(Nodes(problem), seed).filled(nothing(problem), lambda _: False).absent


def test_the_same_seed_and_number_of_turns_give_the_same_rounds():
    problem = plain(3)
    first, second = (
        Compiled(Nodes(problem), 5).run(nothing(problem), after(4), lambda: 0.5).sequences for _ in range(2)
    )
    assert first == second


def test_a_way_with_no_shortcut_never_breaks_a_round():
    dice = np.random.default_rng(2)
    town = flat(dice.uniform(-3, 3, (12, 2)))["car"]
    crooked = replace(town, minutes=town.minutes * dice.uniform(0.2, 3.0, town.minutes.shape))
    jobs = tuple(
        Job(k, k, (1,), (480.0 + 20 * k, 520.0 + 20 * k), 2.0, cold_minutes=40.0) for k in range(1, 12)
    )
    problem = Problem((vehicle(1), vehicle(2)), jobs, (), {"car": crooked})
    nodes, compiled = Nodes(problem), Compiled(Nodes(problem), 1)
    rounds = compiled.run(compiled.filled(nothing(problem), lambda _: False), after(5), lambda: 0.0)
    assert all(feasible(nodes, v, s) for v, s in zip(problem.vehicles, rounds.sequences, strict=True) if s)


def test_the_share_of_the_time_gone_only_grows_up_to_all_of_it():
    gone = Share(0.01)
    seen = [gone()]
    while seen[-1] < 1.0:
        seen.append(gone())
    assert seen == sorted(seen)
    assert gone() == 1.0


@pytest.mark.parametrize(
    ("columns", "expected"),
    [({}, True), ({"breaks": (Break((500.0, 560.0), 15.0),)}, False), ({"max_trips": 2}, False)],
)
def test_breaks_and_second_trips_are_left_to_the_plain_search(columns, expected):
    problem = Problem((vehicle(**columns),), (Job(1, 1, (1,)),), (), flat([[0, 0], [1, 0]]))
    assert fits(problem) is expected


def test_a_second_trip_means_nothing_without_a_job_to_load():
    ride = Shipment(1, Step(0), Step(1), (1,), max_ride=30.0)
    assert fits(Problem((vehicle(max_trips=2),), (), (ride,), flat([[0, 0], [1, 0]])))


def test_a_small_problem_is_asked_of_both_libraries():
    assert stages(0, 50, 10).vroom == 3
    assert stages(0, 50, 10).pyvrp


@pytest.mark.parametrize(
    ("seconds", "vroom", "pyvrp"), [(1, False, False), (10, False, True), (60, True, True)]
)
def test_a_thousand_shipments_are_asked_of_whom_the_seconds_allow(seconds, vroom, pyvrp):
    asked = stages(0, 1000, seconds)
    assert (asked.vroom is not None, asked.pyvrp) == (vroom, pyvrp)


@given(st.integers(0, 3000), st.integers(0, 3000), st.floats(0.1, 600))
def test_more_tasks_or_fewer_seconds_never_ask_for_more_effort(jobs, shipments, seconds):
    asked = stages(jobs, shipments, seconds)
    harder = (
        (jobs + 50, shipments, seconds),
        (jobs, shipments + 50, seconds),
        (jobs, shipments, seconds / 2),
    )
    for other in (stages(*columns) for columns in harder):
        assert (-1 if other.vroom is None else other.vroom) <= (-1 if asked.vroom is None else asked.vroom)


def test_what_no_library_has_the_time_for_is_planned_all_the_same():
    dice = np.random.default_rng(1)
    drops = tuple(Shipment(k, Step(0), Step(k % 40, (480.0, 720.0)), (1,)) for k in range(300))
    fleet = tuple(vehicle(k, capacity=(20,)) for k in range(25))
    plan = solve(Problem(fleet, (), drops, flat(dice.uniform(-2, 2, (40, 2)))), seconds=0.1, seed=1)
    assert stages(0, 300, 0.1).vroom is None
    assert plan.routes
