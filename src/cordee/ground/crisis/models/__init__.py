"""The crisis a town goes through: its phases, its logbook, who is on call, the protocols in force, the zones it closes."""

from cordee.ground.crisis.models.bilan import AfterActionReport, AfterActionTask
from cordee.ground.crisis.models.crises import (
    Crisis,
    CrisisKind,
    CrisisPhase,
    CrisisPlace,
    CrisisStep,
    FollowUp,
    LegalTrigger,
    PresetAnswer,
    VigilanceColour,
)
from cordee.ground.crisis.models.duty import DutyKind, DutyShift, HandOver
from cordee.ground.crisis.models.logbook import (
    EntryKind,
    EntrySource,
    Follows,
    Importance,
    Logbook,
    LogbookEntry,
)
from cordee.ground.crisis.models.protocols import DecisionKind, ForbiddenZone, ProtocolDecision
from cordee.ground.crisis.models.situation import SituationReport
from cordee.ground.crisis.models.visitors import VisitorOutcome, VisitorReport

__all__ = [
    "AfterActionReport",
    "AfterActionTask",
    "Crisis",
    "CrisisKind",
    "CrisisPhase",
    "CrisisPlace",
    "CrisisStep",
    "DecisionKind",
    "DutyKind",
    "DutyShift",
    "EntryKind",
    "EntrySource",
    "FollowUp",
    "Follows",
    "ForbiddenZone",
    "HandOver",
    "Importance",
    "LegalTrigger",
    "Logbook",
    "LogbookEntry",
    "PresetAnswer",
    "ProtocolDecision",
    "SituationReport",
    "VigilanceColour",
    "VisitorOutcome",
    "VisitorReport",
]
