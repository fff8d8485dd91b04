"""What the protocols close is never proposed, and what they leave open still is."""

import numpy as np
import pytest

from cordee.engine.faults import BadInput
from cordee.engine.matching.crowd import match_crowd
from cordee.engine.matching.plan import match
from cordee.engine.matching.reasons import why
from cordee.engine.matching.tests.towns import drawn_town, needs, problem, volunteers
from cordee.engine.matching.verdicts import under_protocols
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
