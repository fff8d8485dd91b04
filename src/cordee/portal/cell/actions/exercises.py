"""Taking away what an exercise made in the rooms below."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.crisis.models import Crisis
from cordee.ground.messaging.actions.forgetting import destroy_messages, forget_exercise_copies
from cordee.ground.messaging.selectors import messages_written_between


def wipe_messages(exercise: Crisis, at: datetime, _kept: frozenset[str]) -> int:
    """Messages of an exercise, and their copies on this machine."""
    keys = list(messages_written_between(exercise.started_at, exercise.ended_at).values_list("pk", flat=True))
    destroy_messages(keys, at)
    forget_exercise_copies()
    return len(keys)
