"""Laws of the asking policy: budgets, silence, order of rows, and targets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.asking.acceptance import answered_within, posterior, still_hoped, waking_hours
from cordee.engine.asking.choosing import choose, may_be_asked, shortage, smallest_wave
from cordee.engine.asking.columns import Pairs
from cordee.engine.asking.faults import BadAsking
from cordee.engine.asking.offering import list_order, whom_to_call
from cordee.engine.asking.settings import AskingSettings, Belief, Shortage
from cordee.engine.asking.tests.tables import everyone, needs, people

TOWN = AskingSettings()
NOON = 12.0


def wave(needs, people, pairs, *, at=NOON, short=Shortage.NONE, settings=TOWN):
    return choose(needs, people, pairs, at=at, short=short, settings=settings)


chances = st.lists(st.floats(0.01, 0.9), max_size=30).map(np.array)


@given(chances, st.floats(0, 0.9), st.floats(0, 0.98), st.floats(0, 0.98))
def test_wanting_more_never_asks_fewer(chance, hoped, one, other):
    low, high = sorted((one, other))

    assert smallest_wave(chance, hoped, low, 15) <= smallest_wave(chance, hoped, high, 15)


@given(chances, st.floats(0, 0.9), st.floats(0, 0.98))
def test_a_wave_reaches_its_target_and_one_fewer_would_not(chance, hoped, target):
    size = smallest_wave(chance, hoped, target, 15)

    def reached(k):
        return 1 - (1 - hoped) * np.prod(1 - chance[:k])

    assert reached(size) >= target - 1e-9 or size == min(len(chance), 15)
    assert size == 0 or reached(size - 1) < target


@pytest.mark.parametrize("urgency", [1, 2, 3, 4])
@pytest.mark.parametrize("short", Shortage)
def test_nobody_is_asked_beyond_the_budget(urgency, short):
    day, week = TOWN.budget(urgency, short=short)
    crowd = people(36, asked_day=np.repeat(np.arange(6), 6), asked_week=np.tile(np.arange(6), 6))

    found = wave(needs(urgency, opened_at=-100.0, deadline_at=15.0), crowd, everyone(1, 36), short=short)

    for ask in found.asks:
        assert crowd.asked_day[ask.person] < day
        assert crowd.asked_week[ask.person] < week


def test_nobody_is_asked_after_asking_for_silence():
    crowd = people(8, stopped=np.arange(8) < 7)

    assert {ask.person for ask in wave(needs(1), crowd, everyone(1, 8)).asks} == {7}
    assert wave(needs(1), people(8, stopped=np.ones(8, bool)), everyone(1, 8)).waits[0].code == "nobody"


def test_only_an_urgent_need_adds_to_a_request_already_in_hand():
    busy = people(1, waiting=np.array([True]))

    able = [
        may_be_asked(busy, urgency=urgency, at=NOON, short=Shortage.NONE, settings=TOWN).all()
        for urgency in (1, 2, 3, 4)
    ]
    assert able == [True, True, False, False]


def test_one_moment_brings_one_request_at_most_to_each_person():
    asked = [ask.person for ask in wave(needs(1, 1, 2, 2), people(20), everyone(4, 20)).asks]

    assert len(asked) == len(set(asked))


def test_the_order_of_the_tables_changes_nothing():
    dice = np.random.default_rng(4)
    mixed = dice.permutation(12)
    crowd = people(12, tired=np.arange(12) / 5)
    pairs = everyone(2, 12)
    shuffle = dice.permutation(24)
    columns = ("need", "person", "km", "former", "known_activity", "silent")
    turned = {name: getattr(pairs, name)[shuffle] for name in columns}
    turned["person"] = np.argsort(mixed)[turned["person"]]
    other = people(12, id=mixed, tired=crowd.tired[mixed])

    plain = {(ask.need, ask.person) for ask in wave(needs(1, 2), crowd, pairs).asks}
    again = {(ask.need, int(mixed[ask.person])) for ask in wave(needs(1, 2), other, Pairs(**turned)).asks}

    assert plain == again


def test_the_former_helper_is_asked_first_and_alone():
    pairs = everyone(1, 5, former=np.arange(5) == 4)

    found = wave(needs(3, opened_at=11.5), people(5), pairs)

    assert [ask.person for ask in found.asks] == [4]


def test_a_need_with_time_ahead_is_left_to_the_list():
    assert (
        wave(needs(4, opened_at=11.0, deadline_at=200.0), people(5), everyone(1, 5)).waits[0].code == "list"
    )


def test_requests_already_out_are_trusted():
    assert wave(needs(1, hoped=0.98), people(5), everyone(1, 5)).waits[0].code == "hoped"


def test_nobody_is_woken_at_night():
    found = wave(needs(1, opened_at=22.0), people(5), everyone(1, 5), at=23.0)

    assert (found.waits[0].code, found.waits[0].again_at) == ("night", 24 + TOWN.day_from)


def test_a_shortage_keeps_the_last_mission_of_the_week_for_the_urgent():
    last = people(3, left=np.array([1, 1, 1]))
    settings = replace(TOWN, short_per_week=(3, 3))

    assert not may_be_asked(last, urgency=3, at=NOON, short=Shortage.SHORT, settings=settings).any()
    assert may_be_asked(last, urgency=2, at=NOON, short=Shortage.SHORT, settings=settings).all()
    assert may_be_asked(last, urgency=3, at=160.0, short=Shortage.SHORT, settings=settings).all()


def test_the_list_shows_the_urgent_first_and_keeps_a_need_for_its_former_helper():
    shown = list_order(
        urgency=np.array([3, 1, 2, 4]),
        km=np.ones(4),
        former=np.zeros(4, bool),
        kept=np.array([False, False, True, False]),
        deadline_at=np.full(4, 40.0),
        left=1,
        price=0.0,
        at=NOON,
        short=Shortage.NONE,
        settings=TOWN,
    )

    assert shown.tolist() == [1, 0, 3]


def test_the_phone_desk_calls_for_the_most_urgent_who_waited():
    table = needs(2, 1, opened_at=9.0)
    found = whom_to_call(table, people(3), everyone(2, 3), at=NOON, short=Shortage.NONE, settings=TOWN)

    assert found is not None
    assert everyone(2, 3).need[found[0]] == 1
    assert whom_to_call(table, people(3), everyone(2, 3), at=9.5, short=Shortage.NONE, settings=TOWN) is None


@pytest.mark.parametrize("short", Shortage)
@pytest.mark.parametrize("urgency", [1, 2])
def test_the_phone_desk_calls_nobody_beyond_the_budget_nor_after_a_stop(short, urgency):
    day, week = TOWN.budget(urgency, short=short)
    spared = urgency == 2 and short == Shortage.VERY_SHORT
    day, week = (day, week) if spared else (day + TOWN.extra_call, week + TOWN.extra_call)
    table, pairs = needs(urgency, opened_at=9.0), everyone(1, 1)

    def called(**state):
        crowd = people(1, **{name: np.array([value]) for name, value in state.items()})
        return whom_to_call(table, crowd, pairs, at=NOON, short=short, settings=TOWN) is not None

    assert called(asked_day=day - 1, asked_week=week - 1)
    assert not called(asked_day=day)
    assert not called(asked_week=week)
    assert not called(stopped=True)
    assert not called(left=0)


def test_empty_sides_ask_nobody():
    assert wave(needs(), people(3), everyone(0, 3)).asks == ()
    assert wave(needs(1), people(0), everyone(1, 0)).waits[0].code == "nobody"


@pytest.mark.parametrize("km", [float("nan"), float("inf"), -1.0])
def test_a_distance_that_is_no_distance_is_refused(km):
    with pytest.raises(BadAsking, match="km"):
        everyone(1, 1, km=[km])


@pytest.mark.parametrize(
    "wrong", [{"target": (1.0, 0.9, 0.7, 0.5)}, {"wave_hours": (1.0,)}, {"per_day": -1}, {"day_from": 22.0}]
)
def test_settings_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(BadAsking):
        replace(TOWN, **wrong)


def test_answers_outweigh_what_was_supposed():
    crowd = people(3, answered=np.array([0, 20, 20]), accepted=np.array([0, 20, 0]))
    unknown, keen, never = posterior(crowd, Belief())

    assert never < unknown < keen


@given(st.floats(0, 300), st.floats(0, 100), st.floats(0, 100))
def test_waking_hours_add_up(start, one, two):
    whole = waking_hours(start, start + one + two)

    assert whole == pytest.approx(
        waking_hours(start, start + one) + waking_hours(start + one, start + one + two), abs=1e-6
    )
    assert 0 <= whole <= one + two + 1e-6


def test_hope_fades_as_the_answer_is_late():
    hopes = [still_hoped(0.6, waited, Belief()) for waited in (0.0, 0.5, 2.0, 10.0)]

    assert hopes[0] == pytest.approx(0.6)
    assert hopes == sorted(hopes, reverse=True)
    assert answered_within(0.0, Belief()) == 0


@pytest.mark.parametrize(
    ("accepted", "expected"), [(20, Shortage.NONE), (12, Shortage.SHORT), (5, Shortage.VERY_SHORT)]
)
def test_a_town_is_short_when_needs_outrun_acceptances(accepted, expected):
    found = shortage(open_now=3, opened_lately=20, accepted_lately=accepted, settings=TOWN)

    assert found == expected
