"""Places, answers and the window in which an address is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Person
from cordee.ground.territory.models import Municipality
from cordee.ground.volunteers.models import VolunteerState

ADDRESS_STAYS_FOR = timedelta(hours=2)
"""How long after the end of the slot the address stays visible (domain.md § 10, J1 (d))."""

WORD_SHOWN_BEFORE = timedelta(hours=1)
"""The time to get ready and go: the word is for the door, not for the days before."""

_ANSWERED = {AssignmentState.ACCEPTED, AssignmentState.STARTED, AssignmentState.DONE}


def answer_minutes(municipality: Municipality, urgency: int) -> int:
    """How long a volunteer has to answer before the next best is asked; the town's setting."""
    return int(getattr(municipality, f"answer_minutes_u{urgency}"))


def is_on_hold(assignment: Assignment) -> bool:
    """Whether the rules of the day suspend a mission: nobody goes, whatever was promised."""
    return not assignment.verdict.get("open", True)


def must_read_first(assignment: Assignment) -> bool:
    """Whether conditions wait to be read before the address shows."""
    return bool(assignment.verdict.get("conditions")) and assignment.conditions_read_at is None


def can_see_address(assignment: Assignment, at: datetime) -> bool:
    """True from the volunteer's yes until two hours after the slot, unless the file is protected or they are suspended,
    the rules of the day suspend the mission, or its conditions were not read yet."""
    return (
        assignment.state in _ANSWERED
        and not is_on_hold(assignment)
        and not must_read_first(assignment)
        and assignment.volunteer.state not in {VolunteerState.SUSPENDED, VolunteerState.LEFT}
        and not assignment.need.beneficiary.person.protected
        and assignment.need.beneficiary.share_with_helper is not False
        and assignment.answered_at is not None
        and at < assignment.ends_at + ADDRESS_STAYS_FOR
    )


def can_see_word(assignment: Assignment, at: datetime) -> bool:
    """True from an hour before the slot until the address goes, while the mission is not done (domain.md § 5.2, § 4.15)."""
    return (
        can_see_address(assignment, at)
        and assignment.state != AssignmentState.DONE
        and at >= assignment.starts_at - WORD_SHOWN_BEFORE
    )


def check_may_act(assignment: Assignment, by: object) -> None:
    """A suspended volunteer does nothing more by themselves, whatever page was open; the desk still can for them."""
    if isinstance(by, Person) and assignment.volunteer.state in {
        VolunteerState.SUSPENDED,
        VolunteerState.LEFT,
    }:
        raise Refused("Votre inscription est suspendue ou close : appelez la mairie.")


def check_can_drop(assignment: Assignment) -> None:
    """Only a mission accepted and not done can be given back."""
    if assignment.state not in {AssignmentState.ACCEPTED, AssignmentState.STARTED}:
        raise Refused("Cette mission n’est plus à vous.")


def check_can_start(assignment: Assignment) -> None:
    """Nobody sets off for a mission that the rules of the day suspend."""
    if is_on_hold(assignment):
        raise Refused("Les consignes en vigueur suspendent cette mission : n’y allez pas, appelez la mairie.")


def can_answer(assignment: Assignment, at: datetime) -> bool:
    """True while the proposal waits and its slot is not over (a late yes is still welcome if the place is free)."""
    return (
        assignment.state in {AssignmentState.PROPOSED, AssignmentState.NO_ANSWER}
        and at < assignment.ends_at
        and not is_on_hold(assignment)
    )
