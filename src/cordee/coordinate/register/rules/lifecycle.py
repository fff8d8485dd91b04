"""From which state to which (domain.md § 2.3).

``requested → active → confirmed``; from whoever is listed: opposed, suspended, to check, removed. Who was away or doubtful
comes back where they stood: confirmed when their agreement is known, active otherwise.
"""

from __future__ import annotations

from datetime import date, timedelta

from cordee.coordinate.register.models import EntryState as State
from cordee.coordinate.register.models import RegisterEntry
from cordee.ground.audit.rules import Refused

ACKNOWLEDGE_WITHIN = timedelta(days=8)
"""Calendar days in which the person concerned hears that somebody had them listed."""
WARN_BEFORE = timedelta(days=2)
"""From the sixth day an acknowledgement not sent is told on top of the register."""
CHECK_EVERY = timedelta(days=365)

_LEAVING = frozenset({State.OPPOSED, State.SUSPENDED, State.TO_CHECK, State.REMOVED})
MOVES: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.ACTIVE}),
    State.ACTIVE: _LEAVING | {State.CONFIRMED},
    State.CONFIRMED: _LEAVING,
    State.SUSPENDED: _LEAVING - {State.SUSPENDED} | {State.ACTIVE, State.CONFIRMED},
    State.TO_CHECK: _LEAVING - {State.TO_CHECK} | {State.ACTIVE, State.CONFIRMED},
    State.OPPOSED: frozenset(),
    State.REMOVED: frozenset(),
}


def can_move(before: str, after: str) -> bool:
    """True when the state machine leads from one to the other."""
    return State(after) in MOVES[State(before)]


def check_move(before: str, after: str) -> None:
    """Raise ``Refused`` when it does not."""
    if not can_move(before, after):
        raise Refused(f"Cette inscription est « {State(before).label} » : ce n’est plus possible.")


def where_it_stood(entry: RegisterEntry) -> State:
    """Where an entry comes back to after an absence or a doubt."""
    agreed = entry.checked_on is not None or (entry.origin != "third_party" and entry.acknowledged_at)
    return State.CONFIRMED if agreed else State.ACTIVE


def is_acknowledgement_late(entry: RegisterEntry, on: date) -> bool:
    """True when the person should have heard by now that they are listed."""
    return entry.acknowledged_at is None and entry.acknowledge_by is not None and entry.acknowledge_by < on


def is_acknowledgement_soon(entry: RegisterEntry, on: date) -> bool:
    """True in the last days in which the letter can leave in time (from the sixth day to the eighth)."""
    due = entry.acknowledge_by
    return entry.acknowledged_at is None and due is not None and due - WARN_BEFORE <= on <= due


def check_absence(away_from: date | None, away_until: date | None, *, on: date) -> None:
    """Raise ``Refused`` with the field for days that make no absence."""
    if away_from is None:
        raise Refused("Depuis quel jour la personne est-elle absente ?", field="away_from")
    if away_until is None:
        raise Refused("Jusqu’à quel jour ? Sans date, personne ne la rappellerait.", field="away_until")
    if away_until < away_from:
        raise Refused("Le retour est avant le départ.", field="away_until")
    if away_until < on:
        raise Refused("Cette absence est déjà finie.", field="away_until")
    if away_until - away_from > timedelta(days=183):
        raise Refused(
            "Plus de six mois : voyez avec la personne s’il faut la radier, ou notez une date plus proche.",
            field="away_until",
        )
