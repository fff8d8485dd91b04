"""The path of admission and what each level opens (domain.md § 4.0, features.md N27)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.models import CheckKind, TrustLevel, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.checks import has_special_checks

YOUNGEST = 16
ANSWER_WITHIN_HOURS = 48
NEWS_EVERY_DAYS = 14


def earned_trust(volunteer: Volunteer, seen: Collection[str]) -> TrustLevel:
    """The level earned by the path of admission and by ``seen``, the kinds of checks in force."""
    if not volunteer.phone_checked_at:
        return TrustLevel.APPLICANT
    if not (CheckKind.IDENTITY in seen and volunteer.charter_accepted_at and volunteer.briefed_on):
        return TrustLevel.REACHED
    if has_special_checks(seen):
        return TrustLevel.SPECIAL
    return TrustLevel.INDOORS if CheckKind.RECORD in seen else TrustLevel.DOORSTEP


def earned_state(volunteer: Volunteer, seen: Collection[str]) -> VolunteerState:
    """Where the path of admission stands, apart from a pause, a suspension or a departure, which a person decides.

    ``seen`` are the kinds of checks in force.
    """
    state = VolunteerState(volunteer.state)
    if state in {VolunteerState.PAUSED, VolunteerState.SUSPENDED, VolunteerState.LEFT}:
        return state
    if earned_trust(volunteer, seen) >= TrustLevel.DOORSTEP:
        return VolunteerState.CLEARED
    if volunteer.phone_checked_at:
        return VolunteerState.CLEARED if volunteer.remote_only else VolunteerState.INCOMPLETE
    return VolunteerState.CONTACTED if volunteer.contacted_at else VolunteerState.APPLICANT


def missing_checks(volunteer: Volunteer, seen: Collection[str]) -> list[str]:
    """What is still to be seen before the doorstep, in words."""
    missing = []
    if not volunteer.phone_checked_at:
        missing.append("un premier échange au téléphone")
    if CheckKind.IDENTITY not in seen:
        missing.append("la pièce d’identité (vue, jamais copiée)")
    if not volunteer.charter_accepted_at:
        missing.append("la charte acceptée")
    if not volunteer.briefed_on:
        missing.append("le briefing de vingt minutes")
    return missing


def check_old_enough(birth_on: date, today: date) -> None:
    """Raise ``Refused`` under sixteen, kindly."""
    age = today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))
    if birth_on > today or age > 110:
        raise Refused("Vérifiez la date de naissance.", field="birth_on")
    if age < YOUNGEST:
        raise Refused(
            f"Merci de vouloir aider ! Il faut avoir {YOUNGEST} ans. D’ici là, un adulte peut s’inscrire avec vous.",
            field="birth_on",
        )


def can_be_asked(volunteer: Volunteer, today: date) -> bool:
    """True when missions may be proposed."""
    if volunteer.state not in {VolunteerState.CLEARED, VolunteerState.INCOMPLETE, VolunteerState.CONTACTED}:
        return volunteer.state == VolunteerState.PAUSED and bool(
            volunteer.paused_until and volunteer.paused_until < today
        )
    return volunteer.trust_level >= TrustLevel.REACHED
