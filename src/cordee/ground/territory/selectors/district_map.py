"""The districts of one town as shapes in memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from cordee.ground.territory.rules.names import place_key


@dataclass(frozen=True)
class DistrictHit:
    """A district: the one a point is in, or the one that was named. Its centre (degrees) when it is known."""

    id: int
    name: str
    latitude: float | None = None
    longitude: float | None = None


class DistrictMap:
    """Outlines indexed once; smallest district first where two overlap. Read by any number of threads."""

    def __init__(
        self, rows: Sequence[tuple[int, str, dict[str, Any] | None, float | None, float | None]]
    ) -> None:
        """``rows``: id, name, GeoJSON geometry (WGS 84) or None, latitude and longitude of the centre."""
        self._named: dict[str, DistrictHit] = {}
        drawn = []
        for key, name, outline, latitude, longitude in rows:
            hit = DistrictHit(key, name, latitude, longitude)
            self._named[_district_key(name)] = hit
            if outline:
                try:
                    drawn.append((shape(outline), hit))
                except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
                    # A broken outline in the base must not close the need form: it is merely not drawn.
                    continue
        drawn.sort(key=lambda pair: (pair[0].area, pair[1].name))
        self._hits = [hit for _, hit in drawn]
        self._tree = shapely.STRtree([outline for outline, _ in drawn])

    def __len__(self) -> int:
        """Districts with an outline."""
        return len(self._hits)

    def at(self, latitude: float, longitude: float) -> DistrictHit | None:
        """The district of a point in degrees, borders included; None outside all outlines."""
        touched = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self._hits[int(touched.min())] if len(touched) else None

    def named(self, text: str) -> DistrictHit | None:
        """The district somebody named (« quartier des Tilleuls » is « Les Tilleuls »), None when it is not
        one.
        """
        return self._named.get(_district_key(text))


def _district_key(name: str) -> str:
    key = re.sub(r"^(le )?quartier\b", "", place_key(name))
    return " ".join(
        word for word in key.split() if word not in {"de", "du", "des", "d", "la", "le", "les", "l"}
    )
