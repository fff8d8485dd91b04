"""What the ledger says aloud: a place is free. Whoever looks for the next helper listens (filled in ``apps.ready()``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cordee.ground.needs.models import Need

PlaceFreed = Callable[[Need, datetime], None]

_listeners: list[PlaceFreed] = []


def when_place_freed(listener: PlaceFreed) -> None:
    """Register ``listener(need, at)``; it runs inside the transaction that freed the place."""
    if listener not in _listeners:
        _listeners.append(listener)


def say_place_freed(need: Need, at: datetime) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(need, at)
