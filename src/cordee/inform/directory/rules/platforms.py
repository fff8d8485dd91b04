"""What a platform must say before everybody reads it, and when it is looked at again."""

from __future__ import annotations

from datetime import date

from cordee.engine.protocol.cases import months_after
from cordee.ground.audit.rules import Refused
from cordee.inform.directory.models import Platform, PlatformState

LOOK_AGAIN_MONTHS = 6


def check_publishable(platform: Platform) -> None:
    """Raise ``Refused`` when everybody would read something that misses what they need."""
    if not platform.serves:
        raise Refused("Dites d’abord à qui elle sert.", field="serves")
    if not platform.link:
        raise Refused("Il manque l’adresse du site.", field="link")


def look_again_on(platform: Platform) -> date | None:
    """The day by which somebody should see that a published platform still does what is said."""
    if platform.state != PlatformState.PUBLISHED or platform.verified_on is None:
        return None
    return months_after(platform.verified_on, LOOK_AGAIN_MONTHS)
