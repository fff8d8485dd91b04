"""Districts and the middle of the town, for lists and maps."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Avg

from cordee.ground.territory.models import Address, Commune, District, current_commune
from cordee.ground.territory.rules.names import arrondissement_codes


class Point(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def districts() -> list[District]:
    """Districts of the town in scope, by name; one query."""
    return list(District.objects.order_by("name"))


def districts_geojson() -> dict[str, Any]:
    """The drawn districts as a GeoJSON FeatureCollection (RFC 7946); properties ``id`` and ``name``. One
    query.
    """
    rows = (
        District.objects.filter(outline__isnull=False).order_by("name").values_list("pk", "name", "outline")
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": key, "properties": {"id": key, "name": name}, "geometry": outline}
            for key, name, outline in rows
            if outline
        ],
    }


def _mean(rows: Any) -> Point | None:
    means = rows.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return Point(means["latitude"], means["longitude"]) if means["latitude"] is not None else None


def town_centre() -> Point | None:
    """The middle of the town in scope: the reference's, else that of its arrondissements, addresses or
    districts.
    """
    code = current_commune()
    row = Commune.objects.filter(pk=code).values_list("latitude", "longitude").first()
    if row and row[0] is not None and row[1] is not None:
        return Point(row[0], row[1])
    wards = arrondissement_codes(code)
    return (
        (_mean(Commune.objects.filter(pk__in=wards)) if wards else None)
        or _mean(Address.objects.all())
        or _mean(District.objects.all())
    )
