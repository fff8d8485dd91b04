"""A map of districts shaded by a figure, drawn on the server: it prints, and needs no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from shapely import Polygon
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

WIDTH = 320.0
STEPS = 4
"""Shades, the darkest for the largest figure; a figure that is not a number (« moins de 5 ») is hatched."""


@dataclass(frozen=True)
class Area:
    """One district: its letter, name and figure in words, an SVG path, where its letter is written, its shade (0: none)."""

    letter: str
    name: str
    figure: str
    path: str
    x: str
    y: str
    shade: int

    @property
    def opacity(self) -> str:
        """How dark it is drawn, in text: a template would write 0,25 in French, which SVG does not read."""
        return f"{self.shade / STEPS:.2f}"


@dataclass(frozen=True)
class DistrictMap:
    """``height`` for a width of ``WIDTH``; ``areas`` in the order of the rows; ``beside``: (name, figure) not drawn."""

    height: str
    areas: list[Area]
    beside: list[tuple[str, str]]


def _outlines(collection: dict[str, Any]) -> dict[str, BaseGeometry]:
    found = {}
    for feature in collection.get("features", ()):
        try:
            outline = shape(feature["geometry"])
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
            # A broken outline is merely not drawn: its figure is told beside the map.
            continue
        if not outline.is_empty:
            found[str(feature["properties"]["name"])] = outline
    return found


def _letter(rank: int) -> str:
    return ascii_uppercase[rank] if rank < len(ascii_uppercase) else str(rank + 1)


def _polygons(outline: BaseGeometry) -> list[Polygon]:
    return [one for one in getattr(outline, "geoms", [outline]) if isinstance(one, Polygon)]


def _shade(figure: str, most: int) -> int:
    return math.ceil(STEPS * int(figure) / most) if figure.isdecimal() and most else 0


def district_map(collection: dict[str, Any], rows: Sequence[Sequence[str]]) -> DistrictMap | None:
    """Shade the districts of a GeoJSON FeatureCollection (WGS 84, property ``name``) by (name, figure in words, …).

    ``None`` when no row has an outline. Equirectangular around the middle latitude: a commune is small.
    """
    known = _outlines(collection)
    drawn = [(name, figure, known[name]) for name, figure, *_ in rows if name in known]
    if not drawn:
        return None
    bounds = [outline.bounds for _, _, outline in drawn]
    west, south = min(one[0] for one in bounds), min(one[1] for one in bounds)
    east, north = max(one[2] for one in bounds), max(one[3] for one in bounds)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * squeeze, 1e-9)

    def placed(longitude: float, latitude: float) -> tuple[str, str]:
        # Text: a template would write 12,5 in French, which SVG does not read.
        return f"{(longitude - west) * squeeze * scale:.1f}", f"{(north - latitude) * scale:.1f}"

    most = max((int(figure) for _, figure, _ in drawn if figure.isdecimal()), default=0)
    areas = []
    for rank, (name, figure, outline) in enumerate(drawn):
        rings = [ring for one in _polygons(outline) for ring in (one.exterior, *one.interiors)]
        path = "".join(
            "M" + "L".join(" ".join(placed(*point[:2])) for point in ring.coords) + "Z" for ring in rings
        )
        where = outline.representative_point()
        areas.append(Area(_letter(rank), name, figure, path, *placed(where.x, where.y), _shade(figure, most)))
    beside = [(name, figure) for name, figure, *_ in rows if name not in known]
    return DistrictMap(f"{(north - south) * scale:.1f}", areas, beside)
