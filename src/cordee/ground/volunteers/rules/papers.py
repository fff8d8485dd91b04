"""Who may have which paper, and for how long."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.rules.frames import rules_of

BADGE_DAYS = 90
LONGEST_BADGE_DAYS = 366
LONGEST_ORDER = timedelta(days=7)
"""One order a week (domain.md § 8.4): who was sent, for what, when, is decided again each week."""


LONGEST_CALL = timedelta(days=15)
EMPLOYER_WORDS: dict[str, str] = {
    "off": "hors du temps de travail, ou sans employeur",
    "agreed": "a donné son accord pour les heures de travail",
    "asked": "accord demandé, réponse attendue",
}
"""What the town knows of the employer of a reservist: never who they are."""


def check_call_days(starts_at: datetime, ends_at: datetime, employer: str, now: datetime) -> None:
    """A call is for days to come, fifteen at most, with the employer's agreement when it is needed. Raises ``Refused``."""
    if ends_at <= starts_at:
        raise Refused("La fin vient après le début.", field="ends_on")
    if ends_at <= now:
        raise Refused("Ces jours sont passés.", field="ends_on")
    if ends_at - starts_at > LONGEST_CALL:
        raise Refused("Un appel dure quinze jours au plus.", field="ends_on")
    if employer not in EMPLOYER_WORDS:
        raise Refused("Dites ce qu’il en est de l’employeur.", field="employer")
    if employer == "asked":
        raise Refused(
            "L’employeur n’a pas encore donné son accord : appelez d’abord, puis préparez l’ordre.",
            field="employer",
        )


def check_mandated(volunteer: Volunteer, *, identity_seen: bool) -> None:
    """Only those the town itself mandates wear its badge or carry its orders. Raises ``Refused``."""
    rules = rules_of(volunteer.frame)
    if not rules.mandated:
        raise Refused(rules.told)
    if volunteer.state == VolunteerState.SUSPENDED:
        raise Refused("L’inscription est suspendue : aucun document ne peut être donné.")
    if volunteer.state == VolunteerState.LEFT:
        raise Refused("Le dossier est fermé : rouvrez-le d’abord.")
    if not identity_seen:
        raise Refused(
            "La pièce d’identité n’a pas encore été vue : un badge dit que la mairie connaît cette personne."
        )
    if volunteer.charter_accepted_at is None:
        raise Refused("La charte n’est pas encore acceptée.")


def can_be_mandated(volunteer: Volunteer, *, identity_seen: bool) -> bool:
    """True when a badge or an order may be given."""
    try:
        check_mandated(volunteer, identity_seen=identity_seen)
    except Refused:
        return False
    return True


def check_badge_days(until: date, today: date) -> None:
    """A badge ends, and within a year. Raises ``Refused``."""
    if until < today:
        raise Refused("Choisissez un jour à venir.", field="until")
    if (until - today).days > LONGEST_BADGE_DAYS:
        raise Refused("Un badge vaut un an au plus : il se renouvelle ensuite.", field="until")


def check_order_days(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """An order covers a week at most, and never the past. Raises ``Refused``."""
    if ends_at <= starts_at:
        raise Refused("La fin vient après le début.", field="ends_on")
    if ends_at <= now:
        raise Refused("Ces jours sont passés : un ordre se donne avant la mission.", field="ends_on")
    if ends_at - starts_at > LONGEST_ORDER:
        raise Refused("Un ordre de mission couvre une semaine au plus.", field="ends_on")
