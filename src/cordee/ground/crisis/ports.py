"""What the town says aloud when its rules change: whoever holds planned missions listens (filled in ``apps.ready()``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision

RulesChanged = Callable[[ProtocolDecision | ForbiddenZone, datetime], None]

_listeners: list[RulesChanged] = []


def when_rules_change(listener: RulesChanged) -> None:
    """Register ``listener(decision, at)``; it runs inside the transaction that records the decision."""
    if listener not in _listeners:
        _listeners.append(listener)


def say_rules_changed(decision: ProtocolDecision | ForbiddenZone, at: datetime) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(decision, at)
