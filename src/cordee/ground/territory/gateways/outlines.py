"""Districts as a town gives them: a list of names, or a GeoJSON FeatureCollection (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.rules.coordinates import coordinate_fault

_NAMES = ("name", "nom", "quartier", "libelle", "label", "nom_quart", "nom_iris", "lib")
_POPULATIONS = ("population", "pop", "habitants")
_DECIMALS = 6


@dataclass(frozen=True)
class DrawnDistrict:
    """One district read: its name, its outline (GeoJSON geometry) and a point inside, and what had to be
    mended.
    """

    name: str
    outline: dict[str, Any] | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    warning: str | None = None


def parse_district_file(content: bytes) -> list[str] | dict[str, Any]:
    """What a town uploads: GeoJSON, else one district name a line. Raises ``Refused`` when it is neither."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if text.lstrip().startswith(("{", "[")):
        try:
            source = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused("Ce fichier GeoJSON ne se lit pas : il est sans doute incomplet.") from error
        if isinstance(source, dict):
            return source
        raise Refused("Ce fichier n’est pas une FeatureCollection GeoJSON.")
    if "\x00" in text:
        raise Refused("Ce fichier n’est ni un GeoJSON, ni une liste de quartiers, un par ligne.")
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_districts(source: Iterable[str] | Mapping[str, Any]) -> list[DrawnDistrict]:
    """The districts of a list of names or of a FeatureCollection. Raises ``Refused``, naming the district at
    fault.
    """
    drawn = list(
        _features(source)
        if isinstance(source, Mapping)
        else (DrawnDistrict(_name(text, rank)) for rank, text in enumerate(source, start=1))
    )
    if not drawn:
        raise Refused("Aucun quartier n’a été trouvé dans ce qui est donné.")
    seen: set[str] = set()
    for district in drawn:
        if district.name.casefold() in seen:
            raise Refused(f"Le quartier « {district.name} » est donné deux fois.")
        seen.add(district.name.casefold())
    return drawn


def _name(value: object, rank: int) -> str:
    name = " ".join(str(value or "").split())
    if not name or len(name) > 80 or "\x00" in name:
        raise Refused(f"Le quartier n° {rank} n’a pas de nom utilisable (80 caractères au plus).")
    return name


def _features(source: Mapping[str, Any]) -> Iterator[DrawnDistrict]:
    features = source.get("features")
    if source.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise Refused("Ce fichier n’est pas une FeatureCollection GeoJSON.")
    for rank, feature in enumerate(features, start=1):
        if not isinstance(feature, Mapping):
            raise Refused(f"L’élément n° {rank} n’est pas un quartier GeoJSON.")
        found = feature.get("properties")
        properties = (
            {str(key).casefold(): value for key, value in found.items()} if isinstance(found, Mapping) else {}
        )
        name = _name(next((properties[key] for key in _NAMES if properties.get(key)), None), rank)
        population = next((properties[key] for key in _POPULATIONS if key in properties), None)
        outline, warning = _outline(feature.get("geometry"), name)
        point = outline.representative_point() if outline is not None else None
        yield DrawnDistrict(
            name,
            _rounded(mapping(outline)) if outline is not None else None,
            round(point.y, _DECIMALS) if point else None,
            round(point.x, _DECIMALS) if point else None,
            population
            if isinstance(population, int) and not isinstance(population, bool) and population >= 0
            else None,
            warning,
        )


def _rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A geometry with plain lists and 6 decimals (about 10 cm), as it is kept and sent to browsers."""

    def plain(value: Any) -> Any:
        return (
            [plain(part) for part in value]
            if isinstance(value, list | tuple)
            else round(float(value), _DECIMALS)
        )

    return {"type": geometry["type"], "coordinates": plain(geometry["coordinates"])}


def _outline(geometry: object, name: str) -> tuple[Polygon | MultiPolygon | None, str | None]:
    if geometry is None:
        return None, f"« {name} » n’a pas de contour : seul son nom est retenu."
    try:
        outline = shapely.force_2d(shape(geometry))
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise Refused(f"Le contour de « {name} » n’est pas une géométrie GeoJSON lisible.") from error
    if not isinstance(outline, Polygon | MultiPolygon) or outline.is_empty:
        raise Refused(f"Le contour de « {name} » n’est pas un polygone.")
    west, south, east, north = outline.bounds
    for latitude, longitude in ((south, west), (north, east)):
        if fault := coordinate_fault(latitude, longitude):
            raise Refused(f"Le contour de « {name} » est mal placé : {fault}.")
    if outline.is_valid:
        return outline, None
    mended = shapely.make_valid(outline)
    pieces = [part for part in getattr(mended, "geoms", [mended]) if isinstance(part, Polygon | MultiPolygon)]
    surface = shapely.union_all(pieces) if pieces else Polygon()
    if surface.is_empty or not isinstance(surface, Polygon | MultiPolygon):
        raise Refused(f"Le contour de « {name} » n’enferme aucune surface.")
    return (
        surface,
        f"Le contour de « {name} » se croise lui-même : il a été réparé, regardez-le sur la carte.",
    )
