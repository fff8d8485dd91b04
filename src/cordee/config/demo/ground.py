"""The lie of the land: the river, the outline of the commune and its districts, as shapes in metres.

Metres are counted east (x) and north (y) of the church. The Loire flows along the south; the commune ends in
the middle of its bed, as communes of the valley do. Districts are unions of small irregular cells, so that
their edges wander like real ones and tile the commune without gap or overlap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from cordee.config.demo.sizes import DEMO_CENTRE, TownSize
from cordee.engine.geo.places import METRES_PER_DEGREE

BED_M = 320.0
"""Width of the river, metres."""

LAYOUTS: dict[str, list[tuple[str, float, float, str, str]]] = {
    "small": [
        ("Le Bourg", 0.0, 0.15, "old", "market"),
        ("Les Quais", -0.2, -0.55, "old", "river"),
    ],
    "medium": [
        ("Centre", 0.0, 0.02, "old", "market"),
        ("Les Quais", -0.08, -0.40, "old", "river"),
        ("Les Tilleuls", 0.56, -0.05, "garden", "trees"),
        ("La Gare", -0.10, 0.52, "grid", "rails"),
        ("Les Hauts de l’Étang", 0.58, 0.58, "estate", "lake"),
        ("Le Moulin", -0.66, -0.12, "garden", "mill"),
        ("Saint-Clair", -0.68, 0.55, "grid", "saints"),
    ],
}
LARGE_NAMES = [
    "Centre",
    "Les Quais",
    "Les Tilleuls",
    "La Gare",
    "Le Moulin",
    "Saint-Clair",
    "Les Hauts de l’Étang",
    "Bellevue",
    "Les Ardoisières",
    "Saint-Maurille",
    "La Roseraie",
    "Les Ponts",
    "Grand-Pré",
    "Les Banchais",
    "Beauséjour",
    "Le Lac",
    "Les Justices",
    "Doyenné",
    "Saint-Serge",
    "La Croix-Verte",
    "Les Plaines",
    "Le Verger",
    "Montfleury",
    "Les Capucins",
]
LARGE_THEMES = ("market", "river", "trees", "rails", "mill", "saints", "lake", "far")
LARGE_STYLES = ("old", "old", "garden", "grid", "garden", "grid", "estate", "estate")
COUNTRYSIDE = "La Campagne"


@dataclass(frozen=True)
class DistrictShape:
    """One district: its name, its shape (metres), how it is built and what its streets are named after."""

    name: str
    shape: BaseGeometry
    style: str
    theme: str


@dataclass(frozen=True)
class Ground:
    """The whole commune: outline and districts (metres), and how far the river comes."""

    outline: BaseGeometry
    districts: tuple[DistrictShape, ...]
    river: BaseGeometry


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude (WGS 84, 6 decimals, about 10 cm) of a point in metres."""
    latitude = DEMO_CENTRE[0] + y / METRES_PER_DEGREE
    longitude = DEMO_CENTRE[1] + x / (METRES_PER_DEGREE * math.cos(math.radians(DEMO_CENTRE[0])))
    return round(latitude, 6), round(longitude, 6)


def to_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON geometry (longitude first) of a polygon in metres."""
    rings = [
        [
            [[to_degrees(x, y)[1], to_degrees(x, y)[0]] for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in _parts(shape)
    ]
    return (
        {"type": "Polygon", "coordinates": rings[0]}
        if len(rings) == 1
        else {"type": "MultiPolygon", "coordinates": rings}
    )


def _parts(shape: BaseGeometry) -> list[Polygon]:
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    return sorted((part for part in parts if isinstance(part, Polygon)), key=lambda part: -part.area)


def _river_axis(size: TownSize, rng: Random) -> list[tuple[float, float]]:
    """A long, lazy curve south of the town, drawn every 60 m."""
    south = -0.62 * size.built_m - BED_M / 2 - 30
    swing, bend, second = 0.12 * size.built_m + 60, rng.uniform(0, math.tau), rng.uniform(0, math.tau)
    length = 1.5 * size.outline_m
    wave = max(2600.0, 1.3 * size.built_m)
    axis = []
    for step in range(int(2 * length / 60) + 1):
        x = -length + 60 * step
        y = (
            south
            + swing * (math.sin(x / wave * 2 + bend) - 1)
            + 0.3 * swing * (math.sin(x / wave * 5 + second) - 1)
        )
        axis.append((x, y))
    return axis


def _outline(size: TownSize, axis: list[tuple[float, float]], rng: Random) -> BaseGeometry:
    """A rounded, uneven border; in the south, the middle of the river."""
    phases = [rng.uniform(0, math.tau) for _ in range(4)]
    ring = []
    for step in range(180):
        angle = math.tau * step / 180
        bumps = sum(0.07 / (k + 1) * math.sin((k + 2) * angle + phase) for k, phase in enumerate(phases))
        radius = size.outline_m * (1 + bumps)
        ring.append((radius * 1.12 * math.cos(angle), radius * math.sin(angle)))
    north = Polygon([*axis, (axis[-1][0], 3 * size.outline_m), (axis[0][0], 3 * size.outline_m)])
    return _parts(Polygon(ring).intersection(north))[0]


def _layout(size: TownSize, rng: Random) -> list[tuple[str, float, float, str, str]]:
    if size.name in LAYOUTS:
        return [
            (name, x * size.built_m, y * size.built_m, style, theme)
            for name, x, y, style, theme in LAYOUTS[size.name]
        ]
    seats: list[tuple[float, float]] = []
    k = 0
    while len(seats) < len(LARGE_NAMES):
        radius, angle = size.built_m * 0.98 * math.sqrt(k / 30), k * math.pi * (3 - math.sqrt(5))
        x, y = (
            radius * math.cos(angle) + rng.uniform(-120, 120),
            radius * math.sin(angle) + rng.uniform(-120, 120),
        )
        if y > -0.50 * size.built_m:
            seats.append((x, y))
        k += 1
    return [
        (name, x, y, LARGE_STYLES[i % len(LARGE_STYLES)], LARGE_THEMES[i % len(LARGE_THEMES)])
        for i, (name, (x, y)) in enumerate(zip(LARGE_NAMES, seats, strict=True))
    ]


def draw_ground(size: TownSize, rng: Random) -> Ground:
    """Draw the river, the border and the districts of a town."""
    axis = _river_axis(size, rng)
    river = shapely.LineString(axis).buffer(BED_M / 2)
    outline = _outline(size, axis, rng)
    seats = _layout(size, rng)
    reach = (
        0.5 * size.built_m
        if size.name == "medium"
        else (0.75 if size.name == "small" else 0.3) * size.built_m
    )

    west, south, east, north = outline.bounds
    step = max(110.0, size.outline_m / 26)
    seeds = [
        (
            west + (i + 0.5 + rng.uniform(-0.38, 0.38)) * step,
            south + (j + 0.5 + rng.uniform(-0.38, 0.38)) * step,
        )
        for i in range(-1, int((east - west) / step) + 2)
        for j in range(-1, int((north - south) / step) + 2)
    ]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), ordered=True))
    of_district: list[list[BaseGeometry]] = [[] for _ in seats]
    countryside: list[BaseGeometry] = []
    for (x, y), cell in zip(seeds, cells, strict=True):
        distance, nearest = min((math.hypot(x - sx, y - sy), i) for i, (_, sx, sy, _, _) in enumerate(seats))
        (of_district[nearest] if distance < reach * (1.12 if y < 0 else 1) else countryside).append(cell)
    shapes = []
    for (name, _, _, style, theme), mine in zip(seats, of_district, strict=True):
        first, *others = _parts(shapely.union_all(mine).intersection(outline))
        filled = Polygon(first.exterior)
        shapes.append(DistrictShape(name, filled, style, theme))
        countryside.extend(others)
    towns = shapely.union_all([district.shape for district in shapes])
    rest = MultiPolygon(_parts(outline.difference(towns)))
    shapes.append(
        DistrictShape(COUNTRYSIDE, rest if len(rest.geoms) > 1 else rest.geoms[0], "rural", "lanes")
    )
    return Ground(outline, tuple(shapes), river)


def centre_of(shape: BaseGeometry) -> Point:
    """The middle of a shape (metres), or a point inside when the middle falls outside."""
    return shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
