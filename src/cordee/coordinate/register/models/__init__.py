"""Nouns of the register: locked, only this room and the campaigns import them."""

from cordee.coordinate.register.models.alerts import AlertSubscription
from cordee.coordinate.register.models.choices import (
    CALLED_STATES,
    LISTED_STATES,
    LIVING_STATES,
    AlertChannel,
    AlertRisk,
    CheckReason,
    ClearanceScope,
    EntryState,
    LegalCategory,
    Means,
    Mobility,
    Origin,
    PartOfDay,
    RemovalReason,
)
from cordee.coordinate.register.models.clearances import Clearance, Transmission, TransmissionState
from cordee.coordinate.register.models.entries import (
    ElderlyCount,
    OppositionTrace,
    RegisterChoices,
    RegisterEntry,
)

__all__ = [
    "CALLED_STATES",
    "LISTED_STATES",
    "LIVING_STATES",
    "AlertChannel",
    "AlertRisk",
    "AlertSubscription",
    "CheckReason",
    "Clearance",
    "ClearanceScope",
    "ElderlyCount",
    "EntryState",
    "LegalCategory",
    "Means",
    "Mobility",
    "OppositionTrace",
    "Origin",
    "PartOfDay",
    "RegisterChoices",
    "RegisterEntry",
    "RemovalReason",
    "Transmission",
    "TransmissionState",
]
