"""The words of the register for the pages, which may not open its tables."""

from cordee.coordinate.register.models import (
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
    TransmissionState,
)

__all__ = [
    "AlertChannel",
    "AlertRisk",
    "CheckReason",
    "ClearanceScope",
    "EntryState",
    "LegalCategory",
    "Means",
    "Mobility",
    "Origin",
    "PartOfDay",
    "RemovalReason",
    "TransmissionState",
]
