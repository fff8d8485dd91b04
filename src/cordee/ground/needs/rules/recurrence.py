"""How a need comes back (RFC 5545): what may be chosen, until when, and the same in words."""

from __future__ import annotations

from datetime import date, datetime

from cordee.ground.audit.rules import Refused

RECURRENCES: tuple[tuple[str, str], ...] = (
    ("", "une seule fois"),
    ("FREQ=DAILY", "chaque jour"),
    ("FREQ=WEEKLY", "chaque semaine"),
    ("FREQ=WEEKLY;INTERVAL=2", "toutes les deux semaines"),
)
_UNTIL = ";UNTIL="


def recurrence_rule(*, every: str, last_day: date | None) -> str:
    """The rule for one of ``RECURRENCES`` with its last day included; empty for a need asked once.

    Raises ``Refused`` for a rhythm that is not offered.
    """
    if every not in dict(RECURRENCES):
        raise Refused("Choisissez un rythme de la liste.", field="recurrence")
    if not every or last_day is None:
        return every
    # Wall time without a zone, like the start it is compared with: the last day is whole in the town.
    return f"{every}{_UNTIL}{last_day:%Y%m%d}T235959"


def recurrence_parts(rule: str) -> tuple[str, date | None]:
    """(rhythm, last day) of a rule."""
    every, _, until = rule.partition(_UNTIL)
    return every, datetime.strptime(until[:8], "%Y%m%d").date() if until else None  # noqa: DTZ007


def recurrence_words(rule: str) -> str:
    """« chaque semaine, jusqu’au 12/05/2026 »; a rule written elsewhere is said to repeat, no more."""
    every, last_day = recurrence_parts(rule)
    words = dict(RECURRENCES).get(every, "oui")
    return f"{words}, jusqu’au {last_day:%d/%m/%Y}" if last_day else words
