"""Great-circle distances in kilometres, one numpy expression for any number of pairs."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), km."""

Floats = npt.NDArray[np.float64]


def unit_vectors(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Points of the unit sphere, shape (n, 3), from n latitudes and longitudes in degrees. NaN stays NaN.

    Straight lines between these points (chords) compare like distances on the ground, without any
    trouble at the poles or at the 180th meridian.
    """
    phi, lam = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    return np.stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)), axis=-1)


def chord_of_km(km: npt.ArrayLike) -> Floats:
    """Length of the chord (unit sphere) under an arc of `km` kilometres; more than half the globe gives 2."""
    half_angle = np.minimum(np.asarray(km, float) / (2 * EARTH_RADIUS_KM), np.pi / 2)
    return np.asarray(2.0 * np.sin(half_angle))


def km_of_chord(chord: npt.ArrayLike) -> Floats:
    """Kilometres on the ground of the arc over a chord of the unit sphere. NaN stays NaN."""
    half_chord = np.minimum(np.asarray(chord, float) / 2, 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(half_chord))


def squared_chord(a: Floats, b: Floats) -> Floats:
    """Squared chord between points of the unit sphere: shapes (…, 3) that broadcast, last axis dropped."""
    dx, dy, dz = a[..., 0] - b[..., 0], a[..., 1] - b[..., 1], a[..., 2] - b[..., 2]
    return np.asarray(dx * dx + dy * dy + dz * dz)


def haversine_km(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Floats:
    """Kilometres between points in degrees (arrays that broadcast); NaN where one is unknown."""
    phi1, phi2 = np.radians(np.asarray(lat1, float)), np.radians(np.asarray(lat2, float))
    dlam = np.radians(np.asarray(lon2, float) - np.asarray(lon1, float))
    h = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(dlam / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0))))


def km_matrix(lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike) -> Floats:
    """Kilometres from each of n points to each of m points, shape (n, m)."""
    first, second = np.asarray(lat1, float)[:, None], np.asarray(lon1, float)[:, None]
    return haversine_km(first, second, np.asarray(lat2, float)[None, :], np.asarray(lon2, float)[None, :])
