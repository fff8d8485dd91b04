"""The path of admission and what each level opens (domain.md § 4.0, features.md N27)."""

from __future__ import annotations

from datetime import date, timedelta

from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.models import TrustLevel, Volunteer, VolunteerState

YOUNGEST = 16
ANSWER_WITHIN_HOURS = 48
NEWS_EVERY_DAYS = 14


CHECK_DAYS: dict[str, int] = {"record": 365, "special": 183}
"""How long a check is good: a year for the record shown, six months for the attestation of honourability."""
WARN_DAYS = 30


def check_ends_on(volunteer: Volunteer, check: str) -> date | None:
    """The last day of a check that was seen and has one."""
    seen = {"record": volunteer.record_seen_on, "special": volunteer.special_checks_on}.get(check)
    return seen + timedelta(days=CHECK_DAYS[check]) if seen else None


def ends_soon(volunteer: Volunteer, check: str, today: date) -> bool:
    """True in the last thirty days of a check."""
    last = check_ends_on(volunteer, check)
    return last is not None and last - today <= timedelta(days=WARN_DAYS)


def earned_trust(volunteer: Volunteer) -> TrustLevel:
    """The level the dated checks have earned: each one stands on the one below."""
    if not volunteer.phone_checked_at:
        return TrustLevel.APPLICANT
    if not (volunteer.identity_seen_on and volunteer.charter_accepted_at and volunteer.briefed_on):
        return TrustLevel.REACHED
    if not volunteer.record_seen_on:
        return TrustLevel.DOORSTEP
    return TrustLevel.SPECIAL if volunteer.special_checks_on else TrustLevel.INDOORS


def earned_state(volunteer: Volunteer) -> VolunteerState:
    """Where the path of admission stands, apart from a pause, a suspension or a departure, which a person decides."""
    state = VolunteerState(volunteer.state)
    if state in {VolunteerState.PAUSED, VolunteerState.SUSPENDED, VolunteerState.LEFT}:
        return state
    if earned_trust(volunteer) >= TrustLevel.DOORSTEP:
        return VolunteerState.CLEARED
    if volunteer.phone_checked_at:
        return VolunteerState.CLEARED if volunteer.remote_only else VolunteerState.INCOMPLETE
    return VolunteerState.CONTACTED if volunteer.contacted_at else VolunteerState.APPLICANT


def missing_checks(volunteer: Volunteer) -> list[str]:
    """What is still to be seen before the doorstep, in words."""
    missing = []
    if not volunteer.phone_checked_at:
        missing.append("un premier échange au téléphone")
    if not volunteer.identity_seen_on:
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
