"""Laws of combination: the strictest, in whatever order, and one town-wide call agrees with every single one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Slot, Volunteer
from cordee.engine.protocol.decision import decide
from cordee.engine.protocol.faults import BadCase
from cordee.engine.protocol.hours import contain, intersection
from cordee.engine.protocol.pairs import VolunteerColumns, decide_pairs, window
from cordee.engine.protocol.protocols import Status, in_force
from cordee.engine.protocol.reading import shipped
from cordee.engine.protocol.tests.strategies import cases, protocols, slots, volunteers


@given(cases(), protocols, st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_protocols_never_change_a_verdict(case, given_protocols, dice):
    shuffled = given_protocols + given_protocols[:2]
    dice.shuffle(shuffled)
    assert decide(case, shuffled) == decide(case, given_protocols)


@given(cases(), protocols, protocols)
def test_one_more_protocol_never_opens_anything(case, some, others):
    assert decide(case, some + others).status >= decide(case, some).status


@given(cases(), protocols)
def test_the_verdict_is_the_strictest_of_each_protocol_alone(case, several):
    alone = [decide(case, [one]) for one in several] or [decide(case, [])]
    assert decide(case, several).status == max(one.status for one in alone)


@given(cases(), protocols)
def test_proposed_hours_suit_every_protocol(case, several):
    verdict = decide(case, several)
    for protocol in in_force(several, None):
        own = protocol.hours_of(case.activity, case.form, outdoor=case.outdoor)
        assert intersection(verdict.proposed_hours, own) == verdict.proposed_hours


@given(cases(), protocols)
def test_a_slot_inside_the_proposed_hours_is_no_longer_suspended_for_its_hours(case, several):
    for low, _high in decide(case, several).proposed_hours:
        again = decide(replace(case, slot=Slot(low, low)), several)
        assert "hours" not in {reason.rule for reason in again.reasons}


@given(cases(), protocols)
def test_what_is_offered_instead_can_really_be_done(case, several):
    verdict = decide(case, several)
    if verdict.alternative:
        other = replace(case, activity=verdict.alternative, remote=None, form=None, team=type(case.team)())
        other = replace(other, place=replace(case.place, enters_home=False))
        assert decide(other, several).status <= Status.CONDITIONS


@given(cases(), protocols)
def test_a_verdict_always_says_why_and_never_binds_what_is_suspended(case, several):
    verdict = decide(case, several)
    assert verdict.reasons
    assert all(reason.sentence and reason.source for reason in verdict.reasons)
    assert not (verdict.status == Status.SUSPENDED and (verdict.conditions or verdict.documents))


@settings(max_examples=40)
@given(st.lists(volunteers, min_size=1, max_size=4), st.lists(slots, min_size=1, max_size=3), protocols)
def test_the_gates_of_a_town_are_the_verdicts_of_its_pairs(people, moments, several):
    gates = decide_pairs(
        several,
        VolunteerColumns(
            age=np.array([np.nan if one.age is None else one.age for one in people]),
            remote_only=np.array([one.remote_only for one in people]),
            at_risk=np.array([one.at_risk for one in people]),
            trained=np.array([one.trained for one in people]),
            adult_pair=np.array([one.adult_pair for one in people]),
            barred=np.array([one.suspended for one in people]),
            unseen=np.array([not one.identity_seen for one in people]),
        ),
        [slot.start for slot in moments],
        [slot.end for slot in moments],
    )
    for activity in ACTIVITIES.values():
        bit, only_remote = activity.bit, activity.mode == frozenset("R")
        for v, volunteer in enumerate(people):
            if activity.can_be_remote:
                told = decide(Case(activity.code, remote=True, volunteer=volunteer), several).status
                assert gates.allowed_remote[bit, v] == (told <= Status.REMOTE_ONLY)
            if only_remote:
                assert not gates.allowed_on_site[bit, v]
                continue
            here = {"remote": False, "volunteer": volunteer}
            assert gates.allowed_on_site[bit, v] == (
                decide(Case(activity.code, **here), several).status <= Status.CONDITIONS
            )
            for s, slot in enumerate(moments):
                opens = (
                    gates.allowed_on_site[bit, v]
                    & gates.allowed_slot[bit, s]
                    & ~(gates.minor[v] & gates.night[s])
                )
                told = decide(Case(activity.code, slot=slot, **here), several).status
                assert opens == (told <= Status.CONDITIONS)


@given(
    st.sampled_from(sorted(ACTIVITIES)),
    protocols,
    st.integers(0, 20),
    st.integers(2, 16),
    st.integers(30, 120),
)
def test_the_window_of_a_slot_is_one_that_a_verdict_lets_through(code, several, start, length, least):
    activity, low, high = ACTIVITIES[code], start * 60, min(1440, start * 60 + length * 30)
    if activity.mode == frozenset("R") or activity.staff_only:
        return
    found = window(activity, several, low, high, least=least)
    whole = decide(Case(code, remote=False), several).status
    if found is None:
        tried = range(low, high - least + 1, 5)
        told = [decide(Case(code, remote=False, slot=Slot(at, at + least)), several).status for at in tried]
        assert whole > Status.CONDITIONS or all(one > Status.CONDITIONS for one in told)
        return
    assert low <= found[0] and found[1] <= high and found[1] - found[0] >= least
    assert decide(Case(code, remote=False, slot=Slot(*found)), several).status == whole


def test_a_town_of_columns_is_judged_by_class_of_volunteer():
    ages = np.array([15, 17, 20, 45, 72, np.nan])
    gates = decide_pairs(
        [shipped()["EPI-CONF"]], VolunteerColumns(age=ages), [9 * 60, 20 * 60], [10 * 60, 21 * 60]
    )
    shopping, calls = ACTIVITIES["COURSES"].bit, ACTIVITIES["APPEL_CONVIVIALITE"].bit
    assert gates.allowed_on_site[shopping].tolist() == [False, False, True, True, False, False]
    assert gates.allowed_remote[calls].tolist() == [False, False, True, True, True, False]
    assert gates.allowed_slot[shopping].tolist() == [True, False]


def test_an_expired_certificate_closes_only_what_asks_for_it():
    gates = decide_pairs([], VolunteerColumns(age=np.array([40.0]), uncertified=np.array([True])), [], [])
    assert not gates.allowed_on_site[ACTIVITIES["GARDE_ENFANTS"].bit, 0]
    assert gates.allowed_on_site[ACTIVITIES["COURSES"].bit, 0]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"age": np.array([40, -1])}, "age"),
        ({"age": np.array([40, np.inf])}, "age"),
        ({"age": np.array([[40.0]])}, "age"),
        ({"age": np.array([40.0]), "at_risk": np.array([True, False])}, "at_risk"),
        ({"age": np.array([40.0]), "barred": np.array([2])}, "barred"),
    ],
)
def test_a_column_that_makes_no_sense_is_refused_by_name(columns, field):
    with pytest.raises(BadCase) as fault:
        VolunteerColumns(**columns)
    assert fault.value.field == field


def test_a_slot_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadCase):
        decide_pairs([], VolunteerColumns(age=np.array([40.0])), [600], [540])
    with pytest.raises(BadCase):
        Slot(600, 540)


def test_a_nan_age_is_refused():
    with pytest.raises(BadCase, match="age"):
        Volunteer(float("nan"))


@given(st.integers(0, 95), st.integers(1, 96))
def test_hours_hold_their_start_and_not_their_end(start, length):
    low, high = start * 15, min(1440, (start + length) * 15)
    assert contain(((low, high),), low, high)
    assert contain(((low, high),), low, low)
    assert not contain(((low, high),), high, high)
