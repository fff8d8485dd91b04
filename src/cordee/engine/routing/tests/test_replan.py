"""A round under way: what is done stays done, what was promised is kept."""

from dataclasses import replace
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.faults import BadInput
from cordee.engine.routing.checker import check_plan
from cordee.engine.routing.model import Job, Problem, Shipment, Step
from cordee.engine.routing.reasons import route_phrase
from cordee.engine.routing.replan import replan
from cordee.engine.routing.solve import solve
from cordee.engine.routing.tests.towns import drawn, flat, vehicle

LINE = flat([[0, 0], [2, 0], [4, 0], [6, 0], [8, 0]])


def done_before(plan, now):
    return {(v.kind, v.id) for route in plan.routes for v in route.visits if v.leave <= now}


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(490, 640))
def test_nothing_is_done_twice_and_nothing_is_forgotten(seed, now):
    problem = replace(drawn(seed), vehicles=tuple(replace(v, max_trips=1) for v in drawn(seed).vehicles))
    plan = solve(problem, seconds=0.05, seed=1)
    done = done_before(plan, now)
    rest = replan(problem, plan, now=now, done=done, seconds=0.05, seed=1)
    again = {(v.kind, v.id) for route in rest.routes for v in route.visits if v.kind != "break"}
    assert not again & done
    for job in problem.jobs:
        listed = any((t.kind, t.id) == ("job", job.id) for t in rest.unserved)
        assert (("job", job.id) in done) + (("job", job.id) in again) + listed == 1
    for shipment in problem.shipments:
        listed = any((t.kind, t.id) == ("shipment", shipment.id) for t in rest.unserved)
        assert (("drop", shipment.id) in done) + (("drop", shipment.id) in again) + listed == 1


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(490, 600))
def test_what_was_announced_stays_near_its_moment(seed, now):
    problem = replace(drawn(seed), vehicles=tuple(replace(v, max_trips=1) for v in drawn(seed).vehicles))
    plan = solve(problem, seconds=0.05, seed=1)
    announced = {(v.kind, v.id): v.start for r in plan.routes for v in r.visits if v.kind != "break"}
    done = done_before(plan, now)
    rest = replan(problem, plan, now=now, done=done, seconds=0.05, seed=1, promise=10.0)
    for route in rest.routes:
        assert route.depart >= now - 1e-6 or route.depart >= min(v.start for v in route.visits) - 60
        for visit in route.visits:
            if (visit.kind, visit.id) in announced:
                assert abs(visit.start - announced[visit.kind, visit.id]) <= 10.0 + 1e-6


def test_goods_on_board_are_delivered_by_the_one_who_has_them():
    jobs = tuple(Job(k, k, (1,), service=1.0) for k in (1, 2, 3, 4))
    problem = Problem((vehicle(1), vehicle(2)), jobs, (), LINE)
    plan = solve(problem, seconds=0.1, seed=1)
    mover = plan.routes[0]
    first = mover.visits[0]
    done = {("job", first.id)}
    rest = replan(problem, plan, now=first.leave, done=done, seconds=0.1, seed=1)
    assert {route.vehicle for route in rest.routes} == {mover.vehicle}
    assert not rest.unserved


def test_somebody_on_board_is_taken_home_in_the_time_promised():
    ride = Shipment(1, Step(1, (500.0, 510.0), 1.0), Step(4, (480.0, 700.0)), (1,), max_ride=15.0)
    problem = Problem((vehicle(),), (Job(9, 2, (1,)),), (ride,), LINE)
    plan = solve(problem, seconds=0.1, seed=1)
    up = next(v for v in plan.routes[0].visits if v.kind == "pickup")
    rest = replan(problem, plan, now=up.leave, done=done_before(plan, up.leave), seconds=0.1, seed=1)
    down = next(v for v in rest.routes[0].visits if v.kind == "drop")
    assert down.id == 1
    assert down.start - up.leave <= 15.0


def test_when_every_shift_is_over_the_rest_is_listed():
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), LINE)
    plan = solve(problem, seconds=0.05, seed=1)
    rest = replan(problem, plan, now=720.0, done=(), seconds=0.05, seed=1)
    assert [(task.id, task.code) for task in rest.unserved] == [(1, "over")]


def test_when_all_is_done_nothing_is_left():
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), LINE)
    plan = solve(problem, seconds=0.05, seed=1)
    assert replan(problem, plan, now=600.0, done={("job", 1)}, seconds=0.05, seed=1).routes == ()


def test_a_round_is_told_in_one_french_sentence():
    jobs = (Job(1, 1, (10,), (500.0, 520.0), cold_minutes=30.0), Job(2, 2, (10,)))
    problem = Problem((vehicle(max_trips=2),), jobs, (), LINE)
    plan = solve(problem, seconds=0.1, seed=1)
    phrase = route_phrase(problem, plan.routes[0])
    assert phrase.startswith("Départ à 8 h ")
    assert "2 arrêts, 12,0 km, la chaîne du froid est tenue, 1 retour au départ pour recharger." in phrase
    assert check_plan(problem, plan) == []


@pytest.mark.parametrize(("minutes", "said"), [(485.0, "8 h 05"), (0.0, "0 h 00"), (1439.99, "23 h 59")])
def test_a_moment_is_read_as_on_a_clock(minutes, said):
    from cordee.engine.routing.reasons import clock

    assert clock(minutes) == said


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ("now", {"now": nan}),
        ("promise", {"promise": -1.0}),
        ("promise", {"promise": nan}),
        ("done", {"done": [("job", 99)]}),
        ("done", {"done": [("lunch", 1)]}),
    ],
)
def test_a_state_that_cannot_be_is_refused(field, columns):
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), LINE)
    plan = solve(problem, seconds=0.05, seed=1)
    with pytest.raises(BadInput) as refusal:
        replan(problem, plan, **{"now": 490.0, "done": [], "seconds": 0.05, "seed": 1, **columns})
    assert (refusal.value.item, refusal.value.field) == ("replan", field)
