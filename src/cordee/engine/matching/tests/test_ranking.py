"""Whom to ask next."""

import numpy as np
from hypothesis import assume, given

from cordee.engine.matching.plan import match
from cordee.engine.matching.problem import Pairs
from cordee.engine.matching.ranking import next_best
from cordee.engine.matching.reasons import explain
from cordee.engine.matching.tests.test_laws import TOWNS, picked
from cordee.engine.matching.tests.towns import east, needs, problem, volunteers


def test_the_nearest_comes_first_and_a_known_face_before_equals():
    town = problem(
        needs({}),
        volunteers({"lon": east(3)}, {"lon": east(1)}, {"lon": east(1)}, {"lon": east(9)}),
        pairs=Pairs(former=np.array([[103, 1]])),
    )
    ranking = next_best(town, 1)
    assert ranking.volunteer_id.tolist() == [103, 102, 101]
    assert ranking.former.tolist() == [True, False, False]


def test_whoever_was_already_asked_is_not_asked_again():
    town = problem(needs({}), volunteers({}, {}, {}), pairs=Pairs(refused=np.array([[1, 101]])))
    assert next_best(town, 1, exclude=[102]).volunteer_id.tolist() == [103]


def test_the_list_may_be_kept_short():
    assert len(next_best(problem(needs({}), volunteers(*[{}] * 9)), 1, limit=3)) == 3


def test_a_need_that_nobody_can_help_has_an_empty_list():
    assert len(next_best(problem(needs({"activity": 5}), volunteers({})), 1)) == 0


@given(TOWNS)
def test_everybody_suitable_is_ranked_once_and_in_order(town):
    for need in town.needs.id.tolist():
        ranking = next_best(town, need)
        assert sorted(ranking.volunteer_id.tolist()) == explain(town, need).suitable_id.tolist()
        assert (np.diff(ranking.cost) >= 0).all()


@given(TOWNS)
def test_for_a_need_alone_the_first_of_the_list_is_the_choice_of_the_plan(town):
    assume(len(town.needs))
    alone = type(town)(picked(town.needs, [0]), town.volunteers, town.day_of_slot, town.pairs, town.weights)
    plan, ranking = match(alone), next_best(alone, int(alone.needs.id[0]), limit=1)
    assume(alone.needs.helpers[0] == 1)
    assert plan.cost.tolist() == ranking.cost.tolist()
