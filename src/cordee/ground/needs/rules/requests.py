"""What a request must say before it enters the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import MoneyMethod

OLDEST_SHEET = timedelta(days=31)
"""How long after a power cut its sheets may still be copied."""
_CLOCKS_APART = timedelta(minutes=5)


def askable_activities() -> list[tuple[str, str]]:
    """Activities a resident can ask for: (code, label), in catalogue order."""
    return [(code, activity.label) for code, activity in ACTIVITIES.items() if not activity.staff_only]


def check_activity(code: str) -> None:
    """Raise ``Refused`` for an activity nobody can ask for."""
    if code not in ACTIVITIES or ACTIVITIES[code].staff_only:
        raise Refused("Cette aide ne se demande pas ici.", field="activity")


def check_money(*, activity: str, method: str, ceiling_euros: int | None, cash_ceiling_euros: int) -> None:
    """Shopping needs a way to pay, and cash has a ceiling. No card, no code, no bank detail is ever asked."""
    if activity not in ACTIVITIES or not ACTIVITIES[activity].money:
        return
    if not method:
        raise Refused("Choisissez comment les courses seront payées.", field="money_method")
    if method == MoneyMethod.CASH_ENVELOPE:
        if ceiling_euros is None:
            raise Refused("Indiquez la somme placée dans l’enveloppe.", field="money_ceiling_euros")
        if ceiling_euros > cash_ceiling_euros:
            raise Refused(
                f"L’enveloppe d’espèces ne dépasse pas {cash_ceiling_euros} €.", field="money_ceiling_euros"
            )


def check_heard(heard_at: datetime | None, *, at: datetime) -> None:
    """Raise ``Refused`` when a request copied from paper would be of tomorrow, or too old to be one of this crisis."""
    if heard_at is None:
        return
    if heard_at > at + _CLOCKS_APART:
        raise Refused(
            "Ce moment est dans l’avenir. Vérifiez le jour et l’heure de la feuille.", field="heard_on"
        )
    if heard_at < at - OLDEST_SHEET:
        raise Refused(
            f"Cette feuille a plus de {OLDEST_SHEET.days} jours. Vérifiez le jour, ou notez la date dans les précisions.",
            field="heard_on",
        )


def activity_label(code: str) -> str:
    """Label of an activity, or its code when a later version removed it."""
    return ACTIVITIES[code].label if code in ACTIVITIES else code


def needs_money(code: str) -> bool:
    """True when the beneficiary's own money is involved, so that a way to pay must be chosen."""
    return code in ACTIVITIES and ACTIVITIES[code].money


def least_helpers(code: str) -> int:
    """How many go together: two where nobody goes alone, the team where one is needed, one otherwise."""
    return ACTIVITIES[code].team_min if code in ACTIVITIES else 1
