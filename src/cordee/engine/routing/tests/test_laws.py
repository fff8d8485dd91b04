"""Laws of every plan, whatever the town."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.routing.checker import check_plan
from cordee.engine.routing.model import Job, Problem, Shipment, Step
from cordee.engine.routing.solve import safe, solve, tightened
from cordee.engine.routing.tests.towns import drawn, flat, vehicle

SHORT = 0.05
SEEDS = st.integers(0, 10**6)


@settings(max_examples=40)
@given(SEEDS)
def test_the_checker_finds_nothing_to_say_about_any_plan(seed):
    problem = drawn(seed)
    assert check_plan(problem, solve(problem, seconds=SHORT, seed=seed)) == []


@settings(max_examples=30)
@given(SEEDS)
def test_without_limits_of_ours_the_libraries_plans_are_as_clean(seed):
    problem = drawn(seed, limits=False)
    assert check_plan(problem, solve(problem, seconds=SHORT, seed=seed)) == []


@settings(max_examples=30)
@given(SEEDS)
def test_every_task_is_served_or_listed_with_a_french_reason(seed):
    problem = drawn(seed)
    plan = solve(problem, seconds=SHORT, seed=seed)
    served = {(v.kind, v.id) for route in plan.routes for v in route.visits if v.kind in ("job", "drop")}
    for kind, rows in (("job", problem.jobs), ("shipment", problem.shipments)):
        for row in rows:
            listed = [task for task in plan.unserved if (task.kind, task.id) == (kind, row.id)]
            assert len(listed) + (("job" if kind == "job" else "drop", row.id) in served) == 1
            assert all(task.phrase.endswith(".") for task in listed)


@settings(max_examples=30)
@given(SEEDS)
def test_nothing_is_left_aside_that_an_idle_volunteer_could_do_alone(seed):
    problem = drawn(seed)
    plan = solve(problem, seconds=SHORT, seed=seed)
    used = {route.vehicle for route in plan.routes}
    idle = tuple(v for v in problem.vehicles if v.id not in used)
    for task in plan.unserved if idle else ():
        alone = replace(
            problem,
            vehicles=idle,
            jobs=tuple(j for j in problem.jobs if task.kind == "job" and j.id == task.id),
            shipments=tuple(s for s in problem.shipments if task.kind == "shipment" and s.id == task.id),
        )
        assert solve(alone, seconds=SHORT, seed=1).unserved


@given(SEEDS)
def test_windows_made_safe_are_inside_those_the_ride_implies(seed):
    problem = drawn(seed)
    asked = zip(problem.shipments, tightened(problem).shipments, safe(problem).shipments, strict=True)
    for given_, tight, closed in asked:
        for outer, inner in (
            (given_.pickup, tight.pickup),
            (given_.drop, tight.drop),
            (tight.pickup, closed.pickup),
            (tight.drop, closed.drop),
        ):
            assert outer.window[0] <= inner.window[0] <= inner.window[1] <= outer.window[1]


LINE = flat([[0, 0], [2, 0], [4, 0], [6, 0], [8, 0]])


def one(problem):
    return solve(problem, seconds=0.2, seed=1)


def test_the_shortest_round_along_a_line_goes_there_and_back():
    plan = one(Problem((vehicle(),), tuple(Job(k, k, (1,)) for k in (3, 1, 4, 2)), (), LINE))
    assert plan.metres == pytest.approx(16_000)
    assert not plan.unserved


def test_the_urgent_go_first_when_there_is_room_for_one():
    jobs = (Job(1, 1, (10,), priority=1), Job(2, 2, (10,), priority=5))
    plan = one(Problem((vehicle(),), jobs, (), LINE))
    assert [(task.id, task.code) for task in plan.unserved] == [(1, "full")]


def test_what_is_optional_yields_to_what_is_not():
    jobs = (Job(1, 1, (10,), priority=5, optional=True), Job(2, 2, (10,), priority=1))
    plan = one(Problem((vehicle(),), jobs, (), LINE))
    assert [task.id for task in plan.unserved] == [1]


def test_a_second_trip_serves_what_does_not_fit_in_one():
    jobs = (Job(1, 1, (10,)), Job(2, 2, (10,)))
    plan = one(Problem((vehicle(max_trips=2),), jobs, (), LINE))
    assert not plan.unserved
    assert [visit.kind for visit in plan.routes[0].visits].count("reload") == 1


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("skills", {"skills": frozenset({"lift"})}),
        ("capacity", {"demand": (11,)}),
        ("hours", {"window": (0.0, 100.0)}),
        ("hours", {"cold_minutes": 1.0}),
    ],
)
def test_what_nobody_can_do_says_what_binds(code, columns):
    jobs = (Job(1, 1, (1,)), Job(**{"id": 2, "place": 2, "demand": (1,), **columns}))
    plan = one(Problem((vehicle(),), jobs, (), LINE))
    assert [(task.id, task.code) for task in plan.unserved] == [(2, code)]


def test_a_place_no_way_leads_to_is_listed_and_the_others_are_served():
    minutes, metres = LINE["car"].minutes.copy(), LINE["car"].metres.copy()
    minutes[:, 4] = metres[:, 4] = inf
    minutes[4, :] = metres[4, :] = inf
    travel = {"car": replace(LINE["car"], minutes=minutes, metres=metres)}
    plan = one(Problem((vehicle(),), tuple(Job(k, k, (1,)) for k in (1, 2, 3, 4)), (), travel))
    assert [(task.id, task.code) for task in plan.unserved] == [(4, "unreachable")]
    assert len(plan.routes[0].visits) == 3


def test_nobody_waits_on_board_for_the_opening_of_the_door():
    ride = Shipment(1, Step(1, (480.0, 700.0), 1.0), Step(2, (600.0, 610.0)), (1,), max_ride=5.0)
    plan = one(Problem((vehicle(),), (), (ride,), LINE))
    up, down = plan.routes[0].visits
    assert down.start - up.leave <= 5.0
    assert not plan.unserved


def test_a_ride_longer_than_promised_is_refused_rather_than_made():
    ride = Shipment(1, Step(1), Step(4), (1,), max_ride=5.0)
    plan = one(Problem((vehicle(),), (), (ride,), LINE))
    assert [task.code for task in plan.unserved] == ["hours"]


def test_wheelchairs_have_their_own_places():
    rides = tuple(Shipment(k, Step(1, (480.0, 500.0)), Step(4, (480.0, 520.0)), (1, 1)) for k in (1, 2))
    plan = one(Problem((vehicle(capacity=(4, 1), shift=(480.0, 520.0)),), (), rides, LINE))
    assert len(plan.unserved) == 1
