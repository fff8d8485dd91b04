"""When a paper is good."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from cordee.ground.papers.models import Paper


class Validity(StrEnum):
    """What a stranger is told of a number."""

    VALID = "valide"
    INVALID = "non valide"
    SUSPENDED = "suspendu"
    EXPIRED = "expiré"


def validity_of(paper: Paper | None, *, suspended: bool, at: datetime) -> Validity:
    """The one answer for a number: unknown, cancelled and not yet begun are told alike, as « non valide ».

    ``suspended`` is whether the person may not act at this moment, which a room above knows.
    """
    if paper is None or paper.revoked_at is not None or not paper.code:
        return Validity.INVALID
    if paper.valid_from is None or paper.valid_until is None or at < paper.valid_from:
        return Validity.INVALID
    if suspended:
        return Validity.SUSPENDED
    return Validity.VALID if at < paper.valid_until else Validity.EXPIRED
