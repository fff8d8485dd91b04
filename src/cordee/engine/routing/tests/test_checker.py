"""The checker sees every fault, one at a time, in a round that was right before."""

from dataclasses import replace

import pytest

from cordee.engine.routing.checker import check_plan
from cordee.engine.routing.model import Break, Job, Problem, Shipment, Step
from cordee.engine.routing.plan import Plan, Route, Unserved, Visit
from cordee.engine.routing.tests.towns import flat, vehicle

JOB = Job(1, 1, (6,), (490.0, 520.0), 4.0, frozenset({"keys"}), cold_minutes=20.0)
RIDE = Shipment(5, Step(2, (500.0, 540.0), 2.0), Step(3, (500.0, 600.0), 2.0), (4,), max_ride=10.0)
DRIVER = vehicle(skills=frozenset({"keys"}), breaks=(Break((500.0, 560.0), 10.0),), max_minutes=100.0)
PROBLEM = Problem((DRIVER,), (JOB,), (RIDE,), flat([[0, 0], [2, 0], [4, 0], [6, 0]]))
VISITS = (
    Visit("job", 1, 490.0, 494.0),
    Visit("pickup", 5, 500.0, 502.0),
    Visit("drop", 5, 506.0, 508.0),
    Visit("break", 0, 508.0, 518.0),
)
PLAN = Plan((Route(1, VISITS, 486.0, 530.0, 12_000.0),))


def codes(problem=PROBLEM, plan=PLAN):
    return {fault.code for fault in check_plan(problem, plan)}


def with_visits(*visits, **route):
    return Plan((replace(PLAN.routes[0], visits=visits, **route),))


def with_job(**columns):
    return replace(PROBLEM, jobs=(replace(JOB, **columns),))


def with_ride(**columns):
    return replace(PROBLEM, shipments=(replace(RIDE, **columns),))


def with_driver(**columns):
    return replace(PROBLEM, vehicles=(replace(DRIVER, **columns),))


def test_a_round_that_keeps_everything_has_no_fault():
    assert codes() == set()


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("window", with_job(window=(495.0, 520.0))),
        ("window", with_job(window=(480.0, 489.0))),
        ("service", with_job(service=5.0)),
        ("skills", with_job(skills=frozenset({"lift"}))),
        ("cold", with_job(cold_minutes=3.0)),
        ("capacity", with_job(demand=(11,))),
        ("capacity", with_ride(demand=(11,))),
        ("ride", with_ride(max_ride=3.0)),
        ("ride", with_ride(cold_minutes=3.0)),
        ("shift", with_driver(shift=(480.0, 529.0))),
        ("shift", with_driver(shift=(487.0, 600.0))),
        ("shift", with_driver(max_minutes=43.0)),
        ("break", with_driver(breaks=(Break((500.0, 505.0), 10.0),))),
        ("break", with_driver(breaks=())),
        ("unknown", with_job(id=2)),
        ("unknown", with_driver(id=2)),
        ("forgotten", replace(PROBLEM, jobs=(JOB, Job(2, 1, (1,))))),
    ],
)
def test_each_limit_is_looked_at(code, problem):
    if code == "break" and not problem.vehicles[0].breaks:
        assert codes(problem, with_visits(*VISITS[:3], back=520.0)) == set()
        return
    assert code in codes(problem)


@pytest.mark.parametrize(
    ("code", "plan"),
    [
        ("travel", with_visits(replace(VISITS[0], start=489.9, leave=494.0), *VISITS[1:])),
        ("travel", with_visits(*VISITS, back=529.0)),
        ("metres", with_visits(*VISITS, metres=11_000.0)),
        ("precedence", with_visits(VISITS[0], VISITS[2], VISITS[1], VISITS[3])),
        ("precedence", with_visits(*VISITS[:2], VISITS[3])),
        ("break", with_visits(*VISITS[:3])),
        ("trips", with_visits(*VISITS, Visit("reload", 0, 530.0, 530.0))),
        ("twice", Plan((*PLAN.routes, *PLAN.routes))),
        ("twice", replace(PLAN, unserved=(Unserved("job", 1, "full", ""),))),
    ],
)
def test_each_lie_of_a_plan_is_seen(code, plan):
    assert code in codes(plan=plan)
