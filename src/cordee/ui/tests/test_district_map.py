"""Districts shaded by a figure: every figure is told, on the map or beside it, and nothing is drawn upside down."""

from __future__ import annotations

from cordee.ui.district_map import STEPS, district_map


def square(name, west, south, size=0.01):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


TOWN = {"type": "FeatureCollection", "features": [square("Nord", 0, 47.01), square("Sud", 0, 47.0)]}


def test_the_largest_figure_is_the_darkest_and_one_that_is_hidden_has_no_shade():
    drawn = district_map(TOWN, [("Nord", "40", "12"), ("Sud", "moins de 5")])
    north, south = drawn.areas
    assert (north.letter, north.shade, south.letter, south.shade) == ("A", STEPS, "B", 0)
    assert float(north.y) < float(south.y) < float(drawn.height)
    assert north.path.startswith("M") and "," not in north.path


def test_what_has_no_outline_is_told_beside():
    broken = {
        "type": "Feature",
        "properties": {"name": "Port"},
        "geometry": {"type": "Polygon", "coordinates": "?"},
    }
    town = {"type": "FeatureCollection", "features": [*TOWN["features"], broken]}
    drawn = district_map(town, [("Nord", "5"), ("Port", "7"), ("Quartier inconnu", "9")])
    assert [one.name for one in drawn.areas] == ["Nord"]
    assert drawn.beside == [("Port", "7"), ("Quartier inconnu", "9")]


def test_a_town_without_outlines_has_no_map_and_zeros_are_no_fault():
    assert district_map({"features": []}, [("Nord", "5")]) is None
    assert [one.shade for one in district_map(TOWN, [("Nord", "0"), ("Sud", "0")]).areas] == [0, 0]
