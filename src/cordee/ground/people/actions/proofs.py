"""Proofs of work count once."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.people.models import SpentProof
from cordee.ground.territory.models import current_commune


def spend_proof(*, digest: str, until: datetime) -> bool:
    """Keep a proof; ``False`` when it was already spent."""
    _, fresh = SpentProof.objects.get_or_create(
        digest=digest, defaults={"until": until, "commune_id": current_commune()}
    )
    return fresh


def forget_proofs(*, at: datetime) -> int:
    """Drop the proofs that are too old to come back; how many."""
    gone, _ = SpentProof.objects.filter(until__lt=at).delete()
    return gone
