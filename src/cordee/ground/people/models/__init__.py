"""Nouns about people."""

from cordee.ground.people.models.accounts import Account, Role, StaffRole
from cordee.ground.people.models.keys import EntryKey, EntryPurpose
from cordee.ground.people.models.persons import ContactBy, Language, Person
from cordee.ground.people.models.privacy import (
    Elimination,
    RetentionChoice,
    RightChannel,
    RightKind,
    RightOutcome,
    RightRequest,
)
from cordee.ground.people.models.sheets import ReceivedSheet, SheetKind, SheetState

__all__ = [
    "Account",
    "ContactBy",
    "Elimination",
    "EntryKey",
    "EntryPurpose",
    "Language",
    "Person",
    "ReceivedSheet",
    "RetentionChoice",
    "RightChannel",
    "RightKind",
    "RightOutcome",
    "RightRequest",
    "Role",
    "SheetKind",
    "SheetState",
    "StaffRole",
]
