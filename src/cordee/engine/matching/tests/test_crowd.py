"""For very many: the nearest are exact, the plan keeps every gate, and its objective is the least there is."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.crowd import binding_gates, match_crowd
from cordee.engine.matching.flow import solve
from cordee.engine.matching.gates import GATES, failures, pair_km
from cordee.engine.matching.nearest import ALONE, Neighbourhood, find_nearest
from cordee.engine.matching.problem import Pairs, Problem
from cordee.engine.matching.tests.oracle import may
from cordee.engine.matching.tests.reference import crowd_network
from cordee.engine.matching.tests.test_laws import TOWNS, picked
from cordee.engine.matching.tests.towns import drawn_town, needs, problem, volunteers

EVERYBODY = 1_000


def pairs(nearest) -> set[tuple[int, int]]:
    return set(zip(nearest.need.tolist(), nearest.volunteer.tolist(), strict=True))


def spread_town(seed: int, asked: int, offered: int) -> Problem:
    """A drawn town whose people live up to fifteen kilometres apart."""
    town, dice = drawn_town(seed, asked, offered), np.random.default_rng(seed)
    far = {}
    for name in ("needs", "volunteers"):
        rows = getattr(town, name)
        shift = dice.uniform(-0.1, 0.1, (2, len(rows)))
        far[name] = replace(rows, lat=rows.lat + shift[0], lon=rows.lon + shift[1])
    return replace(town, **far)


@given(TOWNS)
def test_no_gate_is_broken_among_the_nearest(town):
    assert all(may(town, i, j) for i, j in pairs(find_nearest(town)))


@given(TOWNS, st.integers(1, 6))
def test_the_nearest_are_the_nearest(town, k):
    """Every pair the plain gates allow, sorted by distance: the k first of each need are there."""
    kept = pairs(find_nearest(town, k))
    open_pairs = failures(town, np.arange(len(town.needs))) == 0
    for i in range(len(town.needs)):
        fit = np.flatnonzero(open_pairs[i] & ~np.isnan(town.volunteers.lat))
        km = pair_km(town, np.full(len(fit), i), fit)
        if np.isnan(km).any():
            continue
        assert {(i, int(j)) for j in fit[np.lexsort((fit, km))][:k]} <= kept


@given(TOWNS)
def test_with_everybody_kept_both_searches_find_the_same_pairs(town):
    open_pairs = failures(town, np.arange(len(town.needs))) == 0
    unplaced = np.isnan(town.volunteers.lat)
    found = {(i, j) for i, j in pairs(find_nearest(town, EVERYBODY)) if not unplaced[j]}
    assert found == {(int(i), int(j)) for i, j in np.argwhere(open_pairs) if not unplaced[j]}


@given(TOWNS)
def test_nobody_helps_more_than_they_accept_nor_twice_the_same_need(town):
    plan = match_crowd(town)
    given_out = Counter(plan.volunteer_id.tolist())
    assert all(
        count <= town.volunteers.cap[town.volunteer_row(volunteer)] for volunteer, count in given_out.items()
    )
    assert len(set(zip(plan.need_id.tolist(), plan.volunteer_id.tolist(), strict=True))) == len(plan)
    for i, need in enumerate(town.needs.id.tolist()):
        held = int((plan.need_id == need).sum()) + int(plan.missing[plan.missing_id == need].sum())
        assert held == town.needs.helpers[i]


@given(TOWNS)
def test_the_objective_is_the_one_the_other_solver_proves(town):
    assert match_crowd(town).objective == solve(crowd_network(town, find_nearest(town))).cost


@given(TOWNS, st.integers(0, 10**6))
def test_the_order_of_the_rows_changes_nothing(town, seed):
    dice = np.random.default_rng(seed)
    shuffled = replace(
        town,
        needs=picked(town.needs, dice.permutation(len(town.needs))),
        volunteers=picked(town.volunteers, dice.permutation(len(town.volunteers))),
    )
    first, second = match_crowd(town), match_crowd(shuffled)
    assert first.objective == second.objective
    assert np.array_equal(first.need_id, second.need_id)
    assert np.array_equal(first.volunteer_id, second.volunteer_id)


@given(TOWNS)
def test_one_volunteer_more_never_makes_the_plan_dearer(town):
    if not len(town.volunteers):
        return
    fewer = replace(town, volunteers=picked(town.volunteers, np.arange(len(town.volunteers) - 1)))
    assert match_crowd(town, EVERYBODY).objective <= match_crowd(fewer, EVERYBODY).objective


@pytest.mark.parametrize("seed", range(5))
def test_the_plan_beats_the_nearest_first_come_first_served(seed):
    town = drawn_town(seed, 60, 25, days=3)
    nearest = find_nearest(town)
    left, cost = town.volunteers.cap.copy(), 0
    served = np.zeros(len(town.needs), int)
    for i in range(len(town.needs)):
        mine = np.flatnonzero(nearest.need == i)
        for a in mine[np.argsort(nearest.km[mine], kind="stable")]:
            j = nearest.volunteer[a]
            if served[i] < town.needs.helpers[i] and left[j]:
                load = town.volunteers.load[j] + town.volunteers.cap[j] - left[j]
                cost += int(town.weights.of_pair(nearest.km[[a]], nearest.former[[a]])[0])
                cost += int(town.weights.of_load(np.array([load]))[0])
                served[i] += 1
                left[j] -= 1
    cost += int(((town.needs.helpers - served) * town.penalties).sum())
    assert match_crowd(town).objective <= cost


def test_a_need_nobody_can_serve_tells_the_gate_that_binds():
    town = problem(
        needs({"vehicle": True}, {"lat": float("nan"), "lon": float("nan")}, {"slots": np.uint64(0)}, {}),
        volunteers({"cap": 1}, {"trust": 0}),
    )
    plan = match_crowd(town)
    told = dict(zip(plan.missing_id.tolist(), binding_gates(town, plan, find_nearest(town)), strict=True))
    assert list(told.values()) == ["vehicle", "unplaced", "no_slot"]


@pytest.mark.parametrize("seed", range(3))
def test_somebody_kept_out_by_one_gate_is_counted_under_it(seed):
    """The same counts as the plain form of the gates, among those who can be proposed and live near enough."""
    town = replace(drawn_town(seed, 40, 400), pairs=Pairs())
    rows = np.flatnonzero(~town.needs.remote & ~np.isnan(town.needs.lat))
    counted = Neighbourhood(town).misses(rows)
    words = failures(town, rows)
    ready = ~town.volunteers.paused & (town.open_slots != 0) & ~np.isnan(town.volunteers.lat)
    for gate, counts in zip(ALONE, counted.T, strict=True):
        alone = (words == 1 << GATES.index(gate)) & ready
        if gate == "slot":  # Free then, but full that day: the plain form says « cap ».
            alone |= (words == 1 << GATES.index("cap")) & ready
        assert counts.tolist() == alone.sum(axis=1).tolist(), gate


@pytest.mark.parametrize("seed", range(3))
def test_in_a_real_town_read_cell_by_cell_the_nearest_are_exact(seed):
    """Enough people for most of them to lie on the grid, beyond the few who are read for every need."""
    town = spread_town(seed, 120, 1_500)
    kept = pairs(find_nearest(town, 5))
    open_pairs = failures(town, np.arange(len(town.needs))) == 0
    for i in np.flatnonzero(~np.isnan(town.needs.lat)):
        fit = np.flatnonzero(open_pairs[i] & ~np.isnan(town.volunteers.lat))
        km = pair_km(town, np.full(len(fit), i), fit)
        assert {(int(i), int(j)) for j in fit[np.lexsort((fit, km))][:5]} <= kept
        known = int((town.former // len(town.volunteers) == i).sum())
        assert sum(need == i for need, _ in kept) <= 5 + known


def test_one_need_read_alone_gets_what_all_read_together_give():
    town = spread_town(5, 150, 1_500)
    around, together = Neighbourhood(town), pairs(find_nearest(town, 5))
    for row in (0, 40, 149):
        alone = pairs(find_nearest(town, 5, np.array([row]), around))
        assert alone == {pair for pair in together if pair[0] == row}


@pytest.mark.parametrize(("asked", "offered"), [(0, 5), (5, 0), (0, 0), (300, 1)])
def test_an_empty_side_or_one_volunteer_for_all_is_a_plan_like_another(asked, offered):
    town = drawn_town(1, asked, offered)
    plan = match_crowd(town)
    assert len(plan) + int(plan.missing.sum()) == town.places
    assert len(binding_gates(town, plan, find_nearest(town))) == len(plan.missing_id)


def test_neighbours_stand_next_to_each_other_and_the_unknown_come_last():
    rank = rank_by_place([47.0, 48.0, np.nan, 47.0001], [0.0, 1.0, 0.0, 0.0001])
    assert rank.tolist() == [0, 2, 3, 1]
