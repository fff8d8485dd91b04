"""The order of calls, the state machine, who may ask, who may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from cordee.coordinate.register.models import EntryState as S
from cordee.coordinate.register.rules.clearances import can_open, why_not
from cordee.coordinate.register.rules.enrolment import (
    THIRD_PARTY_MUST_WRITE,
    check_asker,
    check_listable,
)
from cordee.coordinate.register.rules.lifecycle import MOVES, can_move, check_absence
from cordee.coordinate.register.rules.operational import QUESTIONS, kept_answers, questions_asked
from cordee.coordinate.register.rules.priority import Facts, check_priority, priority_of
from cordee.coordinate.register.tests.factories import cleared
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis
from cordee.ground.people.models import Role

ALONE = Facts(age=72, lives_alone=True, weekly_visit=True)


@pytest.mark.parametrize(
    ("facts", "level", "said"),
    [
        (replace(ALONE, age=80), 1, "80 ans"),
        (replace(ALONE, mobility="bed"), 1, "alité·e"),
        (replace(ALONE, mobility="wheelchair"), 1, "en fauteuil"),
        (replace(ALONE, medical_device=True), 1, "appareil médical électrique"),
        (replace(ALONE, weekly_visit=False), 1, "aucune visite dans la semaine"),
        (ALONE, 2, "vit seul·e"),
        (replace(ALONE, mobility="cane"), 2, "vit seul·e"),
        (Facts(age=80, lives_alone=False), 2, "80 ans"),
        (Facts(age=80), 2, "on ne sait pas si la personne vit seule"),
        (Facts(age=79, lives_alone=False, mobility="bed", medical_device=True), 3, "moins de 80 ans"),
        (Facts(), 3, "âge inconnu"),
    ],
)
def test_the_order_of_calls_is_told_with_its_reasons(facts, level, said):
    found = priority_of(facts)
    assert found.level == level and said in found.reasons


def test_nobody_falls_out_of_the_three_classes_and_worse_never_comes_later():
    for age, alone, visit, mobility, device in product(
        (None, 60, 79, 80), (None, True, False), (None, True, False), ("", "cane", "bed"), (True, False)
    ):
        facts = Facts(age, alone, visit, mobility, device)
        level = priority_of(facts).level
        assert level in {1, 2, 3} and priority_of(facts).reasons
        for worse in (
            replace(facts, age=90),
            replace(facts, lives_alone=True),
            replace(facts, mobility="bed"),
        ):
            assert priority_of(worse).level <= level


def test_a_priority_is_chosen_with_a_reason():
    for level, why, field in ((4, "bien vu", "level"), (1, "", "why")):
        with pytest.raises(Refused) as refused:
            check_priority(level, why)
        assert refused.value.field == field
    check_priority(None, "")


def test_the_states_follow_the_law_and_two_of_them_are_ends():
    assert MOVES[S.REQUESTED] == {S.ACTIVE} and not MOVES[S.OPPOSED] and not MOVES[S.REMOVED]
    for listed in (S.ACTIVE, S.CONFIRMED, S.SUSPENDED, S.TO_CHECK):
        for end in {S.OPPOSED, S.REMOVED, S.SUSPENDED, S.TO_CHECK} - {listed}:
            assert can_move(listed, end)
    assert can_move(S.ACTIVE, S.CONFIRMED) and not can_move(S.CONFIRMED, S.ACTIVE)


@pytest.mark.parametrize("means", ["phone", "counter"])
def test_a_third_party_by_phone_is_led_to_writing_with_the_words_to_say(means):
    with pytest.raises(Refused) as refused:
        check_asker(origin="third_party", means=means, third_name="Anne", third_quality="fille")
    assert str(refused.value) == THIRD_PARTY_MUST_WRITE and refused.value.field == "means"
    check_asker(origin="self", means=means)
    check_asker(origin="representative", means=means)


def test_a_third_party_who_writes_says_who_they_are():
    for name, quality, field in (("", "fille", "third_name"), ("Anne", " ", "third_quality")):
        with pytest.raises(Refused) as refused:
            check_asker(origin="third_party", means="letter", third_name=name, third_quality=quality)
        assert refused.value.field == field
    check_asker(origin="third_party", means="letter", third_name="Anne", third_quality="fille")


@pytest.mark.parametrize(
    ("category", "age", "fits"),
    [("age65", 65, True), ("age65", 64, False), ("age65", None, True), ("age60_unfit", 60, True),
     ("age60_unfit", 59, False), ("handicap", 18, True), ("handicap", 17, False), ("pregnant", 30, False)],
)  # fmt: skip
def test_declared_words_are_believed_unless_they_contradict_each_other(category, age, fits):
    if fits:
        check_listable(category=category, age=age, outside_commune=False)
    else:
        with pytest.raises(Refused):
            check_listable(category=category, age=age, outside_commune=False)


def test_an_absence_has_an_end_that_is_still_to_come():
    on = date(2026, 4, 7)
    for since, until in (
        (None, on), (on, None), (on, on - timedelta(days=1)), (on - timedelta(days=9), on - timedelta(days=1)),
        (on, on + timedelta(days=300)),
    ):  # fmt: skip
        with pytest.raises(Refused):
            check_absence(since, until, on=on)
    check_absence(on, on + timedelta(days=12), on=on)


def test_optional_questions_want_the_persons_agreement_and_health_a_host_that_may_keep_it(town, settings):
    assert {one.code for one in questions_asked()} == set(QUESTIONS)
    with pytest.raises(Refused) as refused:
        kept_answers({"lives_alone": True}, agreed=False)
    assert refused.value.field == "operational_agreed"
    assert kept_answers({"lives_alone": True, "mobility": "bed"}, agreed=True) == {
        "lives_alone": True,
        "mobility": "bed",
    }
    settings.HDS = False
    assert not {one.code for one in questions_asked()} & {"mobility", "medical_device", "hard_of_hearing"}
    assert kept_answers({"lives_alone": True, "mobility": "bed"}, agreed=True) == {"lives_alone": True}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_and_a_clearance_are_needed_together(role, account, now):
    agent = account(role)
    may = {Role.MAYOR, Role.CCAS_MANAGER, Role.SOCIAL_WORKER}
    assert not can_open(agent, now)
    if role in may:
        assert "habilitation" in why_not(agent, now)
        cleared(agent, now, "read")
        assert can_open(agent, now) and not can_open(agent, now + timedelta(days=31))
        assert can_open(agent, now, scope="keep") is False
    elif role != Role.DUTY_ELECTED_OFFICIAL:
        with pytest.raises(Refused):
            cleared(agent, now, "read")


def test_on_call_one_opens_the_register_during_a_crisis_only(account, now):
    marc = cleared(account(Role.DUTY_ELECTED_OFFICIAL), now, "read")
    assert "pendant une crise" in why_not(marc, now)
    Crisis.objects.create(kind="heatwave", title="Canicule", phase="crisis", started_at=now)
    assert can_open(marc, now)
    Crisis.objects.update(ended_at=now)
    assert not can_open(marc, now + timedelta(minutes=1))
