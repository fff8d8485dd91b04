"""Teams, series, hours and districts: no rule ever broken, the best plan where it is proven, an honest gap elsewhere."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.faults import BadInput
from cordee.engine.matching.bundles import Effort
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.flow import solve
from cordee.engine.matching.network import build
from cordee.engine.matching.plan import match
from cordee.engine.matching.problem import Clock, Pairs
from cordee.engine.matching.tests.oracle import best, day_cap, in_time, may
from cordee.engine.matching.tests.test_laws import picked, rows_of, same
from cordee.engine.matching.tests.towns import bundled_town, drawn_town, east, needs, problem, volunteers
from cordee.engine.matching.weights import Weights

KINDS = ("teams", "series", "clock", "districts")
TOWNS = st.builds(
    bundled_town,
    seed=st.integers(0, 10**6),
    count_needs=st.integers(0, 12),
    count_volunteers=st.integers(0, 12),
    days=st.integers(1, 3),
    **{kind: st.booleans() for kind in KINDS},
)
EFFORTS = st.sampled_from(
    [Effort(), Effort(columns=0), Effort(rounds=0, tries=0, columns=0), Effort(nodes=0)]
)


@given(TOWNS, EFFORTS)
def test_no_rule_is_ever_broken_whatever_the_effort(town, effort):
    plan = match(town, effort)
    rows = rows_of(town, plan)
    for i, j, slot in rows:
        assert may(town, i, j)
        assert int(town.needs.slots[i]) & int(town.volunteers.slots[j]) & 1 << slot
    assert all(count == 1 for count in Counter((j, slot) for _, j, slot in rows).values())
    assert all(count == 1 for count in Counter((i, j) for i, j, _ in rows).values())
    for j, count in Counter(j for _, j, _ in rows).items():
        assert count <= town.volunteers.cap[j]
    for (j, day), count in Counter((j, int(town.day_of_slot[slot])) for _, j, slot in rows).items():
        assert count <= day_cap(town, j, day)
    for i, count in Counter(i for i, _, _ in rows).items():
        assert count <= town.needs.helpers[i]


@given(TOWNS, EFFORTS)
def test_a_team_comes_whole_in_one_slot_or_not_at_all(town, effort):
    rows = rows_of(town, match(town, effort))
    for i in np.flatnonzero(town.needs.together & (town.needs.helpers > 1)):
        moments = [slot for row, _, slot in rows if row == i]
        assert len(moments) in (0, town.needs.helpers[i])
        assert len(set(moments)) <= 1


@given(TOWNS, EFFORTS)
def test_nobody_is_asked_for_what_they_cannot_reach_in_time(town, effort):
    rows = rows_of(town, match(town, effort))
    for j in {j for _, j, _ in rows}:
        assert in_time(town, j, [(i, slot) for i, who, slot in rows if who == j])


@given(TOWNS, EFFORTS)
def test_the_bound_is_never_above_the_plan(town, effort):
    plan = match(town, effort)
    assert plan.bound <= plan.objective
    assert plan.gap >= 0


@pytest.mark.parametrize("seed", range(200))
def test_a_small_town_is_solved_to_the_unit(seed):
    kinds = (
        {kind: bool(seed + 1 >> k & 1) for k, kind in enumerate(KINDS)}
        if seed < 60
        else {KINDS[seed % 4]: True}
    )
    count = np.random.default_rng(20_000 + seed).integers(2, 10, 2).tolist()
    town = bundled_town(seed, *count, days=1 + seed % 2, **kinds)
    plan, answer = match(town), best(town)
    assert (plan.unserved, plan.secondary) == (answer.unserved, answer.secondary)
    assert plan.bound == plan.objective


@pytest.mark.parametrize("seed", range(40))
def test_without_the_exact_part_the_plan_stays_above_the_best_and_its_bound_below(seed):
    town = bundled_town(seed, 9, 8, **{KINDS[seed % 4]: True})
    plan, answer = match(town, Effort(columns=0)), best(town)
    assert (plan.unserved, plan.secondary) >= (answer.unserved, answer.secondary)
    penalties = town.weights.penalties(town.places, series=bool(town.in_series.any())).tolist()
    best_objective = answer.secondary + sum(p * n for p, n in zip(penalties, answer.unserved, strict=True))
    assert plan.bound <= best_objective


@given(TOWNS, st.integers(0, 10**6))
def test_the_order_of_the_rows_never_changes_the_plan(town, seed):
    dice = np.random.default_rng(seed)
    shuffled = replace(
        town,
        needs=picked(town.needs, dice.permutation(len(town.needs))),
        volunteers=picked(town.volunteers, dice.permutation(len(town.volunteers))),
    )
    assert same(match(town), match(shuffled))


@settings(max_examples=50)
@given(TOWNS, st.integers(0, 10**6))
def test_one_more_volunteer_never_makes_a_proven_plan_worse(town, seed):
    if not len(town.volunteers):
        return
    fewer = np.delete(np.arange(len(town.volunteers)), seed % len(town.volunteers))
    without = match(replace(town, volunteers=picked(town.volunteers, fewer)))
    with_all = match(town)
    if with_all.bound == with_all.objective:
        assert (with_all.unserved, with_all.secondary) <= (without.unserved, without.secondary)


@given(st.integers(0, 10**6))
def test_a_town_without_bundles_is_the_flow_itself(seed):
    town = drawn_town(seed, 12, 10)
    plan = match(town)
    assert plan.bound == plan.objective
    assert same(plan, match(town, Effort(columns=0)))


# Teams


def given_to(plan):
    return sorted(zip(plan.need_id.tolist(), plan.volunteer_id.tolist(), plan.slot.tolist(), strict=True))


def test_a_pair_that_can_never_be_there_together_leaves_its_people_to_others():
    town = problem(
        needs({"helpers": 2, "together": True, "urgency": 1}, {"urgency": 4}),
        volunteers({"slots": 0b0001}, {"slots": 0b0010}),
    )
    plan = match(town)
    assert [row[0] for row in given_to(plan)] == [2]
    assert (plan.missing_id.tolist(), plan.missing.tolist(), plan.gap) == ([1], [2], 0.0)


def test_a_pair_waits_for_the_slot_where_both_are_free():
    town = problem(
        needs({"helpers": 2, "together": True}),
        volunteers({"slots": 0b0101}, {"slots": 0b1100}, {"slots": 0b0010}),
    )
    assert given_to(match(town)) == [(1, 101, 2), (1, 102, 2)]


def test_an_urgent_pair_comes_before_three_people_who_can_wait():
    town = problem(
        needs({"helpers": 2, "together": True, "urgency": 1, "slots": 1}, *[{"urgency": 2, "slots": 1}] * 2),
        volunteers({"cap": 1}, {"cap": 1}),
    )
    assert given_to(match(town, Effort(columns=0))) == given_to(match(town)) == [(1, 101, 0), (1, 102, 0)]


# Series


def test_every_week_the_same_face_is_worth_a_detour():
    weekly = [{"series": 5, "slots": 0b0001}, {"series": 5, "slots": 0b0100}]
    here_once = {"slots": 0b0001}
    always = {"lon": east(1.0)}
    assert {who for _, who, _ in given_to(match(problem(needs(*weekly), volunteers(here_once, always))))} == {
        102
    }
    no_care = problem(needs(*weekly), volunteers(here_once, always), weights=Weights(new_hand=0))
    assert [who for _, who, _ in given_to(match(no_care))] == [101, 102]


def test_the_face_that_is_kept_is_one_the_person_knows():
    weekly = [{"series": 5, "slots": 0b0001}, {"series": 5, "slots": 0b0100}]
    town = problem(
        needs(*weekly), volunteers({}, {"lon": east(0.5)}), pairs=Pairs(former=np.array([[102, 1]]))
    )
    assert {who for _, who, _ in given_to(match(town))} == {102}


# Hours


def clock(**changed):
    return Clock(np.array([480, 720, 480, 720]), np.array([720, 960, 720, 960]), **changed)


def test_two_appointments_that_overlap_are_never_given_to_one_person():
    early = {"slots": 0b0001, "opens": 660, "closes": 780, "minutes": 120}
    late = {"slots": 0b0010, "opens": 720, "closes": 840, "minutes": 120}
    town = problem(needs(early, late), volunteers({}), clock=clock())
    assert len(match(town)) == 1
    assert len(match(replace(town, clock=None))) == 2


def test_the_way_between_two_missions_takes_time():
    first = {"slots": 0b0001, "opens": 600, "closes": 660, "minutes": 60}
    second = {"slots": 0b0010, "opens": 680, "closes": 740, "minutes": 60, "lon": east(4.0)}
    town = problem(needs(first, second), volunteers({}), clock=clock(speed_kmh=15))
    assert len(match(town)) == 1, "4 km in a straight line are 21 minutes by bicycle, there are 20"
    assert len(match(replace(town, clock=clock(speed_kmh=20)))) == 2


def test_what_one_person_cannot_reach_goes_to_another():
    first = {"slots": 0b0001, "minutes": 240}
    second = {"slots": 0b0010, "minutes": 240, "lon": east(1.0)}
    town = problem(
        needs(first, second), volunteers({"load": 0}, {"load": 3, "lon": east(3.0)}), clock=clock()
    )
    assert {who for _, who, _ in given_to(match(town))} == {101, 102}


def test_a_call_without_hours_hinders_nothing():
    town = problem(
        needs({"slots": 0b0001, "minutes": 240}, {"slots": 0b0010, "remote": True, "minutes": 240}),
        volunteers({}),
        clock=clock(),
    )
    assert len(match(town)) == 2


# Districts


def test_what_is_short_is_shared_between_districts():
    near, far = {"slots": 1, "district": 1}, {"slots": 1, "district": 2, "lon": east(1.0)}
    people = volunteers(*[{"lon": east(-0.5)}] * 4)
    asked = needs(*[near] * 4, *[far] * 4)
    alone = match(problem(asked, people))
    shared = match(problem(asked, people, weights=Weights(balance=2_000)))
    assert alone.missing_id.tolist() == [5, 6, 7, 8]
    assert sum(shared.missing_id <= 4) == sum(shared.missing_id > 4) == 2


@given(TOWNS)
def test_balance_never_leaves_more_urgent_places_empty(town):
    fair = replace(town, weights=replace(town.weights, balance=5_000))
    careless = replace(town, weights=replace(town.weights, balance=0))
    assert match(fair).unserved == match(careless).unserved


# What comes in wrong


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"series": -2}, "series"),
        ({"district": -2}, "district"),
        ({"opens": 600}, "closes"),
        ({"opens": 600, "closes": 600}, "closes"),
        ({"opens": 600, "closes": 660, "minutes": 90}, "minutes"),
        ({"minutes": -1}, "minutes"),
    ],
)
def test_a_bundle_that_makes_no_sense_is_named(row, field):
    with pytest.raises(BadInput) as refusal:
        needs({}, row)
    assert (refusal.value.item, refusal.value.field) == ("need 2", field)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"speed_kmh": 0.0}, "speed_kmh"), ({"detour": 0.5}, "detour"), ({"minutes": -1}, "minutes")],
)
def test_a_clock_that_makes_no_sense_is_refused(changed, field):
    with pytest.raises(BadInput) as refusal:
        clock(**changed)
    assert refusal.value.field == field


def test_a_clock_of_another_horizon_is_refused():
    with pytest.raises(BadInput, match="4 slots expected"):
        problem(needs(), volunteers(), clock=Clock(np.array([0]), np.array([60])))
    with pytest.raises(BadInput, match="end"):
        Clock(np.array([60]), np.array([60]))


def test_an_effort_is_never_negative():
    with pytest.raises(ValueError, match="effort"):
        Effort(rounds=-1)
    with pytest.raises(ValueError, match="effort"):
        Effort(seconds=0)


def test_a_flow_kept_warm_is_the_solver_s_while_arcs_are_shut_and_opened():
    from cordee.engine.matching.residual import Residual

    dice = np.random.default_rng(5)
    for seed in range(30):
        town = drawn_town(seed, 12, 10)
        network = build(town, find_candidates(town))
        warm = Residual(town, network)
        assert warm.cost == solve(network).cost
        shut: set[int] = set()
        for _ in range(15):
            paired = len(network.paired[0])
            if not paired:
                continue
            arcs = dice.integers(0, paired, 3)
            if dice.random() < 0.4:
                warm.reopen(arcs)
                shut -= set(arcs.tolist())
            else:
                assert warm.shut(arcs)
                shut |= set(arcs.tolist())
            fewer = replace(
                network,
                capacity=np.where(np.isin(np.arange(len(network.tail)), list(shut)), 0, network.capacity),
            )
            assert warm.cost == solve(fewer).cost
            assert warm.cost == int(warm.units @ network.cost)
