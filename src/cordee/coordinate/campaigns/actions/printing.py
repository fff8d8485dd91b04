"""What goes out on paper leaves a trace: who printed, how many people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.coordinate.campaigns.models import CallCampaign, CampaignEntry
from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


@transaction.atomic
def trace_sheets(*, campaign: CallCampaign, entries: list[CampaignEntry], by: Account, at: datetime) -> None:
    """Record that these people are on paper from now on."""
    leave_read_trace(subjects=list(entries), by=by, commune_code=current_commune(), page="campaign_sheets")
    leave_trace(
        verb="print_call_sheets",
        subject=campaign,
        by=by,
        commune_code=current_commune(),
        at=at,
        people=len(entries),
    )
