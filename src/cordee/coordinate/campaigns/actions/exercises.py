"""Taking away the campaigns of an exercise."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.campaigns.models import CallCampaign
from cordee.ground.crisis.models import Crisis


def wipe_campaigns(exercise: Crisis, _at: datetime, _kept: frozenset[str]) -> int:
    """Campaigns of an exercise, with the people called and what was said of them. Returns how many campaigns."""
    found = CallCampaign.objects.filter(crisis=exercise)
    count = found.count()
    found.delete()
    return count
