"""What a bulletin says, apart from where it is kept: each channel makes its own form of it, and nothing else is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Ring = tuple[tuple[float, float], ...]
"""A closed ring of (longitude, latitude), WGS 84: the last point is the first one again."""


class Mode(StrEnum):
    """Whether it is true (CAP ``status``)."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class Step(StrEnum):
    """What a version does to the one before (CAP ``msgType``)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True)
class Speaker:
    """The town that speaks. ``address`` is its public site without a final slash, ``phone`` as it is shown."""

    insee_code: str
    name: str
    phone: str
    phone_hours: str
    email: str
    address: str


@dataclass(frozen=True)
class Words:
    """The text in one language (BCP 47 code); ``outdated``: the French has changed since ``french_at``."""

    language: str
    title: str
    action: str
    details: str = ""
    places: str = ""
    outdated: bool = False
    french_at: datetime | None = None


@dataclass(frozen=True)
class Area:
    """Where it holds, in words, and its outlines (none when the town has not drawn them)."""

    name: str
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A version before this one: its identifier and when it was sent."""

    identifier: str
    sent_at: datetime


@dataclass(frozen=True)
class Announcement:
    """One version of a bulletin, whole. Moments are aware, in the zone of the town (offset written, never « Z »).

    ``kind`` is « consigne », « information » or « démenti »; ``event`` the phenomenon (« Canicule »); ``source`` the
    sentence shown everywhere (« Source : préfecture de Maine-et-Loire, 12/08, 14 h »); ``sms`` what the author wrote for
    SMS, or nothing; ``page`` the public address of this bulletin; ``reason`` why it replaces or cancels. ``theme``,
    ``response`` (may be empty), ``urgency``, ``severity``, ``certainty`` are the CAP 1.2 values.
    """

    identifier: str
    mode: Mode
    step: Step
    references: tuple[Reference, ...]
    speaker: Speaker
    kind: str
    event: str
    french: Words
    translations: tuple[Words, ...]
    phone: str
    sms: str
    source: str
    source_url: str
    sent_at: datetime
    starts_at: datetime
    expires_at: datetime
    areas: tuple[Area, ...]
    theme: str
    response: str
    urgency: str
    severity: str
    certainty: str
    page: str
    reason: str = ""
