"""How many days of a calendar year a reservist may serve (CSI L. 724-3 s.: fifteen working days)."""

from __future__ import annotations

from datetime import date

from cordee.engine.protocol.hard_rules import RESERVIST_DAYS
from cordee.ground.audit.rules import Refused

MOST_DAYS = RESERVIST_DAYS
"""Fifteen; the thirty of a declared health emergency need a vote and each one’s consent, kept on paper."""
_SUNDAY = 6


def days_used(served: set[date], year: int) -> int:
    """Working days of a year: Sundays do not count; a public holiday does, so that nobody serves one day too many."""
    return sum(1 for day in served if day.year == year and day.weekday() != _SUNDAY)


def can_serve_on(served: set[date], on: date) -> bool:
    """True when the day is already counted, does not count, or is still left."""
    return on in served or on.weekday() == _SUNDAY or days_used(served, on.year) < MOST_DAYS


def check_reserve_days(served: set[date], wanted: set[date]) -> None:
    """Raise ``Refused`` when these days would pass the limit of their year."""
    for year in sorted({day.year for day in wanted}):
        used = days_used(served | {day for day in wanted if day.year == year}, year)
        if used > MOST_DAYS and any(day not in served for day in wanted if day.year == year):
            raise Refused(
                f"La réserve ne dépasse pas {MOST_DAYS} jours ouvrables par année civile : "
                f"{days_used(served, year)} sont déjà comptés en {year}."
            )
