"""Urgency, money, danger words, the life of a need."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import ClosingReason, Need, NeedState
from cordee.ground.needs.rules.lifecycle import (
    CANCELLING_REASONS,
    NEXT_STATES,
    NO_SOLUTION_REASONS,
    check_becomes,
)
from cordee.ground.needs.rules.recognition import draw_recognition_word, recognition_words
from cordee.ground.needs.rules.recurrence import recurrence_parts, recurrence_rule, recurrence_words
from cordee.ground.needs.rules.requests import askable_activities, check_money
from cordee.ground.needs.rules.urgency import clock_of, danger_words, due_at, suggested_urgency
from cordee.ground.people.rules.names import name_key


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"activity": "COURSES", "food_days_left": 1}, 1),
        ({"activity": "COURSES", "food_days_left": 3}, 2),
        ({"activity": "MEDICAMENTS", "treatment_days_left": 2}, 1),
        ({"activity": "MEDICAMENTS"}, 2),
        ({"activity": "COURSES"}, 3),
        ({"activity": "MASQUES"}, 4),
    ],
)
def test_the_facts_suggest_the_urgency_and_say_why(facts, level):
    urgency, reason = suggested_urgency(**facts)
    assert urgency == level and reason


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("Elle ne répond plus depuis ce matin", True),
        ("il est tombé dans l'escalier et reste par terre", True),
        ("veut mourir", True),
        ("pain, lait, une barquette de fraises", False),
        ("Le chien s'appelle Malaisie", False),
    ],
)
def test_words_that_may_mean_danger_stop_the_form(text, danger):
    assert bool(danger_words(text)) is danger


@pytest.mark.parametrize(("hour", "day"), [(9, 7), (16, 7), (17, 8), (23, 8)])
def test_what_is_for_today_is_due_by_eight_in_the_evening_and_the_next_day_when_it_came_late(hour, day):
    received = timezone.make_aware(datetime(2026, 4, 7, hour, 30))
    due = timezone.localtime(due_at(1, received))
    assert (due.day, due.hour) == (day, 20)


def waiting(urgency: int, received_at: datetime) -> Need:
    """A need of this urgency as it is taken without a window, not written."""
    return Need(
        urgency=urgency,
        received_at=received_at,
        wanted_from=received_at,
        wanted_until=due_at(urgency, received_at),
    )


def test_a_clock_says_late_in_words(now):
    assert clock_of(waiting(2, now - timedelta(hours=50)), now).words == "en retard de 2 h"
    assert clock_of(waiting(2, now), now).words == "dans 2 jours"
    assert clock_of(waiting(1, now), now).words.startswith("dans 10 h")


def test_a_need_put_off_or_wanted_next_week_is_not_late_before_its_day(now):
    need = waiting(2, now - timedelta(days=9))
    need.wanted_from, need.wanted_until = now + timedelta(days=2), now + timedelta(days=2, hours=4)
    assert not clock_of(need, now).late and clock_of(need, now).due_at == need.wanted_until


def test_a_rhythm_is_told_back_as_it_was_chosen():
    rule = recurrence_rule(every="FREQ=WEEKLY", last_day=date(2026, 5, 12))
    assert recurrence_parts(rule) == ("FREQ=WEEKLY", date(2026, 5, 12))
    assert recurrence_words(rule) == "chaque semaine, jusqu’au 12/05/2026"
    assert recurrence_rule(every="", last_day=date(2026, 5, 12)) == ""
    with pytest.raises(Refused):
        recurrence_rule(every="FREQ=SECONDLY", last_day=None)


def test_shopping_needs_a_way_to_pay_and_cash_has_a_ceiling():
    ask = {"activity": "COURSES", "cash_ceiling_euros": 50}
    for method, ceiling, field in [
        ("", None, "money_method"),
        ("cash_envelope", None, "money_ceiling_euros"),
        ("cash_envelope", 80, "money_ceiling_euros"),
    ]:
        with pytest.raises(Refused) as refused:
            check_money(method=method, ceiling_euros=ceiling, **ask)
        assert refused.value.field == field
    check_money(method="cash_envelope", ceiling_euros=50, **ask)
    check_money(activity="APPEL_CONVIVIALITE", method="", ceiling_euros=None, cash_ceiling_euros=50)


def test_money_gifts_are_not_asked_of_volunteers():
    assert "DON_ARGENT" not in dict(askable_activities())


@given(st.sampled_from(list(NeedState)), st.sampled_from(list(NeedState)))
def test_a_need_moves_only_along_its_life(before, after):
    need = Need(number=1, state=before)
    if after in NEXT_STATES[before]:
        check_becomes(need, after)
    else:
        with pytest.raises(Refused):
            check_becomes(need, after)


def test_no_state_is_a_dead_end_but_those_that_can_be_reopened():
    for state in (NeedState.CLOSED, NeedState.CANCELLED, NeedState.NO_SOLUTION, NeedState.REFERRED):
        assert NeedState.QUALIFIED in NEXT_STATES[state]
    assert all(NEXT_STATES[state] for state in NeedState)


def test_every_closing_reason_has_one_use():
    used = {
        *CANCELLING_REASONS,
        *NO_SOLUTION_REASONS,
        ClosingReason.SERVED,
        ClosingReason.REFERRED_TO_SERVICE,
    }
    assert used == set(ClosingReason)
    assert not set(CANCELLING_REASONS) & set(NO_SOLUTION_REASONS)


def test_recognition_words_are_many_all_different_and_never_drawn_twice_in_a_row():
    words = recognition_words()
    assert len(words) == len(set(words)) >= 500 and "tilleul" in words
    assert all(draw_recognition_word(other_than="tilleul") != "tilleul" for _ in range(300))


def test_no_two_recognition_words_sound_alike_nor_like_a_well_known_twin():
    twins = "amande amende cygne signe thym teint pin pain houx menthe mante phare fard ancre encre".split()
    sounds = [name_key("", word) for word in recognition_words()]
    assert len(sounds) == len(set(sounds)) and not set(twins) & set(recognition_words())
