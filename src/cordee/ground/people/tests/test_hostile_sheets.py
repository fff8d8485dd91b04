"""Workbooks made to hurt: they are refused or read as plain words; no file of the machine comes out, no memory runs out."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.spreadsheets.packages import SheetPackage
from cordee.ground.people.gateways.spreadsheets.reading import read_spreadsheet
from cordee.ground.people.selectors.sheets import workbook
from cordee.ground.people.tests.sheet_files import ods_bytes, with_part, xlsx_bytes

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha ha ha ha ha ha ha ha">' + "".join(
    f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
ROWS = [("nom", "besoin"), ("Dupont", "COURSES")]
XLSX, ODS = xlsx_bytes(ROWS), ods_bytes(ROWS)
PARTS = {
    "xl/worksheets/sheet1.xml": XLSX, "xl/workbook.xml": XLSX, "xl/styles.xml": XLSX, "[Content_Types].xml": XLSX,
    "content.xml": ODS,
}  # fmt: skip


def part_of(package: bytes, name: str) -> str:
    return SheetPackage(package).part(name).decode()


@pytest.mark.parametrize("dtd", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("name", PARTS)
def test_entities_are_not_unfolded(name, dtd):
    told = part_of(PARTS[name], name)
    head, mark, body = told.rpartition("?>")
    harmed = head + mark + dtd + body.replace("Dupont", "&j;")
    tracemalloc.start()
    try:
        got = str(read_spreadsheet(with_part(PARTS[name], name, harmed.encode())))
    except Refused:
        got = ""
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "root:" not in got and len(got) < 10_000 and peak < 50_000_000


def test_a_cell_repeated_a_thousand_million_times_is_read_within_bounds():
    told = part_of(ODS, "content.xml").replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">'
    ).replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="1000000000" ')  # fmt: skip
    tracemalloc.start()
    with suppress(Refused):
        read_spreadsheet(with_part(ODS, "content.xml", told.encode()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


def test_a_workbook_written_here_is_read_here_whatever_letters_are_in_it():
    written = workbook(
        [("Une <feuille> & l’autre", ["Nom"], [["Rolland\x0b\x00 & <fils>\nJeanne"], ["=1+1"], ["😀"]])]
    )
    assert [line.cells for line in read_spreadsheet(written).lines] == [
        ("Nom",), ("Rolland & <fils>\nJeanne",), ("=1+1",), ("😀",),
    ]  # fmt: skip
