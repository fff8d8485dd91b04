"""Districts: a list of names or outlines, and which one a point is in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import import_districts
from cordee.ground.territory.gateways.outlines import parse_district_file
from cordee.ground.territory.models import District, Municipality
from cordee.ground.territory.selectors import district_at, districts, districts_geojson, town_centre
from cordee.ground.territory.tests.factories import TESTER, add_street


def feature(name: str | None, ring: list[list[float]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"nom": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def ring(south: float, west: float, side: float) -> list[list[float]]:
    return [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]


def square(name: str, south: float, west: float, side: float) -> dict[str, Any]:
    return collection(feature(name, ring(south, west, side)))


def test_a_list_of_names_is_enough(town: Municipality) -> None:
    report = import_districts(source=["Centre", " Les  Tilleuls "], by=TESTER)
    assert report.created == 2
    assert [district.name for district in districts()] == ["Centre", "Les Tilleuls"]
    assert districts_geojson()["features"] == []
    assert Event.objects.get().verb == "import_districts"


def test_importing_again_changes_nothing_and_keeps_what_the_list_forgets(town: Municipality) -> None:
    import_districts(source=["Centre", "La Gare"], by=TESTER)
    report = import_districts(source=["CENTRE"], by=TESTER)
    assert (report.created, report.updated, report.kept) == (0, 1, 1)
    again = import_districts(source=["CENTRE"], by=TESTER)
    assert (again.unchanged, again.kept) == (1, 1)


def test_names_alone_never_take_an_outline_away(town: Municipality) -> None:
    import_districts(source=square("Centre", 47.34, -0.91, 0.01), by=TESTER)
    import_districts(source=["Centre"], by=TESTER)
    assert district_at(47.345, -0.905) is not None


def test_a_point_is_in_the_district_drawn_around_it(town: Municipality) -> None:
    outlines = collection(
        feature("Ouest", ring(47.34, -0.92, 0.01)), feature("Est", ring(47.34, -0.91, 0.01))
    )
    import_districts(source=outlines, by=TESTER)
    west, east = district_at(47.345, -0.915), district_at(47.345, -0.905)
    assert west is not None and west.name == "Ouest"
    assert east is not None and east.name == "Est"
    assert district_at(47.36, -0.905) is None


def test_the_smaller_of_two_overlapping_districts_wins(town: Municipality) -> None:
    outlines = collection(
        feature("Commune", ring(47.30, -0.95, 0.1)), feature("Quais", ring(47.34, -0.92, 0.01))
    )
    import_districts(source=outlines, by=TESTER)
    found = district_at(47.345, -0.915)
    assert found is not None and found.name == "Quais"


def test_a_redrawn_district_is_seen_at_once(town: Municipality) -> None:
    import_districts(source=square("Centre", 47.34, -0.91, 0.01), by=TESTER)
    assert district_at(47.345, -0.905) is not None
    import_districts(source=square("Centre", 47.40, -0.91, 0.01), by=TESTER)
    assert district_at(47.345, -0.905) is None


def test_a_self_crossing_outline_is_mended_and_pointed_out(town: Municipality) -> None:
    bow_tie = [[-0.92, 47.34], [-0.91, 47.35], [-0.91, 47.34], [-0.92, 47.35], [-0.92, 47.34]]
    report = import_districts(source=collection(feature("Papillon", bow_tie)), by=TESTER)
    assert report.created == 1
    assert "Papillon" in report.warnings[0]
    assert district_at(47.345, -0.9185) is not None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            collection(
                feature("Centre", [[432000.0, 6700000.0], [432100.0, 6700000.0], [432100.0, 6700100.0]])
            ),
            "Lambert",
        ),
        (
            collection(feature("Centre", [[47.34, -0.92], [47.35, -0.92], [47.35, -0.91], [47.34, -0.92]])),
            "inversées",
        ),
        (collection(feature("Centre", [[-0.9, 47.3], [-0.8, 47.3]])), "géométrie"),
        (collection(feature("Centre", [[-0.9, 47.3], [-0.8, 47.3], [-0.7, 47.3], [-0.9, 47.3]])), "surface"),
        (collection(feature(None, ring(47.34, -0.92, 0.01))), "n° 1"),
        (
            collection(feature("A", ring(47.34, -0.92, 0.01)), feature("a", ring(47.34, -0.92, 0.01))),
            "deux fois",
        ),
        (
            {
                "type": "FeatureCollection",
                "features": [
                    {"geometry": {"type": "Point", "coordinates": [-0.9, 47.3]}, "properties": {"name": "P"}}
                ],
            },
            "polygone",
        ),
        ({"type": "Feature"}, "FeatureCollection"),
        ({"type": "FeatureCollection", "features": ["x"]}, "n° 1"),
        ([], "Aucun quartier"),
        (["x" * 81], "n° 1"),
    ],
)
def test_an_unusable_source_is_refused_whole_with_its_reason(
    town: Municipality, source: Any, words: str
) -> None:
    import_districts(source=["Déjà là"], by=TESTER)
    with pytest.raises(Refused, match=words):
        import_districts(source=source, by=TESTER)
    assert [district.name for district in districts()] == ["Déjà là"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_an_uploaded_list_is_read_one_name_a_line(encoding: str) -> None:
    assert parse_district_file("L’Étang\r\n\r\n Quais \n".encode(encoding)) == ["L’Étang", "Quais"]


def test_an_uploaded_geojson_is_recognised_and_a_cut_one_refused() -> None:
    content = json.dumps(square("Centre", 47.34, -0.91, 0.01)).encode()
    assert parse_district_file(content) == square("Centre", 47.34, -0.91, 0.01)
    with pytest.raises(Refused, match="incomplet"):
        parse_district_file(content[:-5])


def test_an_uploaded_geojson_nested_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="ne se lit pas"):
        parse_district_file(b"[" * 200_000)


def test_a_map_of_districts_is_one_query_whatever_their_number(town: Municipality) -> None:
    import_districts(
        source=collection(*(feature(f"Q{i}", ring(47.3 + i / 100, -0.9, 0.005)) for i in range(20))),
        by=TESTER,
    )
    with CaptureQueriesContext(connection) as queries:
        drawn = districts_geojson()
    assert (len(drawn["features"]), len(queries)) == (20, 1)
    for shown in drawn["features"]:
        longitude, latitude = shown["geometry"]["coordinates"][0][0]
        assert -1 < longitude < 0 < 47 < latitude < 48


def test_a_broken_outline_in_the_base_does_not_close_the_forms(town: Municipality) -> None:
    District.objects.create(name="Abîmé", outline={"type": "Polygon", "coordinates": "?"})
    assert district_at(47.345, -0.905) is None


def test_the_middle_of_the_town_is_found_even_without_a_reference(town: Municipality) -> None:
    assert town_centre() == (47.348, -0.9)
    type(town.commune).objects.filter(pk=town.pk).update(latitude=None, longitude=None)
    assert town_centre() is None
    add_street("Rue des Lilas", "1 3", at=(47.35, -0.9))
    centre = town_centre()
    assert centre is not None and centre.latitude == pytest.approx(47.35)
