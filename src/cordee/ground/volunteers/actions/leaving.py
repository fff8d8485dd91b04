"""Leaving, when the person asks for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.models import Volunteer, VolunteerState


@transaction.atomic
def let_volunteer_go(*, volunteer: Volunteer, by: Actor, at: datetime) -> Volunteer:
    """Close a file at the person's wish: nothing more is proposed or sent, what was done stays readable.

    The caller frees the missions (``assignments.actions.answers.release_volunteer``). Raises ``Refused`` when it is closed.
    """
    if volunteer.state == VolunteerState.LEFT:
        raise Refused("Ce dossier est déjà fermé.")
    volunteer.state = VolunteerState.LEFT
    volunteer.available_now_until = None
    volunteer.save()
    leave_trace(verb="let_volunteer_go", subject=volunteer, by=by, commune_code=volunteer.commune_id, at=at)
    return volunteer
