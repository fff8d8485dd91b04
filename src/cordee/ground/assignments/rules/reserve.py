"""How many days of a calendar year a reservist may serve (CSI L. 724-3 s.: fifteen working days, or thirty)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date

from cordee.engine.protocol.hard_rules import EXTENDED_DAYS, RESERVIST_DAYS
from cordee.ground.audit.rules import Refused

_SUNDAY = 6


@dataclass(frozen=True)
class ReserveDays:
    """What one reservist has served or promised.

    ``served``: local days, each once. ``extended``: first and last days, both included, of the times when thirty days may be
    served instead of fifteen (health emergency declared, voted by the council, accepted by the person).
    """

    served: Set[date] = frozenset()
    extended: tuple[tuple[date, date], ...] = ()

    def used(self, year: int) -> int:
        """Working days of a year: Sundays do not count; a public holiday does, so that nobody serves one day too many."""
        return sum(1 for day in self.served if day.year == year and day.weekday() != _SUNDAY)

    def limit(self, on: date) -> int:
        """Days a year, for who serves that day."""
        return EXTENDED_DAYS if any(first <= on <= last for first, last in self.extended) else RESERVIST_DAYS

    def can_serve_on(self, on: date) -> bool:
        """True when the day is already counted, does not count, or is still left."""
        return on in self.served or on.weekday() == _SUNDAY or self.used(on.year) < self.limit(on)

    def check(self, wanted: Set[date]) -> None:
        """Raise ``Refused`` when these days would pass the limit of their year."""
        soon = self
        for day in sorted(wanted - self.served):
            if not soon.can_serve_on(day):
                raise Refused(
                    f"La réserve ne dépasse pas {self.limit(day)} jours ouvrables par année civile : "
                    f"{self.used(day.year)} sont déjà comptés en {day.year}."
                )
            soon = replace(soon, served=soon.served | {day})
