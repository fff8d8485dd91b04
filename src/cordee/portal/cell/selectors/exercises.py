"""What an exercise made in the rooms below."""

from __future__ import annotations

from cordee.ground.crisis.models import Crisis
from cordee.ground.messaging.selectors import messages_written_between


def messages_count(exercise: Crisis) -> int:
    """Messages written during an exercise: none of them left the building."""
    return messages_written_between(exercise.started_at, exercise.ended_at).count()
