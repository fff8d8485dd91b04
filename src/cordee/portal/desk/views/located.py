"""From an address typed by an agent to the fields of a place."""

from __future__ import annotations

from typing import Any

from cordee.ground.territory.selectors import locate, place_pin


def place_of(
    address: str, latitude: float | None = None, longitude: float | None = None
) -> tuple[dict[str, Any], str]:
    """Fields of a ``Located`` row, and the warning to show (never a wall); nothing for an empty address without a pin.

    A pin (degrees) counts only where the address says nothing. Raises ``Refused`` for a pin that cannot be in France.
    """
    typed = address.strip()
    found = locate(typed) if typed else None
    if (found is None or found.latitude is None) and latitude is not None and longitude is not None:
        found = place_pin(latitude, longitude)
    if found is None:
        return {}, "Sans adresse, personne ne peut se déplacer : la fiche est marquée « mal localisée »."
    return found.as_fields(typed=typed or found.label), found.warning or ""
