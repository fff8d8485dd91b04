"""Minutes and metres between places, for one way of moving."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput
from cordee.engine.geo.distances import km_matrix
from cordee.engine.geo.places import is_in_france

Floats = npt.NDArray[np.float64]

SPEED_KM_H = {"foot": 4.5, "bike": 14.0, "car": 28.0}
"""Door to door in a town, lights and parking included: assumptions, on the cautious side."""

DETOUR = {"foot": 1.25, "bike": 1.3, "car": 1.4}
"""Streets over the straight line; published ratios of towns lie between 1.2 and 1.5."""


@dataclass(frozen=True, eq=False)
class Travel:
    """Minutes and metres from each of n places to each other, both of shape (n, n); infinite where no way exists."""

    minutes: Floats
    metres: Floats

    def __post_init__(self) -> None:
        for name in ("minutes", "metres"):
            matrix = np.array(getattr(self, name), dtype=np.float64)
            if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
                raise BadInput("travel", name, f"a square matrix is expected, shape {matrix.shape} given")
            if np.isnan(matrix).any() or (matrix < 0).any():
                raise BadInput("travel", name, "numbers of at least 0 expected")
            matrix.flags.writeable = False
            object.__setattr__(self, name, matrix)
        if self.minutes.shape != self.metres.shape:
            raise BadInput("travel", "metres", f"shape {self.minutes.shape} expected")

    def __len__(self) -> int:
        return len(self.minutes)


def checked_places(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Latitudes and longitudes (n,) in degrees; BadInput names the first place that is not on Earth, or not in
    France (overseas included).
    """
    columns: list[npt.NDArray[Any]] = [np.asarray(lat, np.float64), np.asarray(lon, np.float64)]
    if columns[0].ndim != 1 or columns[0].shape != columns[1].shape:
        raise BadInput("places", "lat", "as many latitudes as longitudes expected")
    for name, column, most in (("lat", columns[0], 90.0), ("lon", columns[1], 180.0)):
        wrong = np.flatnonzero(~(np.abs(column) <= most))
        if len(wrong):
            raise BadInput(f"place {wrong[0]}", name, f"expected between {-most:g} and {most:g}")
    for row, point in enumerate(zip(columns[0].tolist(), columns[1].tolist(), strict=True)):
        if not is_in_france(*point):
            raise BadInput(f"place {row}", "lat", f"{point[0]:g}, {point[1]:g} is not in France")
    return columns[0], columns[1]


def straight_lines(lat: npt.ArrayLike, lon: npt.ArrayLike, mode: str = "car") -> Travel:
    """Great circles times a detour, at the speed of the mode (foot, bike, car); n places in degrees."""
    if mode not in SPEED_KM_H:
        raise BadInput("travel", "mode", f"expected one of {', '.join(SPEED_KM_H)}")
    lat, lon = checked_places(lat, lon)
    km = km_matrix(lat, lon, lat, lon) * DETOUR[mode]
    return Travel(minutes=km / SPEED_KM_H[mode] * 60, metres=km * 1000)
