"""Nouns of call campaigns."""

from cordee.coordinate.campaigns.models.campaigns import CallCampaign
from cordee.coordinate.campaigns.models.codes import (
    BESIDE,
    CALL_STEPS,
    LADDER,
    OPEN_STATES,
    RELIEVED,
    WORRIES,
    CampaignState,
    Colour,
    EntryState,
    Outcome,
    Source,
    StepKind,
    Trigger,
    Via,
)
from cordee.coordinate.campaigns.models.entries import CallAttempt, CallBatch, CampaignEntry, EntryStep

__all__ = [
    "BESIDE",
    "CALL_STEPS",
    "LADDER",
    "OPEN_STATES",
    "RELIEVED",
    "WORRIES",
    "CallAttempt",
    "CallBatch",
    "CallCampaign",
    "CampaignEntry",
    "CampaignState",
    "Colour",
    "EntryState",
    "EntryStep",
    "Outcome",
    "Source",
    "StepKind",
    "Trigger",
    "Via",
]
