"""Gestures about a partner that touch its convention, its volunteers and their missions together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.assignments.actions.members import Released, release_members
from cordee.ground.organisations.actions.states import (
    end_organisation,
    resume_organisation,
    suspend_organisation,
)
from cordee.ground.organisations.models import Organisation
from cordee.ground.people.models import Account
from cordee.ground.volunteers.actions.membership import bring_members_back, suspend_members


@transaction.atomic
def suspend_with_members(*, organisation: Organisation, by: Account, at: datetime) -> tuple[int, Released]:
    """Suspend a partner and its volunteers, and free their missions. Returns how many volunteers, and what was freed.

    Raises ``Refused`` when it already is.
    """
    found = suspend_organisation(organisation=organisation, by=by, at=at)
    members = suspend_members(organisation=found, by=by, at=at)
    return members, release_members(organisation=found, by=by, at=at)


@transaction.atomic
def resume_with_members(*, organisation: Organisation, by: Account, at: datetime) -> int:
    """Undo it: volunteers come back where they stood, missions placed elsewhere stay there. Returns how many came back."""
    found = resume_organisation(organisation=organisation, by=by, at=at)
    return bring_members_back(organisation=found, by=by, at=at)


@transaction.atomic
def end_and_release(*, organisation: Organisation, by: Account, at: datetime) -> Released:
    """End a convention and free the missions to come. Its volunteers keep their file and their space. Raises ``Refused``."""
    found = end_organisation(organisation=organisation, by=by, at=at)
    return release_members(organisation=found, by=by, at=at)
