"""An SMS « OUI » or « NON » from a volunteer."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.assignments.actions.answers import accept_assignment, decline_assignment
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.selectors.ledger import waiting_proposals_of_volunteer
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.messaging.models import IncomingMessage
from cordee.ground.messaging.rules import Answer, Reply, read_reply
from cordee.ground.people.selectors.persons import persons_with_phone
from cordee.ground.volunteers.selectors.lists import volunteer_of_person


def _about(waiting: list[Assignment], reply: Reply) -> Assignment | None:
    """The proposal a reply is about: the number when it was repeated, the only one, or the last one asked."""
    if reply.number:
        return next((one for one in waiting if str(one.pk) == reply.number.lstrip("0")), None)
    return waiting[-1] if waiting else None


def hear_yes_or_no(sender: str, text: str, at: datetime, incoming: IncomingMessage) -> str | None:
    """Handle the reply of a volunteer who was asked; ``None`` when nobody here was.

    Returns ``yes``, ``no``, ``taken`` or ``unclear``: an unclear reply is answered once, then a person reads it.
    """
    for person in persons_with_phone(sender):
        volunteer = volunteer_of_person(person.pk)
        if volunteer is None:
            continue
        waiting = waiting_proposals_of_volunteer(volunteer.pk)
        reply = read_reply(text)
        if reply is None:
            if not waiting:
                continue
            tell_person(
                person=person, template="not_understood", key=f"unclear:{incoming.pk}", by=person, at=at
            )
            return "unclear"
        assignment = _about(waiting, reply)
        if assignment is None:
            late = (
                Assignment.objects.select_related("volunteer__person")
                .filter(
                    volunteer=volunteer,
                    state__in=(AssignmentState.NO_ANSWER, AssignmentState.TAKEN),
                    ends_at__gt=at,
                )
                .order_by("-proposed_at")
                .first()
            )
            if late is None:
                continue
            assignment = late
        if reply.answer == Answer.NO:
            decline_assignment(assignment=assignment, by=person, at=at, channel="sms")
            return "no"
        answer = accept_assignment(assignment=assignment, by=person, at=at, channel="sms")
        if answer.held:
            return "yes"
        tell_person(
            person=person,
            template="mission_taken",
            key=f"taken:{assignment.pk}",
            by=person,
            at=at,
            number=str(assignment),
        )
        return "taken"
    return None
