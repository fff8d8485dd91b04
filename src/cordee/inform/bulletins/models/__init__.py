"""Nouns of the bulletins."""

from cordee.inform.bulletins.models.bulletins import Bulletin, Translation
from cordee.inform.bulletins.models.choices import (
    RIGHT_TO_LEFT,
    Audience,
    Authority,
    BulletinKind,
    BulletinState,
    Certainty,
    Language,
    Response,
    Severity,
    Theme,
    Urgency,
)

__all__ = [
    "RIGHT_TO_LEFT",
    "Audience",
    "Authority",
    "Bulletin",
    "BulletinKind",
    "BulletinState",
    "Certainty",
    "Language",
    "Response",
    "Severity",
    "Theme",
    "Translation",
    "Urgency",
]
