"""Places as the public may see them, and the plausibility of a point in France."""

import math

import numpy as np
import numpy.typing as npt

GRID_M = 250.0
"""Side of the public grid, metres: about a block of houses, so that no dot on a map names a door."""

METRES_PER_DEGREE = 111_195.0
"""Metres in one degree of latitude on the sphere of `distances.EARTH_RADIUS_KM`."""

FRENCH_BOXES: tuple[tuple[str, float, float, float, float], ...] = (
    ("France métropolitaine", 41.2, 51.2, -5.3, 9.7),
    ("Guadeloupe, Saint-Martin et Saint-Barthélemy", 15.7, 18.2, -63.3, -60.9),
    ("Martinique", 14.3, 15.0, -61.3, -60.7),
    ("Guyane", 2.0, 5.9, -54.7, -51.5),
    ("La Réunion", -21.5, -20.8, 55.1, 55.9),
    ("Mayotte", -13.1, -12.5, 44.9, 45.4),
    ("Saint-Pierre-et-Miquelon", 46.7, 47.2, -56.5, -56.0),
    ("Wallis-et-Futuna", -14.5, -13.1, -178.3, -176.0),
    ("Polynésie française", -28.0, -7.7, -155.0, -134.2),
    ("Nouvelle-Calédonie", -23.0, -17.9, 158.0, 172.3),
)
"""Name, south, north, west, east of each inhabited French territory, degrees, read off a map."""


def blur(lat: float, lon: float) -> tuple[float, float]:
    """The centre of the 250 m grid cell that holds the point, in degrees rounded to 5 decimals.

    Always the same answer for the same point: drawing a new random shift at each display would let anyone
    average the shifts away. NaN gives (NaN, NaN).
    """
    if math.isnan(lat) or math.isnan(lon):
        return math.nan, math.nan
    row_height = GRID_M / METRES_PER_DEGREE
    middle = (math.floor(lat / row_height) + 0.5) * row_height
    column_width = row_height / max(math.cos(math.radians(middle)), 0.01)
    return round(middle, 5), round((math.floor(lon / column_width) + 0.5) * column_width, 5)


def territory_of(lat: float, lon: float) -> str | None:
    """Name of the French territory whose box holds the point, None outside them or when unknown (NaN)."""
    for name, south, north, west, east in FRENCH_BOXES:
        if south <= lat <= north and west <= lon <= east:
            return name
    return None


def is_in_france(lat: float, lon: float) -> bool:
    """Whether a point can be in France, overseas included. A box is generous: it refuses (0, 0), swapped or
    foreign coordinates, not a point a few kilometres over the border."""
    return territory_of(lat, lon) is not None


def in_france(lat: npt.ArrayLike, lon: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """`is_in_france` for whole columns: degrees in, shape of the columns out; an unknown place (NaN) is not."""
    latitude, longitude = np.asarray(lat, float), np.asarray(lon, float)
    inside = np.zeros(latitude.shape, bool)
    for _, south, north, west, east in FRENCH_BOXES:
        inside |= (south <= latitude) & (latitude <= north) & (west <= longitude) & (longitude <= east)
    return inside
