"""What the protocols close is never driven, and what they leave open still is."""

from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.faults import BadInput
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Slot, Volunteer
from cordee.engine.protocol.decision import decide
from cordee.engine.protocol.pairs import VolunteerColumns, decide_pairs
from cordee.engine.protocol.protocols import Status
from cordee.engine.protocol.reading import shipped
from cordee.engine.routing.checker import check_plan
from cordee.engine.routing.model import Job, Problem, Shipment, Step
from cordee.engine.routing.replan import replan
from cordee.engine.routing.solve import solve
from cordee.engine.routing.tests.towns import drawn, flat, vehicle
from cordee.engine.routing.verdicts import under_protocols

QUARTERS = np.arange(0, 1440, 15), np.arange(15, 1441, 15)
ON_SITE = sorted(a.code for a in ACTIVITIES.values() if a.mode != frozenset("R"))
SHOPPING, ANIMALS, CLEANING = (ACTIVITIES[code].bit for code in ("COURSES", "ANIMAUX", "NETTOYAGE"))
LINE = flat([[0, 0], [2, 0], [4, 0]])


def ruled(problem, activities, *codes, closed=None, **columns):
    protocols = [shipped()[code] for code in codes]
    people = VolunteerColumns(**{"age": np.full(len(problem.vehicles), 40.0), **columns})
    gates = decide_pairs(protocols, people, *QUARTERS)
    return under_protocols(
        problem, gates, activities=activities, slot_start=QUARTERS[0], slot_end=QUARTERS[1], closed=closed
    )


def plan(problem):
    return solve(problem, seconds=0.05, seed=1)


def reasons(problem):
    return {(left.kind, left.id): left.code for left in plan(problem).unserved}


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_no_visit_goes_against_the_verdict_on_its_driver_activity_and_hour(seed):
    dice = np.random.default_rng(seed)
    town = drawn(seed)
    codes = dice.choice(sorted(shipped()), int(dice.integers(0, 3)), replace=False).tolist()
    drivers = [
        Volunteer(
            age=float(dice.choice([16, 17, 40, 72])),
            remote_only=bool(dice.random() < 0.2),
            suspended=bool(dice.random() < 0.2),
        )
        for _ in town.vehicles
    ]
    tasks = [*(("job", j.id) for j in town.jobs), *(("shipment", s.id) for s in town.shipments)]
    activity = dict(zip(tasks, dice.choice(ON_SITE, len(tasks)).tolist(), strict=True))
    problem = ruled(
        town,
        [ACTIVITIES[activity[task]].bit for task in tasks],
        *codes,
        age=np.array([d.age for d in drivers]),
        remote_only=np.array([d.remote_only for d in drivers]),
        barred=np.array([d.suspended for d in drivers]),
    )
    found = plan(problem)
    assert check_plan(problem, found) == []
    driver = {v.id: d for v, d in zip(town.vehicles, drivers, strict=True)}
    for route in found.routes:
        for visit in route.visits:
            if visit.kind in ("job", "pickup", "drop"):
                code = activity["job" if visit.kind == "job" else "shipment", visit.id]
                slot = Slot(floor(visit.start + 1e-6), ceil(visit.leave - 1e-6))
                case = Case(code, remote=False, slot=slot, volunteer=driver[route.vehicle])
                assert decide(case, [shipped()[c] for c in codes]).status <= Status.CONDITIONS


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_protocols_that_close_nothing_change_no_task(seed):
    town = drawn(seed)
    same = ruled(town, [SHOPPING] * (len(town.jobs) + len(town.shipments)))
    assert (same.jobs, same.shipments) == (town.jobs, town.shipments)


def test_a_suspended_activity_is_left_aside_with_its_reason_and_the_others_are_served():
    problem = ruled(
        Problem((vehicle(),), (Job(1, 1, (1,)), Job(2, 2, (1,))), (), LINE), [CLEANING, SHOPPING], "EPI-CONF"
    )
    assert reasons(problem) == {("job", 1): "protocol"}


def test_who_helps_at_a_distance_only_is_never_sent_out():
    town = Problem((vehicle(1), vehicle(2)), (Job(1, 1, (1,)),), (), LINE)
    found = plan(ruled(town, [SHOPPING], remote_only=np.array([True, False])))
    assert [route.vehicle for route in found.routes] == [2]


def test_a_pair_closed_for_one_beneficiary_leaves_the_others_to_that_driver():
    town = Problem((vehicle(1), vehicle(2)), (Job(1, 1, (6,)), Job(2, 2, (6,))), (), LINE)
    problem = ruled(town, [SHOPPING] * 2, closed=np.array([[True, False], [False, False]]))
    found = plan(problem)
    driver = {visit.id: route.vehicle for route in found.routes for visit in route.visits}
    assert driver == {1: 2, 2: 1}


def test_in_extreme_heat_what_is_done_outdoors_is_driven_in_the_open_hours():
    town = Problem((vehicle(shift=(0.0, 1440.0)),), (Job(1, 1, (1,), (480.0, 1080.0), 10.0),), (), LINE)
    problem = ruled(town, [ANIMALS], "CAN-ROUGE")
    (visit,) = plan(problem).routes[0].visits
    slot = Slot(floor(visit.start), ceil(visit.leave))
    case = Case("ANIMAUX", remote=False, slot=slot, volunteer=Volunteer(40.0))
    assert decide(case, [shipped()["CAN-ROUGE"]]).status <= Status.CONDITIONS
    assert problem.jobs[0].window != town.jobs[0].window


def test_a_window_wholly_in_the_closed_hours_says_so():
    town = Problem((vehicle(shift=(0.0, 1440.0)),), (Job(1, 1, (1,), (780.0, 840.0)),), (), LINE)
    assert reasons(ruled(town, [ANIMALS], "CAN-ROUGE")) == {("job", 1): "protocol_hours"}


def test_a_minor_is_home_before_night():
    town = Problem((vehicle(shift=(1080.0, 1430.0), mode="car"),), (Job(1, 1, (1,)),), (), LINE)
    problem = ruled(town, [SHOPPING], age=np.array([17.0]))
    assert problem.vehicles[0].hours[1] < 1430.0
    assert ruled(town, [SHOPPING], age=np.array([18.0])).vehicles[0].hours == (1080.0, 1430.0)


def test_a_lack_of_skills_is_not_blamed_on_the_protocols():
    town = Problem((vehicle(),), (Job(1, 1, (1,), skills=frozenset({"lift"})),), (), LINE)
    assert reasons(ruled(town, [CLEANING], "EPI-CONF")) == {("job", 1): "skills"}


def test_a_round_under_way_is_replanned_within_the_same_gates():
    town = Problem((vehicle(1), vehicle(2)), (Job(1, 1, (1,)), Job(2, 2, (1,))), (), LINE)
    problem = ruled(town, [SHOPPING] * 2, remote_only=np.array([True, False]))
    again = replan(problem, plan(problem), now=490.0, done=[], seconds=0.05, seed=1)
    assert {route.vehicle for route in again.routes} <= {2}


def test_a_journey_is_narrowed_at_both_ends():
    ride = Shipment(1, Step(1, (0.0, 1440.0)), Step(2, (0.0, 1440.0)), (1,))
    problem = ruled(Problem((vehicle(),), (), (ride,), LINE), [ANIMALS], "CAN-ROUGE")
    both = problem.shipments[0].pickup.window, problem.shipments[0].drop.window
    assert all(window != (0.0, 1440.0) for window in both)


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ("activities", {"activities": [SHOPPING, SHOPPING]}),
        ("activities", {"activities": [99]}),
        ("activities", {"activities": [1.5]}),
        ("slots", {"slot_start": [0], "slot_end": [60]}),
        ("slots", {"slot_start": QUARTERS[0][::-1], "slot_end": QUARTERS[1][::-1]}),
        ("closed", {"closed": np.zeros((2, 2), bool)}),
        ("closed", {"closed": [[0.5]]}),
    ],
)
def test_gates_that_do_not_fit_are_refused(field, columns):
    town = Problem((vehicle(),), (Job(1, 1, (1,)),), (), LINE)
    gates = decide_pairs([], VolunteerColumns(age=np.array([40.0])), *QUARTERS)
    asked = {"activities": [SHOPPING], "slot_start": QUARTERS[0], "slot_end": QUARTERS[1], **columns}
    with pytest.raises(BadInput) as refusal:
        under_protocols(town, gates, **asked)
    assert (refusal.value.item, refusal.value.field) == ("protocols", field)


def test_gates_of_other_drivers_are_refused():
    town = Problem((vehicle(),), (Job(1, 1, (1,)),), (), LINE)
    gates = decide_pairs([], VolunteerColumns(age=np.full(3, 40.0)), *QUARTERS)
    with pytest.raises(BadInput, match="vehicles"):
        under_protocols(town, gates, activities=[SHOPPING], slot_start=QUARTERS[0], slot_end=QUARTERS[1])
