"""Zones where nobody is sent: what an outline may be, and which doors are inside."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import ForbiddenZone
from cordee.ground.territory.rules.coordinates import coordinate_fault

_MOST = 100_000
"""Characters of GeoJSON: enough for the shore of a river, drawn by hand or taken from a map."""


def read_outline(text: str) -> dict[str, Any]:
    """A GeoJSON polygon, bare or in a Feature, as plain lists. Raises ``Refused`` with the field ``outline``."""
    if len(text) > _MOST:
        raise Refused("Ce contour est trop détaillé : simplifiez-le.", field="outline")
    try:
        given = json.loads(text)
        while isinstance(given, dict) and "features" in given and len(given["features"]) == 1:
            given = given["features"][0]
        geometry = given.get("geometry", given) if isinstance(given, dict) else None
        outline = shapely.force_2d(shape(geometry))
    except (ValueError, RecursionError, ShapelyError, TypeError, KeyError, AttributeError, IndexError):
        raise Refused("Ce n’est pas un contour GeoJSON lisible.", field="outline") from None
    if not isinstance(outline, Polygon | MultiPolygon) or outline.is_empty or not outline.area:
        raise Refused("Un polygone est attendu : trois points au moins.", field="outline")
    west, south, east, north = outline.bounds
    for latitude, longitude in ((south, west), (north, east)):
        if fault := coordinate_fault(latitude, longitude):
            raise Refused(f"Ce contour est mal placé : {fault}.", field="outline")
    if not outline.is_valid:
        outline = shapely.make_valid(outline)
        if not isinstance(outline, Polygon | MultiPolygon):
            raise Refused("Ce contour se croise lui-même : redessinez-le.", field="outline")
    plain: dict[str, Any] = json.loads(json.dumps(mapping(outline)))
    return plain


def doors_inside(
    zone: ForbiddenZone,
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
    district: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Which doors are in a zone, shape (n,): by their point, or by their district when the zone is one."""
    inside = np.zeros(len(lat), bool)
    if zone.district_id is not None:
        inside |= district == zone.district_id
    if zone.outline is not None:
        surface = shape(zone.outline)
        shapely.prepare(surface)
        known = ~np.isnan(lat) & ~np.isnan(lon)
        # The edge is inside: on a doubt nobody is sent.
        inside[known] |= shapely.intersects_xy(surface, lon[known], lat[known])
    return inside
