"""Who files, who reads and why, when a report is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cordee.coordinate.safeguarding.models import SafeguardingReport, StepKind
from cordee.coordinate.safeguarding.rules.routing import Concern, concern_of
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, can, check_can

READING_REASONS: dict[str, str] = {
    "follow": "suivre ce signalement",
    "transmit": "préparer une transmission",
    "justice": "répondre à la justice ou à une autorité",
    "deadline": "vérifier une échéance",
    "access": "répondre à une demande de droits, avec le délégué à la protection des données",
}
"""Why somebody opens a report; the log keeps the code beside each reading."""

FUTURE_MARGIN = timedelta(minutes=5)
LONGEST_DEADLINE = timedelta(days=366)


@dataclass(frozen=True)
class Filing:
    """What the author writes: ``facts`` seen or heard, in quotation marks; ``called`` is a code of the routing table."""

    concern: str
    about: str
    facts: str
    place: str = ""
    happened: str = ""
    told_by: str = ""
    danger: bool = False
    called: str = ""
    called_at: datetime | None = None
    person_id: int | None = None
    key: str = ""
    """What makes one sending of the form one report; empty: each is its own."""


def can_read(account: Account) -> bool:
    """True for the direction of the CCAS and of the services only (§ 5.4)."""
    return can(account, Permission.SAFEGUARD_READ)


def check_read(account: Account, reason: str) -> None:
    """Raise ``Refused`` without the role, or without a reason of the list."""
    check_can(account, Permission.SAFEGUARD_READ)
    if reason not in READING_REASONS:
        raise Refused("Dites pourquoi vous ouvrez ce signalement.", field="reason")


def check_filing(filing: Filing, *, at: datetime) -> Concern:
    """The concern of a filing. Raises ``Refused`` with the field to correct."""
    concern = concern_of(filing.concern)
    if not filing.about.strip():
        raise Refused("De qui s’agit-il ? Un nom, ou « inconnu » et de quoi la retrouver.", field="about")
    if not filing.facts.strip():
        raise Refused("Écrivez ce que vous avez vu ou entendu.", field="facts")
    if filing.danger and not filing.called:
        raise Refused(
            "En danger immédiat, appelez d’abord, puis notez qui et à quelle heure.", field="called"
        )
    if filing.called and filing.called not in {one.code for one in concern.services}:
        raise Refused("Choisissez un numéro de la liste.", field="called")
    if filing.called and filing.called_at is None:
        raise Refused("Notez l’heure de l’appel.", field="called_at")
    if filing.called_at is not None and filing.called_at > at + FUTURE_MARGIN:
        raise Refused("Cette heure n’est pas encore venue.", field="called_at")
    return concern


def due_after(concern: Concern, at: datetime) -> datetime:
    """When somebody must have acted."""
    return at + timedelta(hours=concern.hours)


def check_due(due_at: datetime | None, *, at: datetime) -> None:
    """Raise ``Refused`` for a deadline already passed, or further than a year."""
    if due_at is not None and not at < due_at <= at + LONGEST_DEADLINE:
        raise Refused("La prochaine échéance est à venir, dans l’année.", field="due_at")


def is_late(report: SafeguardingReport, at: datetime) -> bool:
    """True while nobody closed it nor gave it a later deadline."""
    return report.closed_at is None and report.due_at < at


def check_open_report(report: SafeguardingReport) -> None:
    """Raise ``Refused`` once it is closed."""
    if report.closed_at is not None:
        raise Refused("Ce signalement est clos : rouvrez-le pour ajouter une suite.")


NOTED = (StepKind.CALLED, StepKind.ANSWERED, StepKind.NOTED)
"""Steps written by hand; the others come with an act."""
