"""Nouns about people."""

from cordee.ground.people.models.accounts import Account, Role, StaffRole
from cordee.ground.people.models.alerts import AccessAlert
from cordee.ground.people.models.consents import Consent, ConsentAnswer, ConsentChannel, Recipient
from cordee.ground.people.models.factors import (
    STRONG_WAYS,
    AccountLink,
    DeskPresence,
    LinkPurpose,
    Passkey,
    ProviderIdentity,
    RecoveryCode,
    StaffSession,
    TotpSecret,
    Way,
)
from cordee.ground.people.models.impact import ImpactDecision, ImpactStudy, Level
from cordee.ground.people.models.keys import EntryKey, EntryPurpose
from cordee.ground.people.models.persons import ContactBy, Language, Person, is_mobile
from cordee.ground.people.models.privacy import (
    Elimination,
    RetentionChoice,
    RightChannel,
    RightKind,
    RightOutcome,
    RightRequest,
)
from cordee.ground.people.models.proofs import SpentProof
from cordee.ground.people.models.protection import GlassBreak, Protection, ProtectionGround
from cordee.ground.people.models.sheets import ReceivedSheet, SheetKind, SheetState

__all__ = [
    "STRONG_WAYS",
    "AccessAlert",
    "Account",
    "AccountLink",
    "Consent",
    "ConsentAnswer",
    "ConsentChannel",
    "ContactBy",
    "DeskPresence",
    "Elimination",
    "EntryKey",
    "EntryPurpose",
    "GlassBreak",
    "ImpactDecision",
    "ImpactStudy",
    "Language",
    "Level",
    "LinkPurpose",
    "Passkey",
    "Person",
    "Protection",
    "ProtectionGround",
    "ProviderIdentity",
    "ReceivedSheet",
    "Recipient",
    "RecoveryCode",
    "RetentionChoice",
    "RightChannel",
    "RightKind",
    "RightOutcome",
    "RightRequest",
    "Role",
    "SheetKind",
    "SheetState",
    "SpentProof",
    "StaffRole",
    "StaffSession",
    "TotpSecret",
    "Way",
    "is_mobile",
]
