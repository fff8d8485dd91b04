"""An exercise looks true, and nothing of it remains but that it took place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import answer_proposal, move_crisis, open_crisis
from cordee.ground.crisis.actions.exercises import wipe_exercise
from cordee.ground.crisis.actions.logbook import note_in_logbook, tell_logbook
from cordee.ground.crisis.actions.situation import draft_situation
from cordee.ground.crisis.models import Crisis, LogbookEntry, ProtocolDecision, SituationReport
from cordee.ground.crisis.ports import exercise_parts
from cordee.ground.crisis.selectors.crises import exercise_going_on, written_in_exercise
from cordee.ground.crisis.selectors.logbook import verify_logbooks
from cordee.ground.people.models import Role


@pytest.fixture
def marc(account):
    return account(Role.DUTY_ELECTED_OFFICIAL, name="Marc Lusson")


@pytest.fixture
def drill(town, marc, now):
    return open_crisis(
        kind="heatwave", title="Canicule", phase="alert", colour="orange", exercise=True, by=marc, at=now
    )


def test_an_exercise_has_a_logbook_of_its_own(drill, marc, now):
    true = note_in_logbook(text="Vrai", by=marc, at=now)
    told = tell_logbook(text="Demande U1", by=marc, at=now)
    assert true.number == 1 and told.number == 2 and told.book.exercise == drill
    with pytest.raises(Refused, match="registre"):
        note_in_logbook(text="Mêlée", by=marc, at=now, crisis=None, followed=told, follows="closes")


def test_saying_yes_in_an_exercise_changes_nothing_true(drill, marc, now):
    answer_proposal(crisis=drill, code="protocol:CAN-ORANGE", adopted=True, by=marc, at=now)
    answer_proposal(crisis=drill, code="message", adopted=True, by=marc, at=now)
    assert not ProtocolDecision.objects.exists() and not Crisis.objects.get().public_message


def test_what_it_made_is_counted_then_deleted_and_the_rest_is_untouched(drill, town, marc, now):
    note_in_logbook(text="Vrai", by=marc, at=now)
    move_crisis(crisis=drill, phase="crisis", colour="red", decided_by="Marc", since=now, by=marc, at=now)
    draft_situation(crisis=drill, by=marc, at=now)
    counted = sum(part.count(drill) for part in exercise_parts())
    assert wipe_exercise(exercise=drill, by=marc, at=now + timedelta(hours=1)) == counted == 5
    assert [one.text for one in LogbookEntry.objects.all()] == ["Vrai"]
    assert not SituationReport.objects.exists()
    drill.refresh_from_db()
    assert drill.wiped_at and drill.ended_at and exercise_going_on(now=now + timedelta(hours=1)) is None
    assert [one.broken for one in verify_logbooks(town.pk)] == [""]
    with pytest.raises(Refused, match="déjà"):
        wipe_exercise(exercise=drill, by=marc, at=now)


def test_a_true_event_is_never_wiped(town, marc, now):
    true = open_crisis(kind="flood", title="Crue", phase="alert", by=marc, at=now)
    with pytest.raises(Refused):
        wipe_exercise(exercise=true, by=marc, at=now)


def test_what_is_written_between_its_two_ends_was_written_in_it(drill, town, marc, now):
    wipe_exercise(exercise=drill, by=marc, at=now + timedelta(hours=1))
    for minutes, inside in ((-1, False), (0, True), (59, True), (60, False)):
        assert written_in_exercise(town.pk, now + timedelta(minutes=minutes)) is inside
