"""What cannot be right is refused by the name of its row and field; what is merely sad is planned around."""

import numpy as np
import pytest

from cordee.engine.faults import BadInput
from cordee.engine.matching.columns import lowest_bit, pack, unpack
from cordee.engine.matching.plan import match
from cordee.engine.matching.problem import Pairs
from cordee.engine.matching.tests.towns import needs, problem, volunteers
from cordee.engine.matching.weights import Weights


def changed(rows, **columns):
    return type(rows)(**{**rows.__dict__, **columns})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lat", [47.3, 91.0]),
        ("lat", [47.3, np.inf]),
        ("lon", [0.6, np.nan]),
        ("lon", [0.6, -181.0]),
        ("activity", [0, 64]),
        ("activity", [0, -1]),
        ("urgency", [1, 0]),
        ("urgency", [1, 5]),
        ("urgency", [1.0, np.nan]),
        ("urgency", [1.0, 2.5]),
        ("helpers", [1, 0]),
        ("helpers", [1, -2]),
        ("slots", [1, -1]),
        ("slots", [1, 1 << 10]),
        ("vehicle", [0, 2]),
        ("min_age", [18, 200]),
        ("min_trust", [0, 10]),
    ],
)
def test_a_faulty_need_is_named(field, value):
    with pytest.raises(BadInput) as refusal:
        problem(changed(needs({}, {}), **{field: np.array(value)}), volunteers())
    assert refusal.value.item == "need 2"
    assert refusal.value.field in {field, "lat"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("radius_km", [1.0, -1.0]),
        ("radius_km", [1.0, np.nan]),
        ("cap", [1, -1]),
        ("day_cap", [1, -1]),
        ("day_cap", [[1, 1], [1, -1]]),
        ("load", [0, -3]),
        ("age", [30.0, -1.0]),
        ("age", [30.0, np.inf]),
        ("trust", [2, 12]),
        ("activities", [1, -1]),
        ("slots", [1, 1 << 4]),
    ],
)
def test_a_faulty_volunteer_is_named(field, value):
    with pytest.raises(BadInput) as refusal:
        problem(needs(), changed(volunteers({}, {}), **{field: np.array(value)}))
    assert (refusal.value.item, refusal.value.field) == ("volunteer 102", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slots", np.zeros((1, 65), bool)),
        ("slots", np.zeros((1, 3))),
        ("slots", np.array([0.5])),
        ("vehicle", np.array(["yes"])),
        ("urgency", np.array(["1"])),
        ("lat", np.array([47.3, 47.3])),
        ("languages", np.array([1.0])),
    ],
)
def test_a_column_of_the_wrong_kind_is_refused(field, value):
    with pytest.raises(BadInput) as refusal:
        changed(needs({}), **{field: value})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "place",
    [
        (48.86, 2.35),
        (16.24, -61.53),
        (14.60, -61.07),
        (4.92, -52.31),
        (-20.88, 55.45),
        (-12.78, 45.23),
        (46.78, -56.17),
        (-13.28, -176.18),
        (-17.54, -149.57),
        (-22.27, 166.45),
        (18.07, -63.08),
        (17.90, -62.85),
    ],
)
def test_every_french_territory_may_plan(place):
    here = {"lat": place[0], "lon": place[1]}
    assert len(match(problem(needs(here), volunteers(here)))) == 1


@pytest.mark.parametrize("place", [(0.0, 0.0), (2.35, 48.86), (51.5, -0.12), (-48.86, 2.35)])
def test_a_place_outside_france_is_named_whichever_side_it_is_on(place):
    here = {"lat": place[0], "lon": place[1]}
    with pytest.raises(BadInput) as refusal:
        needs({}, here)
    assert (refusal.value.item, refusal.value.field) == ("need 2", "lat")
    with pytest.raises(BadInput) as refusal:
        volunteers({}, here)
    assert (refusal.value.item, refusal.value.field) == ("volunteer 102", "lat")


def test_somebody_without_any_free_slot_or_room_is_planned_around():
    town = problem(needs({}), volunteers({"slots": 0}, {"cap": 0}, {"day_cap": 0}, {}))
    assert match(town).volunteer_id.tolist() == [104]


def test_an_id_given_twice_is_named():
    with pytest.raises(BadInput, match="need 4, id: given twice"):
        needs({"id": 4}, {"id": 4})
    with pytest.raises(BadInput, match="volunteer 7, id: given twice"):
        volunteers({"id": 7}, {"id": 3}, {"id": 7})


def test_an_id_that_is_not_a_whole_number_is_refused():
    with pytest.raises(BadInput):
        changed(needs({}), id=np.array([1.5]))


@pytest.mark.parametrize("days", [np.zeros(65), np.array([1, 0]), np.array([-1, 0])])
def test_a_horizon_that_makes_no_sense_is_refused(days):
    with pytest.raises(BadInput, match="horizon"):
        changed(problem(needs(), volunteers()), day_of_slot=days)


def test_day_caps_that_stop_before_the_horizon_are_refused():
    with pytest.raises(BadInput, match="day_cap"):
        problem(needs(), changed(volunteers({}), day_cap=np.array([[1]])))


def test_pairs_of_the_wrong_shape_are_refused():
    with pytest.raises(BadInput, match="blocked"):
        Pairs(blocked=np.array([1, 2, 3]))


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="weights"):
        Weights(load=-1)


def test_pairs_about_people_who_are_not_there_are_ignored():
    stray = np.array([[999, 1], [101, 999], [-5, -5]])
    town = problem(needs({}), volunteers({}), pairs=Pairs(blocked=stray, former=stray, refused=stray))
    assert len(match(town)) == 1


def test_a_need_without_any_moment_is_listed_and_nothing_fails():
    assert match(problem(needs({"slots": 0}), volunteers({}))).missing_id.tolist() == [1]


def test_the_tables_given_cannot_be_changed_behind_the_engine():
    with pytest.raises(ValueError, match="read-only"):
        needs({}).urgency[0] = 1


def test_slots_are_the_same_as_booleans_or_as_bits():
    table = np.random.default_rng(3).random((50, 64)) < 0.5
    assert (unpack(pack(table), 64) == table).all()
    assert lowest_bit(pack(table)).tolist() == table.argmax(axis=1).tolist()
    assert lowest_bit(np.array([0], np.uint64)).tolist() == [64]
    assert changed(needs({}), slots=np.array([[True, False, True]])).slots.tolist() == [0b101]
