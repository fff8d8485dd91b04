"""Who is told of a visit by the voice of an agent rather than by a message."""

from __future__ import annotations

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.rules.places import is_on_hold
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import ContactBy, Person

ON_SITE = frozenset(code for code, activity in ACTIVITIES.items() if activity.on_site)
"""Activities in which somebody comes to a door."""


def is_told_by_phone(person: Person) -> bool:
    """Whether somebody chose to be rung up, or has neither mobile nor e-mail for a message."""
    return person.contact_by == ContactBy.PHONE or not (person.has_mobile or person.email)


FALLEN_STATES = (AssignmentState.DROPPED, AssignmentState.CANCELLED, AssignmentState.REFUSED)


def is_called_off(assignment: Assignment) -> bool:
    """Whether somebody was told of a visit that will not take place: they open to nobody, and are rung up again."""
    fallen = assignment.state in FALLEN_STATES
    return assignment.announced_at is not None and (
        fallen or (assignment.state == AssignmentState.ACCEPTED and is_on_hold(assignment))
    )


def check_can_announce(assignment: Assignment) -> None:
    """A visit is announced when somebody said yes and nothing suspends it. Raises ``Refused``."""
    if assignment.state != AssignmentState.ACCEPTED:
        raise Refused("Cette visite n’est plus à annoncer : personne ne l’a acceptée, ou elle a commencé.")
    if is_on_hold(assignment):
        raise Refused("Cette visite est suspendue par les consignes : ne l’annoncez pas.")
