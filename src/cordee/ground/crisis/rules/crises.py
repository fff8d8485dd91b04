"""What may be said of a crisis, and when it may still change."""

from __future__ import annotations

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis, CrisisKind, CrisisPhase

LONGEST_MESSAGE = 1000


def check_words(*, kind: str, title: str, phase: str, public_message: str) -> None:
    """Raise ``Refused`` with the field when the event could not be shown as it is."""
    if kind not in CrisisKind.values:
        raise Refused("Choisissez l’événement dans la liste.", field="kind")
    if phase not in CrisisPhase.values:
        raise Refused("Choisissez la phase dans la liste.", field="phase")
    if not title.strip():
        raise Refused("Donnez un titre : c’est la première chose que les habitants lisent.", field="title")
    if len(public_message) > LONGEST_MESSAGE:
        raise Refused(
            f"{LONGEST_MESSAGE} caractères au plus : un message court est un message lu.",
            field="public_message",
        )


def can_change(crisis: Crisis) -> bool:
    """True until the crisis is ended."""
    return crisis.ended_at is None


def check_change(crisis: Crisis) -> None:
    """Raise ``Refused`` where ``can_change`` is false."""
    if not can_change(crisis):
        raise Refused("Cette crise est close. Ouvrez-en une nouvelle si l’événement reprend.")
