"""What the worker does of this room, done at once."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.assignments.tasks.reviewing import review_missions


def reviewed(review_id: int, *, at: datetime) -> None:
    """Judge every mission of a review."""
    review_missions(review_id, at=at)
