"""Nobody goes alone to a first mission at somebody’s home (domain.md § 4.0, step 7, and § 5.5)."""

from __future__ import annotations

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.rules.frames import rules_of

VISITS = frozenset(code for code, one in ACTIVITIES.items() if "first_accompanied" in one.checks)
"""Activities whose catalogue asks for it: one goes in."""
HOMES = VISITS | {code for code, one in ACTIVITIES.items() if one.on_site and one.mode & {"D", "I"}}
"""The same, and what is done at a door."""
GATED: dict[str, frozenset[str]] = {"never": frozenset(), "visits": VISITS, "homes": HOMES}
"""The activities a setting of the town shuts to somebody new."""


class CompanionNeeded(Refused):
    """A first mission that waits for somebody to come along."""

    def __init__(self) -> None:
        super().__init__("Première mission à accompagner : dites d’abord par qui.")


def asks_for_companion(activity: str, *, frame: str, setting: str) -> bool:
    """Whether the first mission of this kind is accompanied. Only whom the town mandates: an association accompanies its
    own, and neighbours are not sent by anybody."""
    return activity in GATED[setting] and rules_of(frame).mandated


def goes_by_two(activity: str, *, frame: str) -> bool:
    """Whether two go together and one of them knows the work: never two first-timers (§ 5.5)."""
    return ACTIVITIES[activity].pair == "required" and rules_of(frame).mandated


def check_companion(*, experienced: bool, same: bool) -> None:
    """Raise ``Refused`` for somebody new, or for the same person twice (§ 5.5: never two first-timers)."""
    if same:
        raise Refused("Choisissez quelqu’un d’autre que la personne à accompagner.", field="companion")
    if not experienced:
        raise Refused(
            "Cette personne n’a pas encore fait de mission chez quelqu’un : elle ne peut pas en accompagner une autre.",
            field="companion",
        )
