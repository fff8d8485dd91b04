"""Suspending, resuming and ending a convention; what becomes of its volunteers is decided by the rooms above."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation, OrganisationState
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


def _held(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


@transaction.atomic
def suspend_organisation(*, organisation: Organisation, by: Account, at: datetime) -> Organisation:
    """Stop everything with a partner, at once. Raises ``Refused`` when it already is, or has ended."""
    found = _held(organisation)
    if found.state == OrganisationState.SUSPENDED:
        raise Refused("Cette structure est déjà suspendue.")
    if found.state == OrganisationState.ENDED:
        raise Refused("Cette convention a déjà pris fin.")
    found.state, found.suspended_at = OrganisationState.SUSPENDED, at
    found.save(update_fields=["state", "suspended_at"])
    leave_trace(verb="suspend_organisation", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


@transaction.atomic
def resume_organisation(*, organisation: Organisation, by: Account, at: datetime) -> Organisation:
    """Undo a suspension or an end; signed, it is under convention again. Raises ``Refused`` when its days are over."""
    found = _held(organisation)
    if found.state not in {OrganisationState.SUSPENDED, OrganisationState.ENDED}:
        raise Refused("Cette structure n’est ni suspendue ni terminée.")
    if found.valid_until is not None and found.valid_until < timezone.localtime(at).date():
        raise Refused("La convention est échue : notez d’abord ses nouvelles dates, avec « Modifier ».")
    found.state = (
        OrganisationState.ACTIVE if found.signed_on and found.valid_until else OrganisationState.PROPOSED
    )
    found.suspended_at = found.ended_at = None
    found.save(update_fields=["state", "suspended_at", "ended_at"])
    leave_trace(verb="resume_organisation", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


@transaction.atomic
def end_organisation(*, organisation: Organisation, by: Account, at: datetime) -> Organisation:
    """The convention ends today: its past stays counted. Raises ``Refused`` when it already has."""
    found = _held(organisation)
    if found.state == OrganisationState.ENDED:
        raise Refused("Cette convention a déjà pris fin.")
    found.state, found.ended_at, found.suspended_at = OrganisationState.ENDED, at, None
    found.save(update_fields=["state", "ended_at", "suspended_at"])
    leave_trace(verb="end_organisation", subject=found, by=by, commune_code=current_commune(), at=at)
    return found
