"""What follows from each answer, when one may ring, how long it takes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.coordinate.campaigns.models import (
    CALL_STEPS,
    OPEN_STATES,
    Colour,
    EntryState,
    Outcome,
    StepKind,
)
from cordee.coordinate.campaigns.rules.campaigns import check_list, check_reasons
from cordee.coordinate.campaigns.rules.capacity import callers_needed, estimate
from cordee.coordinate.campaigns.rules.hours import (
    Hours,
    least_urgent_rung,
    moment_after,
    next_ringing,
    on_clock,
)
from cordee.coordinate.campaigns.rules.ladder import step_due
from cordee.coordinate.campaigns.rules.outcomes import (
    Standing,
    allowed_outcomes,
    changes_anything,
    check_said,
    consequence,
)
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.ground.audit.rules import Refused

THURSDAY = date(2026, 7, 16)
NINE = on_clock(THURSDAY, time(9))
ORANGE, RED, YELLOW = (Hours(colour=colour) for colour in (Colour.ORANGE, Colour.RED, Colour.YELLOW))


def test_three_calls_then_a_relative_then_the_door_then_the_rescue():
    standing, at, seen = Standing(), NINE, []
    for outcome in (*[Outcome.NR] * 4, Outcome.VISITE_ABSENT, Outcome.VISITE_DOUTE):
        said = a_said(outcome, at)
        check_said(said, step=standing.step, now=at)
        after = consequence(said, standing=standing, hours=ORANGE)
        seen.append((after.step.kind, after.step.at))
        standing = Standing(after.step.kind, after.unanswered, after.first_missed_at)
        at = after.step.at
    clock = [(kind, moment.astimezone(UTC) - NINE) for kind, moment in seen]
    assert clock == [
        (StepKind.SECOND_CALL, timedelta(hours=5)),  # 12 h falls in the quiet of noon: 14 h
        (StepKind.THIRD_CALL, timedelta(hours=5, minutes=15)),
        (StepKind.CONTACT, timedelta(hours=7)),
        (StepKind.VISIT, timedelta(hours=9)),
        (StepKind.SUPERVISOR, timedelta(hours=10)),
        (StepKind.RESCUE, timedelta(hours=10)),
    ]


@pytest.mark.parametrize(
    ("hours", "visit"), [(YELLOW, 75), (ORANGE, 9), (RED, 4)], ids=["jaune", "orange", "rouge"]
)
def test_the_colour_sets_when_somebody_goes_to_the_door(hours, visit):
    due = step_due(StepKind.VISIT, first_missed=NINE, at=NINE, hours=hours, fast=False, priority=3)
    assert due == NINE + timedelta(hours=visit)


def test_whoever_depends_on_a_device_has_the_red_ladder_in_any_colour():
    due = step_due(StepKind.VISIT, first_missed=NINE, at=NINE, hours=YELLOW, fast=True, priority=3)
    assert due == NINE + timedelta(hours=4)


def test_a_call_that_the_night_would_push_past_the_visit_leaves_its_place_to_the_next_step():
    late = on_clock(THURSDAY, time(17, 30))
    after = consequence(a_said(Outcome.NR, late), standing=Standing(), hours=ORANGE)
    assert after.step.kind == StepKind.CONTACT and after.state == EntryState.ESCALATED
    assert after.step.at == on_clock(THURSDAY, time(18))


@given(
    outcome=st.sampled_from(Outcome),
    step=st.sampled_from([None, *StepKind]),
    unanswered=st.integers(0, 4),
    priority=st.integers(1, 3),
    colour=st.sampled_from(Colour),
    minutes=st.integers(0, 20 * 24 * 60),
    fast=st.booleans(),
)
def test_nobody_is_left_open_without_something_due_and_nobody_done_with_something_that_holds_them(
    outcome, step, unanswered, priority, colour, minutes, fast
):
    # From 15 October on: the night of the 25th clocks go back.
    at = datetime(2026, 10, 15, 6, tzinfo=UTC) + timedelta(minutes=minutes)
    if outcome not in allowed_outcomes(step):
        return
    standing = Standing(step, unanswered, at - timedelta(hours=1) if unanswered else None, priority, fast)
    after = consequence(a_said(outcome, at), standing=standing, hours=Hours(colour=colour))
    assert (after.step is not None) == (after.state in OPEN_STATES)
    assert after.state != EntryState.TO_CALL
    if after.step is not None:
        assert after.step.at >= at
        assert (after.step.kind in CALL_STEPS) == (after.state == EntryState.SCHEDULED)
    assert all(one.at > at for one in after.beside)


def test_a_watched_person_goes_up_a_class_is_called_again_today_and_seen_by_the_ccas():
    after = consequence(a_said(Outcome.OK_SURVEILLER, NINE), standing=Standing(priority=3), hours=ORANGE)
    assert (after.priority, after.state) == (2, EntryState.SCHEDULED)
    assert after.step.at.date() == THURSDAY and [one.kind for one in after.beside] == [StepKind.REVIEW]


def test_busy_is_tried_again_in_a_quarter_of_an_hour_and_does_not_count():
    after = consequence(a_said(Outcome.OCCUPE, NINE), standing=Standing(unanswered=1), hours=ORANGE)
    assert after.step.at == NINE + timedelta(minutes=15) and after.unanswered == 1


@pytest.mark.parametrize(("priority", "days"), [(1, 1), (2, 2), (3, 3)])
def test_in_orange_the_first_class_is_called_every_day(priority, days):
    # Monday, so that no Sunday comes in the way.
    monday = on_clock(date(2026, 7, 13), time(9, 30))
    after = consequence(a_said(Outcome.OK, monday), standing=Standing(priority=priority), hours=ORANGE)
    assert after.state == EntryState.REACHED and after.next_contact_at == monday + timedelta(days=days)


@pytest.mark.parametrize(
    ("outcome", "missing", "field"),
    [
        (Outcome.RAPPEL, {"promised_at": None}, "promised_at"),
        (Outcome.RAPPEL, {"promised_at": NINE - timedelta(minutes=1)}, "promised_at"),
        (Outcome.ABSENT_CONNU, {"absent_until": None}, "absent_until"),
        (Outcome.OK_PROCHE, {"informant": " "}, "informant"),
        (Outcome.TRANSMIS_SECOURS, {"rescue_number": "36"}, "rescue_number"),
        (Outcome.TRANSMIS_SECOURS, {"rescue_at": None}, "rescue_at"),
        (Outcome.TRANSMIS_SECOURS, {"rescue_ref": ""}, "rescue_ref"),
        (Outcome.OK, {"at": NINE + timedelta(hours=1)}, "at"),
    ],
)
def test_an_outcome_without_what_its_code_demands_is_refused_beside_its_field(outcome, missing, field):
    step = StepKind.RESCUE if outcome == Outcome.TRANSMIS_SECOURS else None
    with pytest.raises(Refused) as caught:
        check_said(a_said(outcome, **{"at": NINE, **missing}), step=step, now=NINE)
    assert caught.value.field == field


def test_what_comes_late_is_history_except_a_danger_for_life():
    late = {"state": EntryState.REACHED, "last_at": NINE + timedelta(minutes=1)}
    assert not changes_anything(a_said(Outcome.NR, NINE), **late)
    assert not changes_anything(a_said(Outcome.OK, NINE), **late)
    assert changes_anything(a_said(Outcome.ALERTE_VITALE, NINE), **late)


def test_on_saturday_one_rings_from_ten_to_noon_and_on_sunday_only_the_first_class_in_a_grave_alert():
    saturday, sunday = date(2026, 7, 18), date(2026, 7, 19)
    rung = [least_urgent_rung(on_clock(saturday, time(hour)), ORANGE) for hour in (9, 10, 12, 15)]
    assert rung == [0, 3, 0, 0]
    assert least_urgent_rung(on_clock(sunday, time(10)), ORANGE) == 1
    assert least_urgent_rung(on_clock(sunday, time(10)), YELLOW) == 0
    assert least_urgent_rung(on_clock(THURSDAY, time(13)), RED) == 0
    assert next_ringing(on_clock(sunday, time(10)), ORANGE, 3) == on_clock(date(2026, 7, 20), time(9))


def test_the_estimate_is_the_one_of_the_reference():
    told = estimate(people=640, callers=16, start=NINE, hours=ORANGE)
    assert told.minutes == 168 and told.ends_at == on_clock(THURSDAY, time(11, 48))
    assert estimate(people=540, callers=8, start=NINE, hours=ORANGE).minutes == 284
    # The quiet of noon is not worked through.
    assert estimate(people=540, callers=8, start=NINE, hours=ORANGE).ends_at == on_clock(
        THURSDAY, time(15, 44)
    )


def test_the_callers_needed_finish_in_time_and_one_fewer_would_not():
    noon = on_clock(THURSDAY, time(12))
    needed = callers_needed(people=640, start=NINE, until=noon, hours=ORANGE, pace_minutes=4.2)
    assert needed == 15
    assert moment_after(NINE, 640 * 4.2 / 14, ORANGE) > noon
    assert callers_needed(people=640, start=noon, until=noon, hours=ORANGE, pace_minutes=4.2) is None


def test_a_campaign_without_a_dated_trigger_does_not_exist():
    for missing in ({"trigger_ref": " "}, {"trigger_on": None}, {"title": ""}):
        with pytest.raises(Refused):
            check_reasons(**{"title": "t", "trigger_ref": "r", "trigger_on": THURSDAY, "at": NINE, **missing})


def test_a_list_says_what_it_is_for_and_when_it_will_be_gone():
    for given_, field in (
        ({"purpose": ""}, "purpose"),
        ({"destroy_on": None}, "destroy_on"),
        ({"destroy_on": THURSDAY + timedelta(days=61)}, "destroy_on"),
    ):
        with pytest.raises(Refused) as caught:
            check_list(
                **{"source": "list", "purpose": "p", "destroy_on": THURSDAY, "today": THURSDAY, **given_}
            )
        assert caught.value.field == field


def test_the_night_clocks_change_moves_no_due_time():
    # 25 October 2026, 1 h in town; at 3 h it is 2 h again.
    missed = datetime(2026, 10, 24, 23, tzinfo=UTC)
    due = step_due(StepKind.VISIT, first_missed=missed, at=missed, hours=RED, fast=False, priority=1)
    assert due - missed == timedelta(hours=4)
