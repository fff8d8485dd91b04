"""What becomes of the missions of a partner's volunteers when its convention stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.actions.answers import release_volunteer
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.rules.visits import ON_SITE, is_told_by_phone
from cordee.ground.assignments.selectors.members import engaged_members, missions_to_come
from cordee.ground.audit.actions import Actor
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.organisations.models import Organisation
from cordee.ground.organisations.rules.conventions import why_closed
from cordee.ground.volunteers.rules.week import words_of_slot


@dataclass(frozen=True)
class Released:
    """What was stopped: missions held that must be placed again, and people whom only a call can tell."""

    missions: int
    to_ring: int


def _tell_helper(mission: Assignment, *, by: Actor, at: datetime) -> None:
    tell_person(
        person=mission.volunteer.person,
        template="mission_cancelled",
        key=f"cancelled:{mission.pk}",
        by=by,
        at=at,
        number=str(mission),
        when=words_of_slot(max(mission.starts_at, at), at),
    )


def _tell_helped(mission: Assignment, *, by: Actor, at: datetime) -> bool:
    """Once for one request, however many were to come; False when they were told by telephone, and must be rung again.

    Whoever only came along with somebody is not who was announced.
    """
    if mission.need.activity not in ON_SITE or mission.accompanies_id is not None:
        return True
    helped = mission.need.beneficiary.person
    if is_told_by_phone(helped):
        return mission.announced_at is None
    tell_person(
        person=helped,
        template="visit_put_off",
        key=f"unvisit:{mission.need_id}:{at:%Y%m%d%H%M%S}",
        by=by,
        at=at,
        first_name=mission.volunteer.person.first_name,
        when=words_of_slot(max(mission.starts_at, at), at),
    )
    return True


@transaction.atomic
def release_members(*, organisation: Organisation, by: Actor, at: datetime) -> Released:
    """Free all that the volunteers of a partner hold or were asked, as for one who is suspended, and tell each end once.

    The convention is closed by now, so that none of them is asked again.
    """
    held = missions_to_come(organisation, now=at)
    to_ring = set()
    for mission in held:
        if mission.state in {AssignmentState.ACCEPTED, AssignmentState.STARTED}:
            _tell_helper(mission, by=by, at=at)
            if not _tell_helped(mission, by=by, at=at):
                to_ring.add(mission.need_id)
    for volunteer in engaged_members(organisation):
        release_volunteer(volunteer=volunteer, by=by, at=at)
    if held:
        why = why_closed(organisation, timezone.localtime(at).date())
        plural = "s" if len(held) > 1 else ""
        tell_logbook(
            text=f"{why[0].upper()}{why[1:]} : {len(held)} mission{plural} à replacer.", by=by, at=at
        )
    return Released(len(held), len(to_ring))
