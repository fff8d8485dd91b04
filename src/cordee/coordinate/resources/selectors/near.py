"""Where to send somebody: the places open near a point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordee.coordinate.resources.models import PlaceState
from cordee.coordinate.resources.selectors.places import PlaceFilter, PlaceNow, filtered_places
from cordee.engine.geo.distances import haversine_km

MOST = 12


@dataclass(frozen=True)
class Near:
    """A place and how far it is as the crow flies, in kilometres; ``None`` where either point is unknown."""

    now: PlaceNow
    km: float | None


def nearest_places(
    latitude: float | None, longitude: float | None, *, at: datetime, kind: str = "", access: str = ""
) -> list[Near]:
    """Open places first, then the full ones, each from the nearest; twelve at most. Points are degrees (WGS 84)."""
    lines = filtered_places(PlaceFilter(kind=kind, access=access, open_now=True), at=at)
    told = [Near(one, _km(latitude, longitude, one)) for one in lines]
    told.sort(
        key=lambda one: (
            one.now.state == PlaceState.FULL,
            one.km is None,
            one.km or 0,
            one.now.place.name_key,
        )
    )
    return told[:MOST]


def _km(latitude: float | None, longitude: float | None, line: PlaceNow) -> float | None:
    place = line.place
    if latitude is None or longitude is None or place.latitude is None or place.longitude is None:
        return None
    return float(haversine_km(latitude, longitude, place.latitude, place.longitude))
