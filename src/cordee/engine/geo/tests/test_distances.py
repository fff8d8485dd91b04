"""Distances: known pairs of towns, and the laws any distance keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.geo.distances import (
    chord_of_km,
    haversine_km,
    km_matrix,
    km_of_chord,
    squared_chord,
    unit_vectors,
)

LAT = st.floats(-90, 90)
LON = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((48.8566, 2.3522), (45.7640, 4.8357), 391.5),  # Paris – Lyon
        ((47.2184, -1.5536), (47.4784, -0.5632), 79.9),  # Nantes – Angers
        ((-20.8823, 55.4504), (-21.3393, 55.4781), 50.9),  # Saint-Denis – Saint-Pierre, La Réunion
    ],
)
def test_the_distance_between_two_towns_is_the_one_of_the_atlas(start, end, km):
    assert haversine_km(*start, *end) == pytest.approx(km, rel=0.005)


def test_a_step_across_the_180th_meridian_is_short():
    assert haversine_km(-14.0, 179.99, -14.0, -179.99) < 3


def test_an_unknown_place_is_at_no_distance_at_all():
    assert np.isnan(haversine_km(np.nan, 2.0, 48.0, 2.0))


def test_a_matrix_holds_every_pair():
    km = km_matrix([48.0, 47.0], [2.0, 2.0], [48.0, 47.0, 46.0], [2.0, 2.0, 2.0])
    assert km.shape == (2, 3)
    assert km[0] == pytest.approx([0.0, 111.19, 222.39], abs=0.01)
    assert km[1, 1] == 0.0


@given(LAT, LON, LAT, LON)
def test_going_and_coming_back_are_the_same_distance(lat1, lon1, lat2, lon2):
    assert haversine_km(lat1, lon1, lat2, lon2) == pytest.approx(
        haversine_km(lat2, lon2, lat1, lon1), abs=1e-6
    )


@given(LAT, LON, LAT, LON)
def test_chords_tell_the_same_distance_as_haversine(lat1, lon1, lat2, lon2):
    chord = np.sqrt(squared_chord(unit_vectors(lat1, lon1), unit_vectors(lat2, lon2)))
    assert km_of_chord(chord) == pytest.approx(haversine_km(lat1, lon1, lat2, lon2), abs=1e-3, rel=1e-6)


@given(st.floats(0, 20_000))
def test_a_chord_gives_back_its_kilometres(km):
    assert km_of_chord(chord_of_km(km)) == pytest.approx(km, rel=1e-6, abs=1e-9)
