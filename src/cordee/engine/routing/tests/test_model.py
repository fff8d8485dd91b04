"""What cannot be right is refused by the name of its row and field."""

from math import inf, nan

import numpy as np
import pytest

from cordee.engine.faults import BadInput
from cordee.engine.routing.model import Break, Job, Problem, Shipment, Step
from cordee.engine.routing.solve import solve
from cordee.engine.routing.tests.towns import flat, vehicle
from cordee.engine.routing.travel import Travel, straight_lines


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shift", None),
        ("shift", (600.0, 500.0)),
        ("shift", (nan, 500.0)),
        ("shift", (480.0, inf)),
        ("shift", (-60.0, 500.0)),
        ("shift", (1e12, 1e12 + 10)),
        ("capacity", (10**30,)),
        ("capacity", (nan,)),
        ("capacity", (0,)),
        ("capacity", (-1,)),
        ("capacity", ()),
        ("capacity", (1.5,)),
        ("max_trips", 0),
        ("max_minutes", -1.0),
        ("breaks", (Break((600.0, 500.0), 10.0),)),
        ("breaks", (Break((500.0, 600.0), nan),)),
        ("breaks", (Break((-10.0, 600.0), 5.0),)),
    ],
)
def test_a_faulty_vehicle_is_named(field, value):
    with pytest.raises(BadInput) as refusal:
        vehicle(7, **{field: value})
    assert (refusal.value.item, refusal.value.field) == ("vehicle 7", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("demand", (-1,)),
        ("window", (600.0, 500.0)),
        ("window", (-inf, 500.0)),
        ("window", (-1.0, 500.0)),
        ("window", (480.0, nan)),
        ("demand", (10**30,)),
        ("demand", (nan,)),
        ("service", -1.0),
        ("service", nan),
        ("priority", 0),
        ("priority", 6),
        ("priority", 2.5),
        ("priority", nan),
        ("cold_minutes", -5.0),
    ],
)
def test_a_faulty_job_is_named(field, value):
    with pytest.raises(BadInput) as refusal:
        Job(**{"id": 3, "place": 1, "demand": (1,), field: value})
    assert (refusal.value.item, refusal.value.field) == ("job 3", field)


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ("window", {"pickup": Step(0, (600.0, 500.0))}),
        ("service", {"drop": Step(1, service=-1.0)}),
        ("max_ride", {"max_ride": -1.0}),
        ("demand", {"demand": (-2,)}),
    ],
)
def test_a_faulty_shipment_is_named(field, columns):
    with pytest.raises(BadInput) as refusal:
        Shipment(**{"id": 4, "pickup": Step(0), "drop": Step(1), "demand": (1,), **columns})
    assert (refusal.value.item, refusal.value.field) == ("shipment 4", field)


@pytest.mark.parametrize(
    ("item", "field", "vehicles", "jobs"),
    [
        ("vehicles", "id", (), (Job(1, 1, (1,)),)),
        ("jobs", "id", (vehicle(),), ()),
        ("vehicle 1", "id", (vehicle(), vehicle()), (Job(1, 1, (1,)),)),
        ("job 1", "id", (vehicle(),), (Job(1, 1, (1,)), Job(1, 2, (1,)))),
        ("job 1", "demand", (vehicle(),), (Job(1, 1, (1, 1)),)),
        ("job 1", "place", (vehicle(),), (Job(1, 9, (1,)),)),
        ("job 1", "place", (vehicle(),), (Job(1, 1.5, (1,)),)),
        ("job 1", "place", (vehicle(),), (Job(1, nan, (1,)),)),
        ("vehicle 1", "start", (vehicle(start="0"),), (Job(1, 1, (1,)),)),
        ("vehicle 2", "capacity", (vehicle(), vehicle(2, capacity=(1, 1))), (Job(1, 1, (1,)),)),
        ("vehicle 1", "end", (vehicle(end=-1),), (Job(1, 1, (1,)),)),
        ("vehicle 1", "mode", (vehicle(mode="boat"),), (Job(1, 1, (1,)),)),
    ],
)
def test_sides_that_do_not_fit_together_are_named(item, field, vehicles, jobs):
    with pytest.raises(BadInput) as refusal:
        Problem(vehicles, jobs, (), flat([[0, 0], [1, 0], [2, 0]]))
    assert (refusal.value.item, refusal.value.field) == (item, field)


@pytest.mark.parametrize(
    ("lat", "lon", "item", "field"),
    [
        ([47.3, nan], [0.6, 0.6], "place 1", "lat"),
        ([47.3, 47.3], [181.0, 0.6], "place 0", "lon"),
        ([inf, 47.3], [0.6, 0.6], "place 0", "lat"),
        ([47.3], [0.6, 0.6], "places", "lat"),
        ([47.3, 0.0], [0.6, 0.0], "place 1", "lat"),
        ([47.3, 0.6], [0.6, 47.3], "place 1", "lat"),
    ],
)
def test_a_place_that_is_not_in_france_is_named(lat, lon, item, field):
    with pytest.raises(BadInput) as refusal:
        straight_lines(lat, lon)
    assert (refusal.value.item, refusal.value.field) == (item, field)


@pytest.mark.parametrize("minutes", [np.array([[0.0, nan], [1.0, 0.0]]), np.array([[0.0, -1.0], [1.0, 0.0]])])
def test_travel_times_that_make_no_sense_are_refused(minutes):
    with pytest.raises(BadInput, match="minutes"):
        Travel(minutes=minutes, metres=np.zeros((2, 2)))


@pytest.mark.parametrize("seconds", [0, -1, nan, inf])
def test_a_time_limit_that_is_no_duration_is_refused(seconds):
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), flat([[0, 0], [1, 0]]))
    with pytest.raises(BadInput, match="seconds"):
        solve(problem, seconds=seconds, seed=1)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_no_solver_takes_is_refused(seed):
    problem = Problem((vehicle(),), (Job(1, 1, (1,)),), (), flat([[0, 0], [1, 0]]))
    with pytest.raises(BadInput, match="seed"):
        solve(problem, seconds=0.05, seed=seed)


def test_a_shipment_given_twice_is_named():
    rides = (Shipment(4, Step(0), Step(1), (1,)), Shipment(4, Step(1), Step(0), (1,)))
    with pytest.raises(BadInput) as refusal:
        Problem((vehicle(),), (), rides, flat([[0, 0], [1, 0]]))
    assert (refusal.value.item, refusal.value.field) == ("shipment 4", "id")


@pytest.mark.parametrize(
    "columns",
    [
        {"service": inf},
        {"demand": (10**9,)},
        {"window": (0.0, 0.0)},
        {"window": (9e5, inf)},
        {"cold_minutes": 0.0},
    ],
)
def test_a_stop_that_nobody_can_serve_is_listed_and_spoils_nothing(columns):
    jobs = (Job(**{"id": 1, "place": 1, "demand": (1,), **columns}), Job(2, 2, (1,)))
    plan = solve(Problem((vehicle(),), jobs, (), flat([[0, 0], [1, 0], [2, 0]])), seconds=0.05, seed=1)
    assert [task.id for task in plan.unserved] == [1]
    assert plan.unserved[0].phrase
    assert [visit.id for visit in plan.routes[0].visits] == [2]


def test_nothing_is_planned_where_no_way_leads_anywhere():
    closed = Travel(minutes=np.full((2, 2), inf), metres=np.full((2, 2), inf))
    plan = solve(Problem((vehicle(),), (Job(1, 1, (1,)),), (), {"car": closed}), seconds=0.05, seed=1)
    assert [task.code for task in plan.unserved] == ["unreachable"]


def test_a_vehicle_too_short_of_time_to_leave_is_left_at_home():
    problem = Problem((vehicle(max_minutes=0.0),), (Job(1, 1, (1,)),), (), flat([[0, 0], [1, 0]]))
    plan = solve(problem, seconds=0.05, seed=1)
    assert (plan.routes, [task.code for task in plan.unserved]) == ((), ["hours"])


def test_walking_takes_longer_than_cycling_and_cycling_longer_than_driving():
    lat, lon = [47.30, 47.32], [0.60, 0.63]
    foot, bike, car = (straight_lines(lat, lon, mode).minutes[0, 1] for mode in ("foot", "bike", "car"))
    assert foot > bike > car > 0
