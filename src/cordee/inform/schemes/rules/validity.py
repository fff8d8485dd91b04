"""Until when a scheme is told, and what it must say before everybody reads it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from cordee.engine.protocol.cases import months_after
from cordee.ground.audit.rules import Refused
from cordee.inform.schemes.models import Scheme, SchemeState

LONGEST_UNCHECKED_MONTHS = 6
"""A scheme without an end is looked at again within so many months."""
SOON = timedelta(days=30)
"""How long ahead the desk names what is to be verified."""


def check_dates(
    *, valid_from: date | None, valid_until: date | None, check_on: date | None, today: date
) -> None:
    """Raise ``Refused``, with its field, when the dates contradict each other or an open end has no day to look again."""
    if valid_from and valid_until and valid_until < valid_from:
        raise Refused("La fin vient avant le début : vérifiez les deux dates.", field="valid_until")
    if valid_until is None and check_on is None:
        raise Refused(
            "Sans date de fin, dites quand quelqu’un revérifiera : six mois au plus.", field="check_on"
        )
    if check_on is None:
        return
    latest = months_after(today, LONGEST_UNCHECKED_MONTHS)
    if check_on <= today:
        raise Refused("Ce jour est passé : choisissez un jour à venir.", field="check_on")
    if check_on > latest:
        raise Refused(f"Six mois au plus : jusqu’au {latest:%d/%m/%Y}.", field="check_on")


def check_publishable(scheme: Scheme, today: date) -> None:
    """Raise ``Refused`` when everybody would read something that misses what they need, or is over."""
    if not scheme.audiences:
        raise Refused("Dites d’abord pour qui c’est.", field="audiences")
    if not (scheme.steps or scheme.phone or scheme.link):
        raise Refused("Comment le demander ? Donnez une étape, un téléphone ou un lien.", field="steps")
    if scheme.valid_until and scheme.valid_until < today:
        raise Refused("Ce dispositif est terminé : corrigez sa date de fin.", field="valid_until")
    check_dates(
        valid_from=scheme.valid_from, valid_until=scheme.valid_until, check_on=scheme.check_on, today=today
    )


def is_over(scheme: Scheme, today: date) -> bool:
    """True past its last day."""
    return scheme.valid_until is not None and scheme.valid_until < today


def must_be_checked(scheme: Scheme, today: date) -> bool:
    """True from the day somebody was to look again."""
    return scheme.check_on is not None and scheme.check_on <= today


def ends_or_is_due_soon(scheme: Scheme, today: date) -> bool:
    """True when everybody reads it and it ends, or is to be looked at, within thirty days; late ones too."""
    if scheme.state != SchemeState.PUBLISHED:
        return False
    return any(day is not None and day <= today + SOON for day in (scheme.check_on, scheme.valid_until))


def is_told(scheme: Scheme, today: date, going_on: Collection[str]) -> bool:
    """True when everybody may read it on this day; ``going_on`` are the kinds of the real events open."""
    return (
        scheme.state == SchemeState.PUBLISHED
        and not is_over(scheme, today)
        and (scheme.valid_from is None or scheme.valid_from <= today)
        and (not scheme.crises or not set(scheme.crises).isdisjoint(going_on))
    )
