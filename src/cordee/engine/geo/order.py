"""An order in which neighbours on the map stand next to each other."""

import numpy as np
import numpy.typing as npt

_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))


def _spread(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The sixteen low bits, a free place between each and the next."""
    for shift, mask in _SPREAD:
        values = (values | values << np.uint64(shift)) & np.uint64(mask)
    return values


def rank_by_place(lat: npt.ArrayLike, lon: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Rank of each point along a curve that fills the plane (Morton 1966), shape (n,); unknown places come last.

    Degrees in; points of one place keep their order. Walking tables in this order reads memory as a walk reads streets.
    """
    latitude, longitude = np.asarray(lat, float), np.asarray(lon, float)
    known = ~(np.isnan(latitude) | np.isnan(longitude))
    codes = np.full(len(latitude), 2**32, np.uint64)
    if known.any():
        steps = []
        for degrees in (latitude[known], longitude[known]):
            span = np.ptp(degrees)
            steps.append(((degrees - degrees.min()) * (65_535 / span if span else 0)).astype(np.uint64))
        codes[known] = _spread(steps[0]) << np.uint64(1) | _spread(steps[1])
    rank = np.empty(len(codes), np.int64)
    rank[np.argsort(codes, kind="stable")] = np.arange(len(codes))
    return rank
