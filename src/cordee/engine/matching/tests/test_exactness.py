"""The plan is the optimum: checked against another solver, on another formulation."""

import numpy as np
import pytest

from cordee.engine.matching.plan import match
from cordee.engine.matching.tests.oracle import best
from cordee.engine.matching.tests.towns import drawn_town


@pytest.mark.parametrize("seed", range(150))
def test_no_plan_is_better_than_the_one_proposed(seed):
    needs, volunteers = np.random.default_rng(10_000 + seed).integers(2, 11, 2).tolist()
    town = drawn_town(seed, needs, volunteers, days=1 + seed % 3)
    plan, answer = match(town), best(town)
    assert plan.unserved == answer.unserved
    assert plan.secondary == answer.secondary


@pytest.mark.parametrize("seed", range(5))
def test_a_larger_town_is_exact_too(seed):
    town = drawn_town(500 + seed, 30, 20, days=3)
    plan, answer = match(town), best(town)
    assert (plan.unserved, plan.secondary) == (answer.unserved, answer.secondary)


@pytest.mark.parametrize("seed", range(3))
def test_a_town_with_far_too_few_volunteers_is_exact_too(seed):
    town = drawn_town(900 + seed, 40, 5)
    plan, answer = match(town), best(town)
    assert (plan.unserved, plan.secondary) == (answer.unserved, answer.secondary)
