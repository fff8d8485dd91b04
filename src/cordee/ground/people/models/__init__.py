"""Nouns about people."""

from cordee.ground.people.models.accounts import Account, Role, StaffRole
from cordee.ground.people.models.keys import EntryKey, EntryPurpose
from cordee.ground.people.models.persons import ContactBy, Language, Person
from cordee.ground.people.models.sheets import ReceivedSheet, SheetKind, SheetState

__all__ = [
    "Account",
    "ContactBy",
    "EntryKey",
    "EntryPurpose",
    "Language",
    "Person",
    "ReceivedSheet",
    "Role",
    "SheetKind",
    "SheetState",
    "StaffRole",
]
