"""What the protocols close is never proposed, and what they leave open still is."""

import numpy as np
import pytest

from cordee.engine.faults import BadInput
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.columns import unpack
from cordee.engine.matching.crowd import match_crowd
from cordee.engine.matching.nearest import find_nearest
from cordee.engine.matching.plan import match
from cordee.engine.matching.ranking import next_best
from cordee.engine.matching.reasons import why
from cordee.engine.matching.tests.towns import drawn_town, needs, problem, volunteers
from cordee.engine.matching.verdicts import under_protocols, under_regimes
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.pairs import VolunteerColumns, decide_pairs
from cordee.engine.protocol.reading import shipped

SHOPPING, CALL, CLEANING = (ACTIVITIES[code].bit for code in ("COURSES", "APPEL_CONVIVIALITE", "NETTOYAGE"))
MORNINGS = ([8 * 60, 14 * 60] * 2, [10 * 60, 16 * 60] * 2)
"""Two days of two slots: 8 h to 10 h, 14 h to 16 h."""


def ruled(town, *codes, **columns):
    protocols = [shipped()[code] for code in codes]
    people = VolunteerColumns(age=town.volunteers.age, remote_only=town.volunteers.remote_only, **columns)
    return under_protocols(town, decide_pairs(protocols, people, *MORNINGS))


def ticked(*bits):
    return sum(1 << bit for bit in bits)


def test_in_lockdown_somebody_of_72_calls_and_does_not_shop():
    asked = needs({"activity": SHOPPING}, {"activity": CALL, "remote": True, "min_trust": 1})
    offered = volunteers({"activities": ticked(SHOPPING, CALL), "age": 72.0, "cap": 2})
    town = ruled(problem(asked, offered), "EPI-CONF").problem
    assert match(town).need_id.tolist() == [2]
    assert [check.code for check in why(town, 1, 101) if not check.ok] == ["protocol"]


def test_without_any_protocol_both_are_proposed():
    asked = needs({"activity": SHOPPING}, {"activity": CALL, "remote": True, "min_trust": 1})
    offered = volunteers({"activities": ticked(SHOPPING, CALL), "age": 72.0, "cap": 2})
    assert match(ruled(problem(asked, offered)).problem).need_id.tolist() == [1, 2]


def test_in_extreme_heat_what_is_done_outdoors_is_planned_for_the_morning():
    asked = needs({"activity": ACTIVITIES["ANIMAUX"].bit, "slots": np.uint64(0b1111)})
    offered = volunteers({"activities": ticked(ACTIVITIES["ANIMAUX"].bit)})
    town = ruled(problem(asked, offered), "CAN-ROUGE").problem
    assert all(slot % 2 == 0 for slot in match(town).slot.tolist())


def test_a_need_whose_only_moments_are_closed_is_told_apart():
    asked = needs({"activity": ACTIVITIES["ANIMAUX"].bit, "slots": np.uint64(0b1010)}, {"activity": SHOPPING})
    offered = volunteers({"activities": ticked(ACTIVITIES["ANIMAUX"].bit, SHOPPING)})
    answer = ruled(problem(asked, offered), "CAN-ROUGE")
    assert answer.without_moment.tolist()[0] and len(match(answer.problem)) <= 1


def test_a_suspended_activity_is_closed_to_everybody_in_both_searches():
    asked = needs(*[{"activity": CLEANING, "min_trust": 0}] * 3)
    offered = volunteers(*[{"activities": ticked(CLEANING)}] * 5)
    town = ruled(problem(asked, offered), "EPI-CONF").problem
    assert len(match(town)) == len(match_crowd(town)) == 0


def test_gates_of_another_town_are_refused():
    town = drawn_town(1, 4, 5)
    people = VolunteerColumns(age=np.full(3, 40.0))
    with pytest.raises(BadInput, match="volunteers"):
        under_protocols(town, decide_pairs([], people, *MORNINGS))
    with pytest.raises(BadInput, match="slots"):
        under_protocols(town, decide_pairs([], VolunteerColumns(age=town.volunteers.age), [0], [60]))


def regimes_of(town, *sets, least=30):
    people = VolunteerColumns(age=town.volunteers.age)
    return [
        decide_pairs([shipped()[code] for code in codes], people, *MORNINGS, least=least) for codes in sets
    ]


def test_a_lockdown_that_starts_tomorrow_closes_tomorrow_only():
    asked = needs({"activity": CLEANING, "min_trust": 0, "slots": np.uint64(0b1111)})
    offered = volunteers({"activities": ticked(CLEANING), "slots": np.uint64(0b1111)})
    town = problem(asked, offered)
    today_free = under_regimes(town, regimes_of(town, (), ("EPI-CONF",)), [[0, 0, 1, 1]], [0])
    assert [slot < 2 for slot in match(today_free.problem).slot.tolist()] == [True]
    today_closed = under_regimes(town, regimes_of(town, (), ("EPI-CONF",)), [[1, 1, 0, 0]], [0])
    assert [slot >= 2 for slot in match(today_closed.problem).slot.tolist()] == [True]
    assert next_best(today_closed.problem, 1).slot.tolist() == [2]


def test_a_protocol_of_one_district_leaves_the_others_free():
    asked = needs(*[{"activity": CLEANING, "min_trust": 0}] * 2)
    offered = volunteers(*[{"activities": ticked(CLEANING)}] * 2)
    town = problem(asked, offered)
    answer = under_regimes(town, regimes_of(town, (), ("EPI-CONF",)), [[0] * 4, [1] * 4], [0, 1])
    assert match(answer.problem).need_id.tolist() == [1]
    assert "protocol" in [check.code for check in why(answer.problem, 2, 101) if not check.ok]


@pytest.mark.parametrize("seed", range(12))
def test_the_search_agrees_with_every_pair_and_moment_judged_alone(seed):
    town, dice = drawn_town(seed, 14, 16), np.random.default_rng(seed)
    regimes = regimes_of(town, (), ("EPI-CONF",), ("CAN-ROUGE",), least=60)
    which, zone = dice.integers(0, 3, (2, 4)), dice.integers(0, 2, len(town.needs))
    ruled = under_regimes(town, regimes, which, zone).problem
    asked = town.needs
    plain = find_candidates(town)
    found, expected = _moments(ruled, find_candidates(ruled)), set()
    for i, j, slot in _moments(town, plain):
        gates, bit = regimes[which[zone[i], slot]], asked.activity[i]
        allowed = gates.allowed_remote if asked.remote[i] else gates.allowed_on_site
        open_then = asked.remote[i] or gates.allowed_slot[bit, slot]
        if allowed[bit, j] and open_then and not (gates.minor[j] and gates.night[slot]):
            expected.add((i, j, slot))
    assert found == expected


def _moments(town, candidates):
    """Every (need, volunteer, slot) that a search finds, pools included."""
    moments = {
        (int(i), int(j), slot)
        for i, j, word in zip(candidates.need, candidates.volunteer, candidates.slots, strict=True)
        for slot in np.flatnonzero(unpack(np.array([word]), town.slots)[0]).tolist()
    }
    for pool, j, word in zip(candidates.pool, candidates.pool_volunteer, candidates.pool_slots, strict=True):
        for i in np.flatnonzero(candidates.pool_of_need == pool):
            common = np.array([word & town.needs.slots[i]])
            moments |= {(int(i), int(j), s) for s in np.flatnonzero(unpack(common, town.slots)[0]).tolist()}
    return moments


def test_the_search_by_rings_refuses_what_it_would_not_keep_to():
    town = drawn_town(3, 5, 6)
    regimes = regimes_of(town, (), ("EPI-CONF",))
    ruled = under_regimes(town, regimes, [[0, 0, 1, 1]], [0] * 5).problem
    with pytest.raises(BadInput, match="closures"):
        find_nearest(ruled)


def test_regimes_that_do_not_fit_the_horizon_are_refused():
    town = drawn_town(3, 5, 6)
    with pytest.raises(BadInput, match="regime_of"):
        under_regimes(town, regimes_of(town, ()), [[0, 0]], [0] * 5)
