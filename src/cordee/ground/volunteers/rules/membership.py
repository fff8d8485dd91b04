"""Volunteers whom an association mandates: which one, and when it lets them be asked (domain.md § 1.4)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation, OrganisationState
from cordee.ground.organisations.rules.conventions import check_may_join, open_on, why_closed
from cordee.ground.volunteers.models import Frame, Volunteer

TO_TELL = "association à préciser"
"""What stands where the association of an older file would be."""


def under_open_convention(day: date) -> Q:
    """Volunteers of the town, and those of an association whose convention is open on a day.

    An older file that names no association yet is asked as before: it is shown as to be completed.
    """
    return ~Q(frame=Frame.PARTNER_ORG) | Q(organisation__isnull=True) | open_on(day, "organisation__")


def why_not_theirs(volunteer: Volunteer, *, day: date, activity: str = "") -> str:
    """Why the convention does not let them go on that day, for that activity; empty when it does."""
    organisation = volunteer.organisation
    if volunteer.frame != Frame.PARTNER_ORG or organisation is None:
        return ""
    why = why_closed(organisation, day)
    if not why and activity in ACTIVITIES and organisation.activity_bits:
        bit = 1 << ACTIVITIES[activity].bit
        if not organisation.activity_bits & bit:
            why = f"la convention avec {organisation.name} ne couvre pas : {ACTIVITIES[activity].short_label}"
    return f"{why[0].upper()}{why[1:]}." if why else ""


def check_membership(frame: str, organisation: Organisation | None, *, kept: int | None = None) -> None:
    """An association for its volunteers, and for nobody else; ``kept`` is the one already on file. Raises ``Refused``."""
    if frame != Frame.PARTNER_ORG:
        if organisation is not None:
            raise Refused("L’association ne se choisit que pour ses bénévoles.", field="organisation")
        return
    if organisation is None or organisation.pk != kept:
        check_may_join(organisation)


def check_not_held_by_organisation(volunteer: Volunteer) -> None:
    """Whoever was suspended with their association comes back with it. Raises ``Refused``."""
    organisation = volunteer.organisation
    if (
        volunteer.state_before
        and organisation is not None
        and organisation.state == OrganisationState.SUSPENDED
    ):
        raise Refused(
            f"La convention avec {organisation.name} est suspendue : c’est elle qu’il faut reprendre d’abord."
        )


def is_of_partner(volunteer: Volunteer) -> bool:
    """True when an association keeps the personal file: the town sees who, what and when, not more (domain.md § 1.4)."""
    return bool(volunteer.frame == Frame.PARTNER_ORG)
