"""Guessing what columns hold, and giving refused lines back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import SheetKind
from cordee.ground.people.rules.sheets.columns import guess_columns
from cordee.ground.people.rules.sheets.corrections import safe_cell, sheet_csv
from cordee.ground.people.rules.sheets.fields import FIELDS, check_columns


def codes(headers: list[str], *lines: list[str], kind: str = SheetKind.VOLUNTEERS) -> list[str]:
    """The field guessed for each column."""
    return [guess.code for guess in guess_columns(headers, lines, FIELDS[kind])]


def test_the_headers_of_a_town_hall_are_understood() -> None:
    headers = [
        "NOM",
        "Prénom",
        "Né(e) le",
        "Tél.",
        "Mail",
        "Adresse",
        "Peut aider pour",
        "Véhicule",
        "Dispos",
        "Remarques",
    ]
    assert codes(headers) == [
        "last_name", "first_name", "birth", "phone", "email", "address", "activities", "vehicle", "week", "remarks",
    ]  # fmt: skip


def test_the_headers_of_a_ccas_are_understood() -> None:
    headers = [
        "Date appel",
        "Heure",
        "Nom de la personne",
        "Âge",
        "Téléphone",
        "Adresse",
        "Besoin",
        "Observations",
    ]
    assert codes(headers, kind=SheetKind.NEEDS) == [
        "received_on", "received_time", "last_name", "birth", "phone", "address", "needs", "remarks",
    ]  # fmt: skip


def test_a_typing_slip_in_a_header_is_forgiven() -> None:
    assert codes(["Nom", "Prenomm", "Telephonne"]) == ["last_name", "first_name", "phone"]


def test_a_column_without_header_is_known_by_its_content() -> None:
    lines = [["Roux", "06 10 00 00 01", "a@exemple.fr"], ["Petit", "0610000002", "b@exemple.fr"]]
    assert codes(["Nom", "", "?"], *lines) == ["last_name", "phone", "email"]


def test_two_columns_of_numbers_are_two_numbers() -> None:
    assert codes(["Nom", "Portable", "Téléphone"]) == ["last_name", "phone", "phone_alt"]


def test_ticked_columns_named_after_activities_and_days_are_understood() -> None:
    lines = [["Roux", "x", "", "matin"], ["Petit", "", "x", ""]]
    assert codes(["Nom", "Courses", "Pharmacie", "Lundi"], *lines) == [
        "last_name",
        "activities",
        "activities",
        "week",
    ]


def test_an_unknown_column_is_left_aside() -> None:
    assert codes(["Nom", "Tél", "Groupe sanguin"]) == ["last_name", "phone", ""]


def test_a_list_without_name_or_way_to_reach_people_is_asked_for_them() -> None:
    with pytest.raises(Refused, match="le nom et un téléphone"):
        check_columns(SheetKind.VOLUNTEERS, {0: "birth"})
    with pytest.raises(Refused, match="l’aide demandée"):
        check_columns(SheetKind.NEEDS, {0: "last_name", 1: "phone"})
    with pytest.raises(Refused, match="gardez-en une"):
        check_columns(SheetKind.VOLUNTEERS, {0: "last_name", 1: "phone", 2: "phone"})
    check_columns(SheetKind.VOLUNTEERS, {0: "last_name", 1: "phone", 2: "remarks", 3: "remarks", 4: ""})


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "\r=1+1", "  =1+1", "|calc", "%0A=1"],
)
def test_no_exported_cell_can_be_run_by_a_spreadsheet(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


@pytest.mark.parametrize("cell", ["Léa", "+33 6 10 00 00 01", "-3", "06 10 00 00 01"])
def test_ordinary_cells_and_numbers_are_exported_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_an_export_has_one_line_a_row_and_no_formula(rows: list[list[str]]) -> None:
    written = sheet_csv(["a", "b"], rows)
    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
    assert len(read) == len(rows) + 1
    assert not any(cell.lstrip()[:1] in {"=", "@", "|", "%"} for row in read for cell in row)
