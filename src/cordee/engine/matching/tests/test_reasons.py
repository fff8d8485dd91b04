"""Why, why not, and why nobody: true for every gate, and told in French."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from cordee.engine.faults import BadInput
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.gates import GATES
from cordee.engine.matching.phrases import check_phrase, hint_phrases, reason_phrase
from cordee.engine.matching.plan import match
from cordee.engine.matching.problem import Pairs
from cordee.engine.matching.reasons import Check, Reason, explain, unserved_reasons, why
from cordee.engine.matching.tests.test_laws import TOWNS
from cordee.engine.matching.tests.towns import east, needs, problem, volunteers

ANY = 2**64 - 1
SHUT: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "paused": ({}, {"paused": True}, {}),
    "activity": ({"activity": 3}, {}, {}),
    "protocol": ({}, {"barred_on_site": 1}, {}),
    "trust": ({"min_trust": 3}, {}, {}),
    "checks": ({}, {"checked": [0, ANY, ANY, ANY]}, {}),
    "age": ({"min_age": 41}, {}, {}),
    "remote_only": ({}, {"remote_only": True}, {}),
    "vehicle": ({"vehicle": True}, {}, {}),
    "language": ({"languages": 4}, {"languages": 3}, {}),
    "blocked": ({}, {}, {"blocked": [[101, 1]]}),
    "refused": ({}, {}, {"refused": [[1, 101]]}),
    "place": ({}, {"lat": np.nan, "lon": np.nan}, {}),
    "radius": ({"lon": east(6.2)}, {}, {}),
    "slot": ({"slots": 0b0011}, {"slots": 0b1100}, {}),
    "cap": ({}, {"cap": 0}, {}),
}
"""For each gate: a need, a volunteer and pairs for which this gate alone is shut."""


def town_of(gate, spare=0):
    need, volunteer, pairs = SHUT[gate]
    known = Pairs(**{name: np.array(rows) for name, rows in pairs.items()})
    return problem(needs(need), volunteers(volunteer, *[{"activities": 2, "cap": 0}] * spare), pairs=known)


def reasons_of(town):
    return unserved_reasons(town, match(town), find_candidates(town))


def test_every_gate_has_its_example():
    assert set(SHUT) == set(GATES)


@pytest.mark.parametrize("gate", GATES)
def test_the_gate_that_stops_somebody_is_the_one_named(gate):
    shut = [check.code for check in why(town_of(gate), 1, 101) if not check.ok]
    assert shut == [gate]


@pytest.mark.parametrize("gate", GATES)
def test_a_need_that_one_gate_alone_leaves_without_help_says_which(gate):
    (reason,) = reasons_of(town_of(gate, spare=2))
    assert reason.code == gate
    assert reason.numbers["would_open"] == 1
    assert reason.near_misses == ((gate, 1),)


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_is_told_in_french_open_or_shut(gate):
    for check in (*why(town_of(gate), 1, 101), *why(problem(needs({}), volunteers({})), 1, 101)):
        sentence = check_phrase(check, activity="les courses", moments=["jeudi matin"])
        assert sentence[0].isupper()
        assert "{" not in sentence
        assert not sentence.endswith(".")
    (reason,) = reasons_of(town_of(gate, spare=2))
    sentence = reason_phrase(reason, activity="les courses", moments=["jeudi matin"])
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize("gate", GATES)
def test_when_several_gates_are_shut_at_once_there_is_still_a_sentence(gate):
    numbers = {"suitable": 0, "helpers": 1, "missing": 1, "would_open": 0, "left_before": 3}
    sentence = reason_phrase(Reason(gate, numbers), activity="les courses", moments=["jeudi matin"])
    assert sentence.endswith(".")
    assert "{" not in sentence


def test_every_gate_is_open_for_the_one_who_is_chosen():
    town = problem(needs({}), volunteers({}))
    assert all(check.ok for check in why(town, 1, 101, match(town)))


def test_the_one_who_was_not_chosen_learns_that_they_help_elsewhere():
    town = problem(needs({"urgency": 1, "slots": 1}, {"slots": 1}), volunteers({"cap": 1}))
    last = why(town, 2, 101, match(town))[-1]
    assert last == Check("chosen", False, {"elsewhere": 1})
    assert check_phrase(last) == "Déjà dans la proposition pour une autre demande"


def test_the_one_who_was_not_chosen_learns_that_somebody_was_nearer():
    town = problem(needs({}), volunteers({}, {"lon": east(2)}))
    assert why(town, 1, 102, match(town))[-1] == Check("chosen", False, {"elsewhere": 0})


def test_the_only_person_who_fits_is_said_to_be_taken():
    town = problem(needs({"urgency": 1, "slots": 1}, {"slots": 1}), volunteers({}))
    (reason,) = reasons_of(town)
    assert reason.code == "taken"
    assert reason_phrase(reason).startswith("La seule personne qui convient")


def test_whoever_has_given_enough_is_told_so_even_when_the_moment_does_not_suit_either():
    town = problem(needs({"slots": 0b0001}), volunteers({"slots": 0b1000, "cap": 0}))
    shut = [check for check in why(town, 1, 101) if not check.ok]
    assert [check.code for check in shut] == ["slot", "cap"]
    assert check_phrase(shut[1]) == "A atteint le nombre de missions souhaité"


def test_somebody_whose_days_are_full_is_not_said_to_have_reached_the_week():
    town = problem(needs({"slots": 0b0001}), volunteers({"day_cap": 0}))
    (shut,) = [check for check in why(town, 1, 101) if not check.ok]
    assert check_phrase(shut) == "A déjà assez de missions ces jours-là"


def test_the_binding_gate_is_the_one_that_keeps_most_people_out():
    town = problem(
        needs({"vehicle": True, "slots": 0b0001}),
        volunteers({}, {"slots": 0b1000, "vehicle": True}, {"slots": 0b1000, "vehicle": True}),
    )
    (reason,) = reasons_of(town)
    assert reason.code == "slot"
    assert reason.near_misses == (("slot", 2), ("vehicle", 1))


def test_no_single_gate_binds_when_everybody_fails_two():
    town = problem(needs({"slots": 0b0001, "min_trust": 4}), volunteers(*[{"slots": 0b1000}] * 3))
    (reason,) = reasons_of(town)
    assert (reason.code, reason.numbers["would_open"], reason.numbers["left_before"]) == ("trust", 0, 3)


def test_the_nearest_person_out_of_reach_is_measured():
    town = problem(needs({"lon": east(6.2)}), volunteers({}, {"lon": east(-3.0)}))
    (reason,) = reasons_of(town)
    assert reason.numbers["nearest_m"] == pytest.approx(6200, abs=20)
    assert "à 6,2" in reason_phrase(reason)


@pytest.mark.parametrize(
    ("need", "people", "code"),
    [
        ({"lat": np.nan, "lon": np.nan}, [{}], "unplaced"),
        ({"slots": 0}, [{}], "no_slot"),
        ({}, [], "nobody"),
        ({"helpers": 3}, [{}, {}], "too_few"),
    ],
)
def test_plain_reasons_are_told_plainly(need, people, code):
    (reason,) = reasons_of(problem(needs(need), volunteers(*people)))
    assert reason.code == code
    assert reason_phrase(reason).endswith(".")


def test_a_need_whose_people_are_taken_says_by_whom():
    town = problem(needs({"urgency": 1, "slots": 1}, {"slots": 1}, {"slots": 1}), volunteers({}, {}))
    (reason,) = reasons_of(town)
    assert (reason.code, reason.numbers["suitable"]) == ("taken", 2)
    assert reason_phrase(reason) == (
        "Les 2 personnes qui conviennent aident déjà pour des demandes au moins aussi urgentes."
    )


@given(TOWNS)
def test_there_is_one_reason_for_each_need_with_an_empty_place(town):
    plan = match(town)
    reasons = unserved_reasons(town, plan, find_candidates(town))
    assert len(reasons) == len(plan.missing_id)
    for need, missing, reason in zip(plan.missing_id.tolist(), plan.missing.tolist(), reasons, strict=True):
        suitable = set(explain(town, need).suitable_id.tolist())
        assert reason.numbers["missing"] == missing
        assert reason.numbers["suitable"] == len(suitable)
        if reason.code == "taken":
            helping = set(plan.volunteer_id.tolist())
            assert suitable <= helping, "somebody suitable was left idle"


def test_what_would_open_a_need_is_suggested():
    reason = Reason("slot", {}, (("slot", 3), ("vehicle", 1), ("blocked", 2)))
    assert hint_phrases(reason) == (
        "3 personnes conviendraient à un autre moment",
        "Une personne conviendrait avec un véhicule",
    )


def test_the_vehicle_and_the_moment_are_in_the_sentence():
    reason = Reason("slot", {"would_open": 5})
    sentence = reason_phrase(reason, moments=["jeudi matin"], vehicle=True)
    assert re.sub("\u202f", " ", sentence) == (
        "Aucun bénévole véhiculé disponible jeudi matin à proximité ; "
        "5 personnes conviendraient à un autre moment."
    )


def test_an_unknown_code_is_an_error_and_not_an_empty_sentence():
    with pytest.raises(KeyError):
        check_phrase(Check("moon", True))


def test_a_need_or_a_volunteer_out_of_the_planning_is_named():
    town = problem(needs({}), volunteers({}))
    with pytest.raises(BadInput, match="need 9"):
        explain(town, 9)
    with pytest.raises(BadInput, match="volunteer 9"):
        why(town, 1, 9)
