"""What the rooms above plug in: what becomes of their rows when somebody leaves the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_leavers: dict[str, Callable[[int, bool, datetime], None]] = {}


def register_leaver(name: str, leave: Callable[[int, bool, datetime], None]) -> None:
    """``leave(entry_key, opposed, at)`` runs when an entry ends, in the same transaction; once per name."""
    _leavers[name] = leave


def tell_of_leaving(entry_key: int, *, opposed: bool, at: datetime) -> None:
    """An entry ends: opposed (nothing of the person may stay) or removed (nobody calls any more)."""
    for leave in _leavers.values():
        leave(entry_key, opposed, at)
