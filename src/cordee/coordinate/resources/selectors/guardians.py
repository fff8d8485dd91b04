"""Finding the place a guardian’s link stands for."""

from __future__ import annotations

from cordee.coordinate.resources.models import GuardianKey
from cordee.coordinate.resources.rules.guardians import link_digest


def key_of_link(token: str) -> GuardianKey | None:
    """The key in force of a link, locked or not, in this town; ``None`` when it was replaced, shut, or never was."""
    return (
        GuardianKey.objects.select_related("place")
        .filter(link_digest=link_digest(token), ended_at=None, place__ended_at=None)
        .first()
    )
