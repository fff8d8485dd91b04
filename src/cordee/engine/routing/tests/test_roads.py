"""Streets: the quickest way that the mode may take, from a file written here or from a real town."""

from pathlib import Path

import numpy as np
import pytest

from cordee.engine.faults import BadInput
from cordee.engine.geo.distances import km_matrix
from cordee.engine.routing.roads import Roads

REAL = Path(__file__).resolve().parents[6] / "shared" / "data" / "monaco.osm.pbf"

NODES = {
    1: (47.300, 0.600),
    2: (47.300, 0.610),
    3: (47.310, 0.610),
    4: (47.310, 0.600),
    9: (47.5, 0.9),
    10: (47.5, 0.91),
}
WAYS = {
    100: ([1, 2, 3, 4], {"highway": "residential", "oneway": "yes"}),
    101: ([4, 1], {"highway": "residential", "oneway": "yes"}),
    102: ([2, 4], {"highway": "footway"}),
    103: ([1, 3], {"highway": "service", "access": "private"}),
    104: ([9, 10], {"highway": "residential"}),
}


@pytest.fixture
def square(tmp_path):
    """A one-way square with a footway across, a private lane, and a street far away that joins nothing."""
    nodes = "".join(
        f'<node id="{n}" version="1" lat="{lat}" lon="{lon}"/>' for n, (lat, lon) in NODES.items()
    )
    ways = ""
    for number, (refs, tags) in WAYS.items():
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        ways += f'<way id="{number}" version="1">{inside}</way>'
    path = tmp_path / "square.osm"
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{nodes}{ways}</osm>')
    return path


def between(path, mode, first, last):
    travel = Roads.from_osm(path, mode).travel(*zip(NODES[first], NODES[last], strict=True))
    return travel.metres[0, 1], travel.metres[1, 0]


def metres(*numbers):
    lat, lon = zip(*(NODES[n] for n in numbers), strict=True)
    return float(np.diagonal(km_matrix(lat, lon, lat, lon), 1).sum() * 1000)


def test_a_car_goes_round_by_the_one_way_streets(square):
    onward, back = between(square, "car", 1, 2)
    assert onward == pytest.approx(metres(1, 2), rel=1e-6)
    assert back == pytest.approx(metres(2, 3, 4, 1), rel=1e-6)


def test_somebody_on_foot_takes_the_footway_both_ways(square):
    onward, back = between(square, "foot", 2, 4)
    assert onward == back == pytest.approx(metres(2, 4), rel=1e-6)


def test_nobody_takes_a_private_lane(square):
    assert between(square, "car", 1, 3)[0] == pytest.approx(metres(1, 2, 3), rel=1e-6)


def test_a_street_that_joins_nothing_is_left_out(square):
    assert len(Roads.from_osm(square).lat) == 4


def test_a_graph_is_kept_and_read_back(square, tmp_path):
    roads = Roads.from_osm(square, "bike")
    roads.write(tmp_path / "roads.npz")
    kept = Roads.read(tmp_path / "roads.npz")
    lat, lon = [47.300, 47.309], [0.601, 0.602]
    assert kept.mode == "bike"
    assert np.array_equal(kept.travel(lat, lon).minutes, roads.travel(lat, lon).minutes)


def test_a_file_without_a_street_is_refused(tmp_path):
    path = tmp_path / "empty.osm"
    path.write_text('<?xml version="1.0"?><osm version="0.6"></osm>')
    with pytest.raises(BadInput, match="no street"):
        Roads.from_osm(path)
    with pytest.raises(BadInput, match="mode"):
        Roads.from_osm(path, "boat")


def test_in_a_real_town_the_streets_are_longer_than_the_crow_flies(square):
    roads = Roads.from_osm(REAL if REAL.exists() else square)
    rows = np.random.default_rng(1).integers(0, len(roads.lat), 30)
    lat, lon = roads.lat[rows], roads.lon[rows]
    travel = roads.travel(lat, lon)
    assert np.isfinite(travel.minutes).all()
    assert (travel.metres >= km_matrix(lat, lon, lat, lon) * 1000 - 1e-3).all()
