"""From an address typed by an agent to the fields of a place."""

from __future__ import annotations

from typing import Any

from cordee.ground.territory.selectors import locate


def place_of(address: str) -> tuple[dict[str, Any], str]:
    """Fields of a ``Located`` row, and the warning to show (never a wall); nothing for an empty address."""
    if not address.strip():
        return {}, ""
    found = locate(address)
    return {
        "address": (found.label or address)[:200],
        "postcode": found.postcode,
        "ban_id": found.ban_id,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "location_quality": found.quality,
        "outside_commune": found.outside_commune,
        "district_id": found.district_id,
    }, found.warning or ""
