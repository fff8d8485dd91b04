"""Places shown to the public, and points that cannot be right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.geo.distances import haversine_km
from cordee.engine.geo.places import blur, is_in_france, territory_of


@given(st.floats(41.3, 51.1), st.floats(-5, 9.5))
def test_a_blurred_place_stays_in_the_neighbourhood(lat, lon):
    shown = blur(lat, lon)
    assert haversine_km(lat, lon, *shown) * 1000 <= 250 / math.sqrt(2) + 2


def test_neighbours_share_the_same_public_dot():
    assert blur(47.21840, -1.55360) == blur(47.21845, -1.55365)


def test_a_blurred_place_never_moves_again():
    first = blur(47.2184, -1.5536)
    assert blur(*first) == first


def test_a_blurred_place_does_not_give_the_door_away():
    assert blur(47.2184, -1.5536) != (47.2184, -1.5536)


def test_an_unknown_place_stays_unknown_once_blurred():
    assert all(math.isnan(value) for value in blur(math.nan, 2.0))


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(47.22, -1.55), (42.70, 9.45), (16.24, -61.53), (14.60, -61.07), (4.93, -52.33), (-20.88, 55.45),
     (-12.78, 45.23), (46.78, -56.18), (-13.28, -176.18), (-17.54, -149.56),
     (-22.27, 166.44), (18.07, -63.08)],
)  # fmt: skip
def test_every_prefecture_is_in_france(lat, lon):
    assert is_in_france(lat, lon)


@pytest.mark.parametrize(
    ("lat", "lon"), [(0, 0), (51.5074, -0.1278), (-1.55, 47.22), (40.4168, -3.7038), (math.nan, 2.0)]
)
def test_london_madrid_swapped_and_missing_coordinates_are_not(lat, lon):
    assert not is_in_france(lat, lon)


def test_the_territory_has_a_name():
    assert territory_of(-21.1, 55.5) == "La Réunion"
