"""What makes a year of the reserve thirty days long (CSI L. 724-4; domain.md § 1.4)."""

from __future__ import annotations

from datetime import date

from cordee.ground.audit.rules import Refused


def check_extension(*, emergency_from: date, emergency_until: date, voted_on: date, today: date) -> None:
    """A vote already held, about an emergency that lasts. Raises ``Refused`` beside the field at fault."""
    if emergency_until < emergency_from:
        raise Refused("La fin vient après le début.", field="emergency_until")
    if voted_on > today:
        raise Refused(
            "Le conseil n’a pas encore voté : notez la délibération une fois votée.", field="voted_on"
        )
    if voted_on > emergency_until:
        raise Refused("Le vote vient après la fin de l’état d’urgence.", field="voted_on")
