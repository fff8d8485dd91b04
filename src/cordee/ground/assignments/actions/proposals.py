"""Asking a volunteer: after a person's yes, or by itself when the town switched that on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.actions.plans import suggestion_from
from cordee.ground.assignments.models import Assignment, AssignmentState, BlockedPair
from cordee.ground.assignments.rules.accompaniment import CompanionNeeded
from cordee.ground.assignments.rules.places import answer_minutes
from cordee.ground.assignments.rules.plans import Proposal
from cordee.ground.assignments.rules.verdicts import as_kept, verdict_of
from cordee.ground.assignments.selectors.accompaniment import waits_for_companion
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.assignments.selectors.reserve import reserve_of
from cordee.ground.assignments.selectors.verdicts import is_overridden, town_rules
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.tell import tell_person, way_to_reach
from cordee.ground.needs.actions.steps import mark_proposed
from cordee.ground.needs.models import Need
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import Account, EntryPurpose
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.models import Frame
from cordee.ground.volunteers.rules.week import words_of_slot


def _send_proposal(assignment: Assignment, *, by: Actor, at: datetime) -> bool:
    """Queue the question with its link; False when the volunteer can only be rung up."""
    person = assignment.volunteer.person
    if way_to_reach(person) is None:
        return False
    key = issue_entry_key(
        person=person,
        purpose=EntryPurpose.MISSION,
        target=f"assignment:{assignment.pk}",
        by=by,
        at=at,
        valid_for=max(assignment.ends_at - at, timedelta(hours=1)),
    )
    district = assignment.need.beneficiary.household.district
    tell_person(
        person=person,
        template="mission_proposal",
        key=f"proposal:{assignment.pk}:{at:%Y%m%d%H%M%S}",
        by=by,
        at=at,
        number=str(assignment),
        activity=ACTIVITIES[assignment.need.activity].label,
        district=district.name if district else "dans la commune",
        when=words_of_slot(max(assignment.starts_at, at), at),
        link=key.link,
    )
    return True


@transaction.atomic
def approve_suggestion(*, assignment: Assignment, by: Actor, at: datetime) -> Assignment:
    """Ask the volunteer. Raises ``Refused`` when the suggestion is no longer one, or when the protocols in force close it.

    The mission keeps the verdict of this moment: its versions, its conditions, its papers.
    """
    if assignment.volunteer.frame == Frame.RCSC:
        reserve_of(assignment.volunteer_id, at=at).check({timezone.localtime(assignment.starts_at).date()})
    rules = town_rules(at=at)
    kept: dict[str, Any] = {}
    if rules:
        kept = as_kept(
            verdict_of(assignment, rules, not_before=at),
            assignment.need.activity,
            overridden=is_overridden(assignment.need_id, assignment.volunteer_id),
        )
        if not kept["open"]:
            raise Refused(f"Les consignes en vigueur ne le permettent pas : {kept['why']}")
    # After the protocols: nobody is looked for to come along to a visit that is closed.
    if assignment.accompanies_id is None and waits_for_companion(assignment.need, assignment.volunteer):
        raise CompanionNeeded
    minutes = answer_minutes(Municipality.objects.get(pk=assignment.commune_id), assignment.need.urgency)
    changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.SUGGESTED).update(
        state=AssignmentState.PROPOSED,
        approved_by=by if isinstance(by, Account) else None,
        proposed_at=at,
        answer_due_at=at + timedelta(minutes=minutes),
        verdict=kept,
    )
    if not changed:
        raise Refused("Cette suggestion a déjà été traitée.")
    assignment.refresh_from_db(fields=["state", "approved_by", "proposed_at", "answer_due_at", "verdict"])
    mark_proposed(
        need=Need.objects.select_related("beneficiary__household").get(pk=assignment.need_id), by=by, at=at
    )
    sent = _send_proposal(assignment, by=by, at=at)
    leave_trace(
        verb="approve_suggestion", subject=assignment, by=by, commune_code=current_commune(), at=at, sent=sent
    )
    return assignment


@transaction.atomic
def set_suggestion_aside(*, assignment: Assignment, by: Account, at: datetime, block: bool = False) -> None:
    """Refuse a suggestion: this pair is not suggested again for this need, nor ever when ``block`` is set."""
    changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.SUGGESTED).update(
        state=AssignmentState.REFUSED, answered_at=at
    )
    if not changed:
        raise Refused("Cette suggestion a déjà été traitée.")
    if block:
        BlockedPair.objects.get_or_create(
            volunteer=assignment.volunteer,
            person_id=assignment.need.beneficiary.person_id,
            defaults={"asked_by": "town", "commune_id": current_commune()},
        )
    leave_trace(
        verb="set_suggestion_aside",
        subject=assignment,
        by=by,
        commune_code=current_commune(),
        at=at,
        block=block,
    )


@transaction.atomic
def propose(*, proposal: Proposal, by: Actor, at: datetime) -> Assignment:
    """Ask this volunteer now, whether or not they were suggested before.

    Raises ``Refused`` when they were asked meanwhile.
    """
    suggested = Assignment.objects.filter(
        need=proposal.need_id, volunteer=proposal.volunteer_id, state=AssignmentState.SUGGESTED
    ).first()
    if suggested is None:
        suggested = suggestion_from(proposal, at=at)
        try:
            with transaction.atomic():
                suggested.save()
        except IntegrityError:
            raise Refused("Cette personne a déjà été sollicitée pour cette demande.") from None
    assignment = assignment_by_id(suggested.pk)
    if assignment is None:
        raise Refused("Cette suggestion n’existe plus.")
    return approve_suggestion(assignment=assignment, by=by, at=at)
