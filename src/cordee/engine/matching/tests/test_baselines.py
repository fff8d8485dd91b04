"""No simple way of doing it beats the plan: first come with the nearest, by priority, at random, by postcode, by score."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.matching.plan import match
from cordee.engine.matching.tests.oracle import day_cap, kilometres, knows, load_price, may, price
from cordee.engine.matching.tests.test_laws import TOWNS
from cordee.engine.matching.tests.towns import bundled_town

Score = Callable[[int, int, int], float]


def km(town, i, j):
    return 0.0 if town.needs.remote[i] else kilometres(town, i, j)


def one_by_one(town, order, score):
    """Needs in an order, each served by the lowest score among who is left: (unserved, secondary)."""
    taken, by_day, by_person, pairs, secondary = set(), Counter(), Counter(), set(), 0
    missing = Counter()
    for i in order:
        for _ in range(int(town.needs.helpers[i])):
            options = [
                (score(i, j, slot), j, slot)
                for j in range(len(town.volunteers))
                if (i, j) not in pairs and may(town, i, j) and by_person[j] < town.volunteers.cap[j]
                for slot in range(town.slots)
                if int(town.needs.slots[i]) & int(town.volunteers.slots[j]) & 1 << slot
                and (j, slot) not in taken
                and by_day[j, int(town.day_of_slot[slot])] < day_cap(town, j, int(town.day_of_slot[slot]))
            ]
            if not options:
                missing[int(town.needs.urgency[i])] += 1
                continue
            _, j, slot = min(options)
            secondary += price(town, i, j, slot) + load_price(
                town, int(town.volunteers.load[j]) + by_person[j]
            )
            taken.add((j, slot))
            by_day[j, int(town.day_of_slot[slot])] += 1
            by_person[j] += 1
            pairs.add((i, j))
    return tuple(missing[u] for u in (1, 2, 3, 4)), secondary


def policies(town, seed):
    dice = np.random.default_rng(seed)
    arrival = list(range(len(town.needs)))
    urgent = sorted(arrival, key=lambda i: (town.needs.urgency[i], i))
    nearest: Score = lambda i, j, slot: km(town, i, j)  # noqa: E731
    return {
        "first come, nearest": one_by_one(town, arrival, nearest),
        "by priority, nearest": one_by_one(town, urgent, nearest),
        "at random": one_by_one(
            town, dice.permutation(len(town.needs)).tolist(), lambda i, j, slot: dice.random()
        ),
        "same postcode first": one_by_one(
            town, arrival, lambda i, j, slot: 0 if km(town, i, j) < 1 else 1 + 1e-6 * (j + slot)
        ),
        "by priority, weighted score": one_by_one(
            town,
            urgent,
            lambda i, j, slot: price(town, i, j, slot) + load_price(town, int(town.volunteers.load[j])),
        ),
        "known faces first": one_by_one(
            town, urgent, lambda i, j, slot: km(town, i, j) - 100 * knows(town, i, j)
        ),
    }


@given(TOWNS, st.integers(0, 10**6))
def test_no_simple_policy_does_better(town, seed):
    plan = match(town)
    for name, (unserved, secondary) in policies(town, seed).items():
        assert (plan.unserved, plan.secondary) <= (unserved, secondary), name
        penalties = town.weights.penalties(town.places).tolist()
        assert plan.objective <= secondary + sum(p * n for p, n in zip(penalties, unserved, strict=True)), (
            name
        )


@pytest.mark.parametrize("seed", range(20))
def test_no_simple_policy_that_balances_nothing_leaves_fewer_urgent_places_empty(seed):
    town = bundled_town(seed, 10, 8, districts=True)
    plan = match(town)
    for name, (unserved, _) in policies(town, seed).items():
        assert plan.unserved <= unserved, name
