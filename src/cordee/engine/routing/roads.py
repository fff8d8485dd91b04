"""Travel along the streets of an OpenStreetMap extract: a graph read once, then shortest times from place to place.

Speeds are assumptions by class of street; turns, lights and slopes are not known. © OpenStreetMap contributors, ODbL.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import osmium
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from cordee.engine.faults import BadInput
from cordee.engine.geo.distances import haversine_km, km_of_chord, unit_vectors
from cordee.engine.routing.travel import DETOUR, SPEED_KM_H, Floats, Travel, checked_places

Ints = npt.NDArray[np.int64]

CAR_KM_H = {
    "motorway": 90, "trunk": 70, "primary": 40, "secondary": 35, "tertiary": 30, "unclassified": 28, "residential": 22,
    "living_street": 12, "service": 12, "motorway_link": 45, "trunk_link": 40, "primary_link": 30, "secondary_link": 28,
    "tertiary_link": 25, "road": 20,
}  # fmt: skip
QUIET = ("cycleway", "track", "path", "pedestrian", "footway")
NO_ENTRY = ("no", "private")


def _speed(tags: dict[str, str], mode: str) -> float:
    """Kilometres an hour of a way, 0 where the mode may not go."""
    kind = tags.get("highway", "")
    if (
        tags.get("access") in NO_ENTRY
        or tags.get({"car": "motor_vehicle", "bike": "bicycle"}.get(mode, mode)) == "no"
    ):
        return 0.0
    if mode == "car":
        return float(CAR_KM_H.get(kind, 0))
    if kind.startswith(("motorway", "trunk")):
        return 0.0
    if kind == "steps":
        return 2.0 if mode == "foot" else 0.0
    walked = mode == "bike" and kind in ("footway", "pedestrian")
    return (5.0 if walked else SPEED_KM_H[mode]) if kind in CAR_KM_H or kind in QUIET else 0.0


def _directions(tags: dict[str, str], mode: str) -> tuple[bool, bool]:
    """Whether a way may be taken forwards, backwards."""
    one_way = tags.get("oneway", "yes" if tags.get("junction") == "roundabout" else "no")
    if mode == "bike":
        one_way = tags.get("oneway:bicycle", one_way)
    if mode == "foot" or one_way not in ("yes", "true", "1", "-1"):
        return True, True
    return one_way != "-1", one_way == "-1"


@dataclass(frozen=True, eq=False)
class Roads:
    """A street graph for one mode: n crossings and bends (lat, lon in degrees), m arcs (tail, head, minutes, metres)."""

    mode: str
    lat: Floats
    lon: Floats
    tail: Ints
    head: Ints
    minutes: Floats
    metres: Floats

    @classmethod
    def from_osm(cls, path: Path, mode: str = "car") -> Self:
        """Reads .osm.pbf or .osm XML. BadInput for an unknown mode, or when no street is open to it."""
        if mode not in SPEED_KM_H:
            raise BadInput("roads", "mode", f"expected one of {', '.join(SPEED_KM_H)}")
        points: dict[int, tuple[float, float]] = {}
        arcs: list[tuple[int, int, float]] = []
        for way in (
            osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        ):
            if not isinstance(way, osmium.osm.Way):
                continue
            tags = {tag.k: tag.v for tag in way.tags}
            speed = _speed(tags, mode)
            known = [n for n in way.nodes if n.location.valid()] if speed else []
            points.update((node.ref, (node.lat, node.lon)) for node in known)
            refs = [node.ref for node in known]
            onward, back = _directions(tags, mode)
            pairs = list(pairwise(refs))
            arcs += [(a, b, speed) for a, b in pairs if onward] + [(b, a, speed) for a, b in pairs if back]
        if not arcs:
            raise BadInput("roads", "highway", f"no street open to {mode} in {path.name}")
        return cls._connected(mode, points, arcs)

    @classmethod
    def _connected(
        cls, mode: str, points: dict[int, tuple[float, float]], arcs: list[tuple[int, int, float]]
    ) -> Self:
        """The largest part from which, and to which, one can drive everywhere."""
        number = {ref: k for k, ref in enumerate(points)}
        place = np.array(list(points.values()))
        ends = np.array([(number[a], number[b]) for a, b, _ in arcs])
        speed = np.array([speed for *_, speed in arcs])
        graph = coo_matrix(
            (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(place), len(place))
        ).tocsr()
        _, part = connected_components(graph, directed=True, connection="strong")
        kept = part == np.bincount(part).argmax()
        inside = kept[ends[:, 0]] & kept[ends[:, 1]]
        renamed = np.cumsum(kept) - 1
        ends, speed = ends[inside], speed[inside]
        km = haversine_km(*place[ends[:, 0]].T, *place[ends[:, 1]].T)
        return cls(
            mode, place[kept, 0], place[kept, 1], renamed[ends[:, 0]], renamed[ends[:, 1]], km / speed * 60, km * 1000
        )  # fmt: skip

    def travel(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> Travel:
        """Minutes and metres between n places in degrees, by the quickest way.

        A place joins the nearest point of the graph, straight, with the usual detour and speed of the mode.
        """
        lat, lon = checked_places(lat, lon)
        chord, near = cKDTree(unit_vectors(self.lat, self.lon)).query(unit_vectors(lat, lon))
        off_km = km_of_chord(chord) * DETOUR[self.mode]
        count = len(self.lat)
        # Of parallel arcs only the quickest counts; a sparse matrix would add them up.
        order = np.lexsort((self.minutes, self.head, self.tail))
        key = self.tail[order] * count + self.head[order]
        first = order[np.unique(key, return_index=True)[1]]
        graph = coo_matrix(
            (self.minutes[first] + 1e-9, (self.tail[first], self.head[first])), shape=(count, count)
        ).tocsr()
        metres_of = coo_matrix(
            (self.metres[first], (self.tail[first], self.head[first])), shape=(count, count)
        ).tocsr()
        sources, row = np.unique(near, return_inverse=True)
        quickest, before = dijkstra(graph, indices=sources, return_predecessors=True)
        metres = np.stack(
            [_lengths(metres_of, quickest[k], before[k], int(source)) for k, source in enumerate(sources)]
        )
        apart = off_km[:, None] + off_km[None, :]
        np.fill_diagonal(apart, 0.0)
        return Travel(
            minutes=quickest[row][:, near] + apart / SPEED_KM_H[self.mode] * 60,
            metres=metres[row][:, near] + apart * 1000,
        )

    def write(self, path: Path) -> None:
        """Keeps the graph in one .npz file, read back by `read` without the extract."""
        np.savez_compressed(
            path, mode=np.array(self.mode), lat=self.lat, lon=self.lon, tail=self.tail, head=self.head,
            minutes=self.minutes, metres=self.metres,
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> Self:
        """The graph that `write` kept."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(str(kept["mode"]), **{name: kept[name] for name in kept.files if name != "mode"})


def _lengths(metres_of: object, minutes: Floats, before: Ints, source: int) -> Floats:
    """Metres along the quickest ways from one source, from the nearest point to the farthest."""
    order = np.argsort(minutes, kind="stable")
    order = order[np.isfinite(minutes[order]) & (order != source)]
    step = np.asarray(metres_of[before[order], order]).ravel()  # type: ignore[index]
    metres = np.zeros(len(minutes))
    for node, previous, added in zip(order.tolist(), before[order].tolist(), step.tolist(), strict=True):
        metres[node] = metres[previous] + added
    return metres
