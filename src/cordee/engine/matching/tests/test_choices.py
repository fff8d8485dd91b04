"""What the plan prefers, one choice at a time."""

import numpy as np
import pytest

from cordee.engine.matching.plan import match
from cordee.engine.matching.problem import Pairs
from cordee.engine.matching.tests.towns import east, needs, problem, volunteers
from cordee.engine.matching.weights import Weights

MORNING, AFTERNOON = 0b01, 0b10


def given_to(plan):
    """(need, volunteer) pairs of a plan."""
    return list(zip(plan.need_id.tolist(), plan.volunteer_id.tolist(), strict=True))


def test_the_urgent_need_goes_first_even_when_it_is_far():
    town = problem(
        needs({"urgency": 4, "slots": MORNING}, {"urgency": 1, "slots": MORNING, "lon": east(4.9)}),
        volunteers({"cap": 1}),
    )
    assert given_to(match(town)) == [(2, 101)]


@pytest.mark.parametrize("urgency", [2, 3, 4])
def test_one_more_urgent_place_is_worth_less_than_serving_both(urgency):
    """101 alone can help with need 2: need 1, though more urgent, must leave her and take the distant 102."""
    town = problem(
        needs({"urgency": 1, "slots": MORNING}, {"urgency": urgency, "slots": MORNING, "vehicle": True}),
        volunteers({"vehicle": True}, {"lon": east(4.9)}),
    )
    assert given_to(match(town)) == [(1, 102), (2, 101)]


def test_the_nearest_person_is_chosen():
    town = problem(needs({}), volunteers({"lon": east(2.0)}, {"lon": east(0.4)}, {"lon": east(3.0)}))
    plan = match(town)
    assert given_to(plan) == [(1, 102)]
    assert plan.distance_km[0] == pytest.approx(0.4, abs=0.01)


def test_somebody_the_person_knows_is_worth_a_detour_of_a_kilometre_but_not_of_two():
    near, a_bit_farther, far = {"lon": east(0.1)}, {"lon": east(1.1)}, {"lon": east(2.1)}
    known = Pairs(former=np.array([[102, 1]]))
    assert given_to(match(problem(needs({}), volunteers(near, a_bit_farther), pairs=known))) == [(1, 102)]
    assert given_to(match(problem(needs({}), volunteers(near, far), pairs=known))) == [(1, 101)]


def test_somebody_who_already_helped_is_chosen_for_calls_too():
    known = Pairs(former=np.array([[103, 1]]))
    plan = match(problem(needs({"remote": True}), volunteers({}, {}, {}), pairs=known))
    assert given_to(plan) == [(1, 103)]
    assert plan.former.tolist() == [True]


def test_work_is_shared_between_equals():
    plan = match(problem(needs(*[{"slots": 0b1111}] * 4), volunteers({}, {}, {}, {})))
    assert sorted(plan.volunteer_id.tolist()) == [101, 102, 103, 104]


def test_whoever_did_the_least_is_asked_first():
    plan = match(problem(needs({}), volunteers({"load": 9}, {"load": 0}, {"load": 3})))
    assert given_to(plan) == [(1, 102)]
    assert plan.load.tolist() == [0]


def test_a_town_that_does_not_care_for_fairness_may_say_so():
    town = problem(
        needs({}), volunteers({"load": 500}, {"load": 0, "lon": east(0.3)}), weights=Weights(load=0)
    )
    assert given_to(match(town)) == [(1, 101)]


def test_help_comes_at_the_first_moment_that_suits_both():
    plan = match(problem(needs({"slots": 0b1110}), volunteers({"slots": 0b1101})))
    assert plan.slot.tolist() == [2]
    assert plan.delay.tolist() == [1]


def test_an_urgent_need_is_worth_a_detour_to_be_served_sooner():
    now, tomorrow = {"slots": 0b0001, "lon": east(1.0)}, {"slots": 0b1000}
    soon = match(problem(needs({"urgency": 1}), volunteers(now, tomorrow)))
    comfort = match(problem(needs({"urgency": 4}), volunteers(now, tomorrow)))
    assert (given_to(soon), given_to(comfort)) == ([(1, 101)], [(1, 102)])


def test_a_pair_is_two_different_people_even_when_one_has_two_free_moments():
    plan = match(problem(needs({"helpers": 2}), volunteers({})))
    assert given_to(plan) == [(1, 101)]
    assert plan.missing.tolist() == [1]
    assert given_to(match(problem(needs({"helpers": 2}), volunteers({}, {})))) == [(1, 101), (1, 102)]


def test_the_cap_of_a_day_and_of_the_week_both_hold():
    asked = needs(*[{"slots": 0b1111}] * 4)
    assert len(match(problem(asked, volunteers({"day_cap": 1})))) == 2
    assert len(match(problem(asked, volunteers({"cap": 3})))) == 3
    assert len(match(problem(asked, volunteers({})))) == 4


def test_a_day_already_full_is_left_alone():
    offered = volunteers({})
    offered = type(offered)(**{**offered.__dict__, "day_cap": np.array([[0, 2]])})
    plan = match(problem(needs(*[{"slots": 0b1111}] * 4), offered))
    assert sorted(plan.slot.tolist()) == [2, 3]


def test_someone_who_helps_from_home_gets_calls_and_no_errand():
    plan = match(
        problem(needs({}, {"remote": True}), volunteers({"remote_only": True, "lat": np.nan, "lon": np.nan}))
    )
    assert given_to(plan) == [(2, 101)]


def test_a_call_may_be_made_from_the_other_end_of_the_country():
    plan = match(problem(needs({"remote": True}), volunteers({"lat": 43.3, "lon": 5.4, "radius_km": 1.0})))
    assert given_to(plan) == [(1, 101)]
    assert plan.distance_km.tolist() == [0.0]


def test_an_unknown_age_opens_what_minors_may_do_and_nothing_more():
    offered = volunteers({"age": np.nan})
    assert len(match(problem(needs({"min_age": 16}), offered))) == 1
    assert len(match(problem(needs({"min_age": 18}), offered))) == 0


def test_an_address_nobody_could_place_waits_for_a_person():
    plan = match(problem(needs({"lat": np.nan, "lon": np.nan}), volunteers({})))
    assert plan.missing_id.tolist() == [1]


def test_a_town_without_needs_or_without_volunteers_has_an_empty_plan():
    assert len(match(problem(needs(), volunteers({})))) == 0
    nobody = match(problem(needs({}, {"remote": True}), volunteers()))
    assert nobody.missing_id.tolist() == [1, 2]
    assert len(match(problem(needs(), volunteers(), days=0))) == 0


def test_ten_thousand_needs_for_one_volunteer_end_at_once():
    town = problem(needs(*[{"urgency": 1 + k % 4} for k in range(10_000)]), volunteers({}))
    plan = match(town)
    assert (len(plan), plan.missing.sum()) == (4, 9_996)
    assert plan.unserved[0] == 2_500 - 4
