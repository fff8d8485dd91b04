"""Laws of every plan, whatever the town."""

from collections import Counter
from dataclasses import fields, replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cordee.engine.matching.plan import Plan, match
from cordee.engine.matching.problem import Pairs, Problem
from cordee.engine.matching.tests.oracle import day_cap, may
from cordee.engine.matching.tests.towns import drawn_town

TOWNS = st.builds(
    drawn_town,
    seed=st.integers(0, 10**6),
    count_needs=st.integers(0, 14),
    count_volunteers=st.integers(0, 14),
    days=st.integers(1, 4),
)
SEEDS = st.integers(0, 10**6)


def rows_of(problem: Problem, plan: Plan) -> list[tuple[int, int, int]]:
    return [
        (problem.need_row(need), problem.volunteer_row(volunteer), slot)
        for need, volunteer, slot in zip(
            plan.need_id.tolist(), plan.volunteer_id.tolist(), plan.slot.tolist(), strict=True
        )
    ]


def picked(rows, order):
    """The same table with only the given rows, in the given order."""
    return replace(rows, **{column.name: getattr(rows, column.name)[order] for column in fields(rows)})


def same(first: Plan, second: Plan) -> bool:
    return all(np.array_equal(getattr(first, f.name), getattr(second, f.name)) for f in fields(first))


@given(TOWNS)
def test_no_gate_is_ever_broken(town):
    for i, j, slot in rows_of(town, match(town)):
        assert may(town, i, j)
        assert int(town.needs.slots[i]) & int(town.volunteers.slots[j]) & 1 << slot


@given(TOWNS)
def test_nobody_is_in_two_places_nor_beyond_what_they_accept(town):
    rows = rows_of(town, match(town))
    assert all(count == 1 for count in Counter((j, slot) for _, j, slot in rows).values())
    for j, count in Counter(j for _, j, _ in rows).items():
        assert count <= town.volunteers.cap[j]
    for (j, day), count in Counter((j, int(town.day_of_slot[slot])) for _, j, slot in rows).items():
        assert count <= day_cap(town, j, day)


@given(TOWNS)
def test_a_need_gets_different_people_and_never_more_than_it_asks(town):
    plan = match(town)
    rows = rows_of(town, plan)
    assert all(count == 1 for count in Counter((i, j) for i, j, _ in rows).values())
    for i, count in Counter(i for i, _, _ in rows).items():
        assert count <= town.needs.helpers[i]


@given(TOWNS)
def test_every_place_is_either_filled_or_listed_as_missing(town):
    plan = match(town)
    filled = Counter(plan.need_id.tolist())
    missing = dict(zip(plan.missing_id.tolist(), plan.missing.tolist(), strict=True))
    for need, helpers in zip(town.needs.id.tolist(), town.needs.helpers.tolist(), strict=True):
        assert filled[need] + missing.get(need, 0) == helpers
    assert sum(plan.unserved) == plan.missing.sum()


@given(TOWNS, SEEDS)
def test_the_order_of_the_rows_never_changes_the_plan(town, seed):
    dice = np.random.default_rng(seed)
    shuffled = replace(
        town,
        needs=picked(town.needs, dice.permutation(len(town.needs))),
        volunteers=picked(town.volunteers, dice.permutation(len(town.volunteers))),
        pairs=Pairs(**{f.name: dice.permutation(getattr(town.pairs, f.name)) for f in fields(Pairs)}),
    )
    assert same(match(town), match(shuffled))


@given(TOWNS, SEEDS)
def test_one_more_volunteer_never_makes_things_worse(town, seed):
    assume(len(town.volunteers))
    left_out = np.random.default_rng(seed).integers(len(town.volunteers))
    fewer = replace(
        town, volunteers=picked(town.volunteers, np.delete(np.arange(len(town.volunteers)), left_out))
    )
    with_all, without = match(town), match(fewer)
    assert with_all.objective <= without.objective
    assert (with_all.unserved, with_all.secondary) <= (without.unserved, without.secondary) or (
        with_all.unserved < without.unserved
    )


@given(TOWNS)
def test_no_urgent_need_waits_while_a_less_urgent_one_has_its_helper(town):
    plan = match(town)
    missing = {town.need_row(need) for need in plan.missing_id.tolist()}
    rows = rows_of(town, plan)
    together = {(i, j) for i, j, _ in rows}
    for i in missing:
        for other, j, slot in rows:
            if town.needs.urgency[other] > town.needs.urgency[i] and (i, j) not in together:
                free = int(town.needs.slots[i]) & int(town.volunteers.slots[j]) & 1 << slot
                assert not (may(town, i, j) and free), (
                    "taking the place of the less urgent need would serve it"
                )


@given(TOWNS)
def test_the_parts_of_the_cost_add_up_to_the_objective(town):
    plan = match(town)
    assert plan.secondary == plan.cost.sum()
    gap = town.weights.penalties(town.places)
    assert plan.objective == plan.secondary + sum(int(g) * n for g, n in zip(gap, plan.unserved, strict=True))
    assert plan.secondary < gap[3] or not len(plan), "all the rest together must stay below one empty place"


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_two_runs_give_the_same_plan(seed):
    assert same(match(drawn_town(seed, 20, 20)), match(drawn_town(seed, 20, 20)))
