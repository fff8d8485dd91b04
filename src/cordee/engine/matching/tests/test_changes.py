"""The cheapest change: applied, it fills a place and takes nothing from anybody; told in French."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.changes import Change, cheapest_changes
from cordee.engine.matching.phrases import change_phrase, reason_phrase
from cordee.engine.matching.plan import match
from cordee.engine.matching.reasons import unserved_reasons
from cordee.engine.matching.tests.test_bundles import TOWNS
from cordee.engine.matching.tests.towns import east, needs, problem, volunteers


def spaced(text):
    return text.replace("\u202f", " ")


def set_row(rows, row, **changed):
    columns = {name: getattr(rows, name).copy() for name in changed}
    for name, value in changed.items():
        columns[name][row] = value
    return replace(rows, **columns)


def applied(town, change):
    """The town once the change is made."""
    i, bit = town.need_row(change.need_id), np.uint64(1 << change.slot)
    if change.code == "move":
        return replace(town, needs=set_row(town.needs, i, slots=town.needs.slots[i] | bit))
    j, people, need = town.volunteer_row(change.volunteer_id), town.volunteers, town.needs
    made = {
        "radius": {"radius_km": people.radius_km[j] + change.numbers.get("more_m", 0) / 1000},
        "slot": {"slots": people.slots[j] | bit},
        "cap": {"cap": people.cap[j] + 1, "day_cap": people.day_cap[j] + 1},
        "trust": {"trust": change.numbers.get("wanted", 0)},
        "vehicle": {"vehicle": True},
        "activity": {"activities": people.activities[j] | np.uint64(1) << need.activity[i].astype(np.uint64)},
        "language": {"languages": people.languages[j] | need.languages[i]},
        "place": {"lat": need.lat[i], "lon": need.lon[i]},
        "paused": {"paused": False},
    }
    return replace(town, volunteers=set_row(people, j, **made[change.code]))


@given(TOWNS)
def test_the_change_applied_fills_a_place_and_takes_nothing_from_anybody(town):
    plan = match(town)
    changes = cheapest_changes(town, plan)
    assert [change.need_id for change in changes] == plan.missing_id.tolist()
    for change in changes[:3]:
        if change.code != "recruit":
            assert match(applied(town, change)).unserved < plan.unserved


@given(TOWNS)
def test_every_change_is_a_sentence(town):
    for change in cheapest_changes(town, match(town)):
        sentence = change_phrase(change, who="Karim B.", moment="jeudi matin", activity="les courses")
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{" not in sentence


def only_change(need, *people, **rest):
    town = problem(needs(need), volunteers(*people), **rest)
    (change,) = cheapest_changes(town, match(town))
    return change


@pytest.mark.parametrize(
    ("need", "volunteer", "code", "sentence"),
    [
        ({"lon": east(6.2)}, {}, "radius", "Élargir le rayon de Mme X de 1,2 km."),
        (
            {"slots": 0b0001},
            {"slots": 0b0010},
            "move",
            "Déplacer la demande à jeudi matin, quand Mme X est disponible.",
        ),
        ({}, {"cap": 0}, "cap", "Demander à Mme X une mission de plus jeudi matin."),
        ({}, {"day_cap": 0}, "cap", "Demander à Mme X une mission de plus jeudi matin."),
        ({"min_trust": 3}, {}, "trust", None),
        ({"vehicle": True}, {}, "vehicle", "Trouver un véhicule pour Mme X, disponible jeudi matin."),
        ({"activity": 3}, {}, "activity", "Demander à Mme X d’accepter aussi les courses."),
        ({"languages": 1}, {}, "language", "Trouver un interprète pour accompagner Mme X jeudi matin."),
        ({}, {"paused": True}, "paused", "Demander à Mme X si sa pause peut s’interrompre jeudi matin."),
        ({}, {"lat": np.nan, "lon": np.nan}, "place", "Localiser l’adresse de Mme X."),
        (
            {},
            {"remote_only": True},
            "recruit",
            "Chercher un bénévole de plus pour les courses, disponible jeudi matin.",
        ),
    ],
)
def test_each_change_and_its_sentence(need, volunteer, code, sentence):
    change = only_change(need, volunteer)
    assert change.code == code
    told = spaced(change_phrase(change, who="Mme X", moment="jeudi matin", activity="les courses"))
    assert sentence in (None, told)


def test_an_urgent_need_that_cannot_wait_asks_for_a_slot_rather_than_days():
    change = only_change({"slots": 0b0001, "urgency": 1}, {"slots": 0b1000})
    assert (change.code, change.slot) == ("slot", 0)
    assert (
        change_phrase(change, who="M. Y", moment="jeudi matin") == "Demander à M. Y un créneau jeudi matin."
    )


def test_whoever_is_taken_is_asked_for_one_more_and_not_twice_at_once():
    town = problem(needs({"urgency": 1, "slots": 0b0001}, {"slots": 0b0011}), volunteers({"cap": 1}))
    (change,) = cheapest_changes(town, match(town))
    assert (change.code, change.slot) == ("cap", 1)


def test_a_pair_is_completed_by_one_change_only_when_the_other_is_there():
    pair = {"helpers": 2, "together": True, "slots": 0b0001}
    assert only_change(pair, {}, {"slots": 0b0010}).code == "slot"
    assert only_change(pair, {"slots": 0b0010}, {"slots": 0b0010}).code == "recruit"


def test_what_nobody_can_be_asked_is_not_asked():
    assert only_change({"min_age": 60}, {}).code == "recruit"
    assert only_change({}, {"barred_on_site": 1}).code == "recruit"


def test_the_reason_says_within_what_distance_nobody_is_free():
    town = problem(
        needs({"vehicle": True, "slots": 0b0001}),
        volunteers(
            {"vehicle": True, "slots": 0b0010},
            {"vehicle": True, "slots": 0b0010},
            {"vehicle": True, "lon": east(5.3)},
        ),
    )
    (reason,) = unserved_reasons(town, match(town), find_candidates(town))
    assert reason.code == "slot"
    sentence = spaced(reason_phrase(reason, moments=["jeudi avant 12 h"], vehicle=True))
    assert re.match("Aucun bénévole véhiculé disponible jeudi avant 12 h à moins de 5,3 km ; ", sentence)


def test_an_unknown_change_is_an_error():
    with pytest.raises(KeyError):
        change_phrase(Change(1, "moon", None, None, 0))
