"""Placing an address: a flag and a sentence when in doubt, never a refusal."""

from __future__ import annotations

import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import import_districts
from cordee.ground.territory.models import LocationQuality, Municipality, town_scope
from cordee.ground.territory.selectors import locate, place_pin, town_map
from cordee.ground.territory.tests.factories import TESTER, add_street, make_commune, make_municipality
from cordee.ground.territory.tests.test_districts import square


@pytest.fixture
def streets(town: Municipality) -> None:
    add_street("Rue des Lilas", "1 2 3 4 5 6", at=(47.350, -0.900))
    add_street("Allée du Maréchal Foch", at=(47.353, -0.900))
    import_districts(source=square("Les Tilleuls", 47.349, -0.901, 0.01), by=TESTER)
    make_commune("49007", "Angers", postcodes="49000 49100", latitude=47.48, longitude=-0.56)
    make_commune("49110", "Montjean", postcodes="49190", latitude=47.39, longitude=-0.86)
    make_commune("71389", "Saint-Aubin", postcodes="71140", departement="71")


@pytest.mark.usefixtures("streets")
def test_a_known_door_is_placed_in_its_district_without_a_word() -> None:
    place = locate("4 rue des Lilas", "49190", "Saint-Aubin-sur-Loire")
    assert (place.quality, place.label, place.warning) == (LocationQuality.DOOR, "4 Rue des Lilas", None)
    assert place.ban_id
    assert place.district_id is not None
    assert not place.outside_commune


@pytest.mark.usefixtures("streets")
def test_an_unknown_number_is_placed_on_the_street_with_a_warning() -> None:
    place = locate("84 rue des Lilas")
    assert (place.quality, place.ban_id) == (LocationQuality.STREET, "")
    assert "84" in (place.warning or "")


@pytest.mark.usefixtures("streets")
def test_a_fault_in_the_name_is_understood_and_asked_to_be_checked() -> None:
    place = locate("4 rue des Lylas")
    assert place.quality == LocationQuality.DOOR
    assert "« 4 Rue des Lilas »" in (place.warning or "")


@pytest.mark.usefixtures("streets")
def test_another_kind_of_street_is_never_placed_to_the_door() -> None:
    place = locate("3 place du Maréchal Foch")
    assert (place.quality, place.ban_id) == (LocationQuality.STREET, "")
    assert "à vérifier" in (place.warning or "")


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize("text", ["12 rue des Tourterelles", "chez ma voisine", "???", "0"])
def test_an_unknown_address_is_flagged_not_guessed(text: str) -> None:
    place = locate(text)
    assert (place.quality, place.latitude, place.longitude) == (LocationQuality.UNKNOWN, None, None)
    assert place.warning


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    ("text", "postcode", "city", "name"),
    [
        ("12 rue Toussaint", "49100", "Angers", "Angers"),
        ("12 rue Toussaint", "", "ANGERS CEDEX 02", "Angers"),
        ("12 rue Toussaint 49000 Angers", "", "", "Angers"),
        ("12 rue Toussaint, Angers", "", "", "Angers"),
        ("4 rue des Lilas", "49000", "", "Angers"),
        ("4 rue des Lilas", "49190", "Montjean", "Montjean"),
        ("4 rue des Lilas", "71140", "Saint-Aubin", "Saint-Aubin"),
    ],
)
def test_an_address_of_another_commune_is_a_warning_and_the_centre_of_that_commune(
    text: str, postcode: str, city: str, name: str
) -> None:
    place = locate(text, postcode, city)
    assert place.outside_commune
    assert place.label == name
    assert place.quality == LocationQuality.DISTRICT
    assert name in (place.warning or "")


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    ("postcode", "city"),
    [
        ("49190", "Saint-Aubin"),
        ("", "Saint-Aubin"),
        ("", "st aubin s/ loire"),
        ("49190", "Le Bourg"),
        ("", "Trifouillis"),
    ],
)
def test_a_short_or_unknown_town_name_is_read_as_our_own(postcode: str, city: str) -> None:
    place = locate("4 rue des Lilas", postcode, city)
    assert (place.quality, place.outside_commune) == (LocationQuality.DOOR, False)


@pytest.mark.django_db
def test_an_arrondissement_is_inside_its_city_and_a_city_around_its_arrondissement() -> None:
    make_municipality("69123", "Lyon")
    make_municipality("69383", "Lyon 3e Arrondissement")
    for code, city in (("69123", "Lyon 3e"), ("69383", "LYON")):
        with town_scope(code):
            add_street("Rue Paul Bert", postcode="69003")
            place = locate("3 rue Paul Bert", "69003", city)
            assert (place.quality, place.outside_commune) == (LocationQuality.DOOR, False)


@pytest.mark.usefixtures("streets")
def test_a_postcode_nobody_has_is_pointed_out() -> None:
    place = locate("4 rue des Lilas", "99999")
    assert place.quality == LocationQuality.DOOR
    assert "99999" in (place.warning or "")


@pytest.mark.usefixtures("streets")
def test_a_district_alone_is_placed_at_its_centre() -> None:
    place = locate("quartier des tilleuls")
    assert (place.quality, place.label) == (LocationQuality.DISTRICT, "Les Tilleuls")
    assert place.latitude is not None


def test_two_streets_of_one_name_far_apart_are_asked_not_guessed(town: Municipality) -> None:
    add_street("Rue du Puits", former_commune="Gennes")
    add_street("Rue du Puits", at=(47.4, -0.95), former_commune="Cunault")
    place = locate("3 rue du puits")
    assert place.quality == LocationQuality.UNKNOWN
    assert "Gennes" in (place.warning or "")
    assert "Cunault" in (place.warning or "")
    assert locate("3 rue du puits", "", "Cunault").quality == LocationQuality.DOOR


def test_a_town_without_addresses_is_told_to_import_them(town: Municipality) -> None:
    assert "pas encore importées" in (locate("4 rue des Lilas").warning or "")


@pytest.mark.usefixtures("streets")
def test_a_thousand_addresses_cost_no_more_queries_than_one() -> None:
    held = town_map()
    with CaptureQueriesContext(connection) as queries:
        for rank in range(1000):
            locate(f"{rank % 9} rue des Lilas", "49190", "Saint-Aubin", on=held)
            locate(f"{rank % 9} rue des Lilas", "49100", "Angers", on=held)
    assert len(queries) <= 4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), postcode=st.text(max_size=8), city=st.text(max_size=20))
def test_nothing_that_is_typed_breaks_the_placing(streets: None, text: str, postcode: str, city: str) -> None:
    place = locate(text, postcode, city)
    assert (place.latitude is None) == (place.longitude is None)
    assert place.quality != LocationQuality.UNKNOWN or place.warning


@pytest.mark.usefixtures("streets")
def test_a_pin_takes_its_district_and_the_nearest_door() -> None:
    place = place_pin(47.3501, -0.8999)
    assert place.quality == LocationQuality.PIN
    assert "Rue des Lilas" in place.label
    assert place.district_id is not None
    assert not place.outside_commune


@pytest.mark.usefixtures("streets")
def test_a_pin_far_from_the_town_is_kept_with_a_warning() -> None:
    place = place_pin(48.8566, 2.3522)
    assert place.outside_commune
    assert place.warning


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize("point", [(0.0, 0.0), (math.nan, 0.0), (-0.9, 47.35), (float("inf"), 1.0)])
def test_a_pin_outside_france_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(Refused):
        place_pin(*point)
