"""The fast search finds the pairs that the plain gates allow: all of them, and no other."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.matching import candidates as search
from cordee.engine.matching.candidates import Candidates, find_candidates
from cordee.engine.matching.gates import failures
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.tests.oracle import may
from cordee.engine.matching.tests.test_laws import TOWNS
from cordee.engine.matching.tests.towns import drawn_town, needs, problem, volunteers


def pairs_of(problem: Problem, found: Candidates) -> set[tuple[int, int, int]]:
    """(need, volunteer, slots in common), pools laid out."""
    pairs = set(zip(found.need.tolist(), found.volunteer.tolist(), found.slots.tolist(), strict=True))
    for i, pool in enumerate(found.pool_of_need.tolist()):
        for j, slots in zip(
            found.pool_volunteer[found.pool == pool].tolist(),
            found.pool_slots[found.pool == pool].tolist(),
            strict=True,
        ):
            common = slots & int(problem.needs.slots[i])
            if common:
                pairs.add((i, j, common))
    return pairs


def checked_town(town: Problem, seed: int) -> Problem:
    """The same town where checks close some moments of some activities to some volunteers."""
    dice = np.random.default_rng(seed)
    words = dice.integers(0, 16, (len(town.volunteers), 3)).astype(np.uint64)
    words[:, 0] |= np.where(dice.random(len(words)) < 0.7, ~np.uint64(0), np.uint64(0))
    return replace(town, volunteers=replace(town.volunteers, checked=words))


def plain_pairs(problem: Problem) -> set[tuple[int, int, int]]:
    words = failures(problem, np.arange(len(problem.needs)))
    checked = problem.volunteers.checked

    def left(i: int, j: int) -> int:
        common = int(problem.needs.slots[i]) & int(problem.open_slots[j])
        return common & int(checked[j, problem.needs.activity[i]]) if checked.size else common

    return {(int(i), int(j), left(i, j)) for i, j in zip(*np.nonzero(words == 0), strict=True)}


@given(TOWNS)
def test_the_fast_search_agrees_with_the_plain_gates(town):
    assert pairs_of(town, find_candidates(town)) == plain_pairs(town)


@given(TOWNS, st.integers(0, 1000))
def test_a_check_closes_its_activity_for_its_days_and_nothing_else(town, seed):
    town = checked_town(town, seed)
    assert pairs_of(town, find_candidates(town)) == plain_pairs(town)


def test_the_fast_search_agrees_when_blocks_are_cut_in_many_pieces(monkeypatch):
    monkeypatch.setattr(search, "BLOCK", 3)
    monkeypatch.setattr(search, "CELLS", 10)
    town = drawn_town(7, 60, 40)
    found = find_candidates(town)
    assert len(found.need) > 50
    assert pairs_of(town, found) == plain_pairs(town)


@given(TOWNS)
def test_the_plain_gates_agree_with_the_rules_written_one_by_one(town):
    open_pairs = {(i, j) for i, j, _ in plain_pairs(town)}
    for i in range(len(town.needs)):
        for j in range(len(town.volunteers)):
            free = int(town.needs.slots[i]) & int(town.open_slots[j])
            assert ((i, j) in open_pairs) == bool(may(town, i, j) and free)


@given(TOWNS)
def test_the_count_of_suitable_people_is_right_with_or_without_a_pool(town):
    found = find_candidates(town)
    expected = np.bincount([i for i, _, _ in plain_pairs(town)], minlength=len(town.needs))
    assert found.suitable(town, np.arange(len(town.needs))).tolist() == expected.tolist()


@given(st.floats(0, 8), st.floats(0, 8))
def test_the_radius_is_a_limit_and_not_a_hint(radius, distance):
    here = {"lat": 47.3, "lon": 0.6}
    town = problem(
        needs(here), volunteers({"lat": 47.3 + distance / 111.195, "lon": 0.6, "radius_km": radius})
    )
    close = len(find_candidates(town).need) == 1
    if abs(radius - distance) > 0.001:
        assert close == (distance < radius)


def test_a_need_at_a_distance_is_kept_as_a_crowd_and_not_as_pairs():
    town = problem(needs(*[{"remote": True}] * 20), volunteers(*[{}] * 30))
    found = find_candidates(town)
    assert len(found.need) == 0
    assert len(found.pool_volunteer) == 30
