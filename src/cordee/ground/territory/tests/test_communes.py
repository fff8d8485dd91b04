"""All the communes of France: loaded from the file shipped, found by code, name or postcode."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import load_communes
from cordee.ground.territory.models import Commune
from cordee.ground.territory.selectors import find_commune, search_communes
from cordee.ground.territory.tests.factories import make_commune, write

pytestmark = pytest.mark.django_db


def test_the_reference_shipped_is_loaded_whole_and_again_without_change() -> None:
    with CaptureQueriesContext(connection) as queries:
        first = load_communes()
    assert first.created == Commune.objects.count() == 35_014
    assert len(queries) < first.created / 100
    again = load_communes()
    assert (again.created, again.updated, again.unchanged) == (0, 0, 35_014)
    assert Event.objects.filter(verb="load_communes").count() == 1
    ajaccio = find_commune("2a004")
    assert ajaccio is not None and ajaccio.name == "Ajaccio"
    assert search_communes("st aubin sur loire")[0].label == "Saint-Aubin-sur-Loire (71)"
    assert [hit.insee_code for hit in search_communes("paris 12")] == ["75112"]
    assert search_communes("49160")[0].departement == "49"


HEADER = "insee_code,name,type,departement,population,postcodes,latitude,longitude\n"


def test_a_newer_file_updates_what_changed_and_keeps_the_rest(tmp_path: Path) -> None:
    make_commune("49999", "Saint-Aubin-sur-Loire")
    line = "01001,L'Abergement-Clémenciat,commune-actuelle,01,{},01400,46.1517,4.9306\n"
    load_communes(path=write(tmp_path, HEADER + line.format(860)))
    counts = load_communes(path=write(tmp_path, HEADER + line.format(900)))
    assert (counts.created, counts.updated) == (0, 1)
    assert Commune.objects.get(pk="01001").population == 900
    assert Commune.objects.filter(pk="49999").exists()


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", HEADER.encode() + b"1,2\n", HEADER.encode() + b"\xff\xfe\n"]
)
def test_a_file_that_is_not_the_reference_is_refused_and_changes_nothing(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(Refused):
        load_communes(path=write(tmp_path, content))
    assert not Commune.objects.exists()


@pytest.fixture
def some_communes() -> None:
    make_commune("49261", "Gennes-Val-de-Loire", postcodes="49160 49320 49350", population=8429)
    make_commune("49180", "Longué-Jumelles", postcodes="49160", population=6800)
    make_commune("14562", "Saint-Aubin-sur-Mer", postcodes="14750", population=2101)
    make_commune("76564", "Saint-Aubin-sur-Mer", postcodes="76740", population=181)
    make_commune("75056", "Paris", postcodes="75001 75012", population=2_100_000)
    make_commune("75112", "Paris 12e Arrondissement", postcodes="75012", population=140_000)
    make_commune("2A004", "Ajaccio", postcodes="20000 20090", departement="2A")


@pytest.mark.usefixtures("some_communes")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("GENNES VAL DE LOIRE", "49261"),
        ("gennes-val", "49261"),
        ("jumelles", "49180"),
        ("49160 longue", "49180"),
        ("49320", "49261"),
        ("Longué Jumeles", "49180"),
        ("paris", "75056"),
        ("Paris 12ème", "75112"),
        ("75112", "75112"),
        ("2a004", "2A004"),
        ("49180", "49180"),
    ],
)
def test_a_commune_is_found_as_people_write_it(query: str, code: str) -> None:
    assert search_communes(query)[0].insee_code == code


@pytest.mark.usefixtures("some_communes")
def test_homonyms_show_their_departement_the_larger_first() -> None:
    assert [hit.label for hit in search_communes("st aubin sur mer")] == [
        "Saint-Aubin-sur-Mer (14)",
        "Saint-Aubin-sur-Mer (76)",
    ]


@pytest.mark.usefixtures("some_communes")
@pytest.mark.parametrize("query", ["", " ", "x", "%", "zzzzzz", "99999", "'; --", "🙂"])
def test_an_unknown_commune_is_an_empty_list(query: str) -> None:
    assert search_communes(query) == []


@pytest.mark.usefixtures("some_communes")
@pytest.mark.parametrize("query", ["saint aubin", "Longué Jumeles", "491", "49160 gennes"])
def test_a_search_of_communes_costs_a_few_queries(query: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        search_communes(query)
    assert len(queries) <= 4


@pytest.mark.usefixtures("some_communes")
def test_five_digits_are_a_postcode_before_an_insee_code() -> None:
    make_commune("49160", "Ingrandes", postcodes="49123", population=50_000)
    assert [hit.name for hit in search_communes("49160")] == [
        "Gennes-Val-de-Loire",
        "Longué-Jumelles",
        "Ingrandes",
    ]
