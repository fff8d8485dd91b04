"""What the house does by itself as time passes."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.campaigns.actions.preparing import destroy_list
from cordee.coordinate.campaigns.selectors.board import lists_to_destroy
from cordee.ground.audit.actions import Task


def destroy_lists_of_the_day(at: datetime) -> int:
    """Destroy the lists whose day has come, even where nobody closed the campaign. Returns how many."""
    due = lists_to_destroy(at=at)
    for campaign in due:
        destroy_list(campaign=campaign, by=Task("destroy_lists"), at=at)
    return len(due)
