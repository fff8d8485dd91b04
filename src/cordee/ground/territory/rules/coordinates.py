"""Points: read from text, and whether they may be in France."""

from __future__ import annotations

import math

from cordee.engine.geo.places import is_in_france


def parse_degrees(text: str) -> float | None:
    """Read degrees written with a point or a comma; None when missing, not a number or not finite."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def coordinate_fault(latitude: float, longitude: float) -> str | None:
    """Why a point (degrees, WGS 84) cannot be in France, as a French sentence; None when it can."""
    if is_in_france(latitude, longitude):
        return None
    if is_in_france(longitude, latitude):
        return "latitude et longitude semblent inversées"
    if abs(latitude) > 90 or abs(longitude) > 180:
        return "coordonnées en mètres (Lambert 93 ?) : des degrés WGS 84 sont attendus"
    return f"le point ({latitude:.5f}, {longitude:.5f}) n’est pas en France"
