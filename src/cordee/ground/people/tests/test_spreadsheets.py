"""Files as town halls send them: every sort is read, every bad one is refused with what to do."""

from __future__ import annotations

import io
import random
import tracemalloc
from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.spreadsheets import read_spreadsheet
from cordee.ground.people.models import SheetKind
from cordee.ground.people.rules.sheets.cells import cell_text
from cordee.ground.people.rules.sheets.fields import FIELDS
from cordee.ground.people.rules.sheets.tables import Table, build_table
from cordee.ground.people.tests.sheet_files import (
    ALI,
    HEADERS,
    LEA,
    csv_bytes,
    ods_bytes,
    with_part,
    xlsx_bytes,
    zip_bytes,
)

ROWS = (HEADERS, LEA, ALI)


def table(content: bytes, kind: str = SheetKind.VOLUNTEERS) -> Table:
    """The table of a file."""
    read = read_spreadsheet(content)
    return build_table(read.lines, FIELDS[kind], read.notes)


def texts(content: bytes) -> list[list[str]]:
    """The people of a file, as texts."""
    return [[cell_text(cell) for cell in line.cells] for line in table(content).lines]


def read_right(content: bytes) -> bool:
    """True when the two people come out as they were written."""
    found = texts(content)
    return [row[:4] for row in found] == [list(LEA[:4]), list(ALI[:4])] and "Prénom" in table(content).headers


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "mac_roman"]
)
def test_a_csv_is_read_whatever_its_separator_and_encoding(separator: str, encoding: str) -> None:
    assert read_right(csv_bytes(ROWS, separator=separator, encoding=encoding))


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_a_csv_is_read_whatever_its_line_ends(newline: str) -> None:
    assert read_right(csv_bytes(ROWS, newline=newline))


def test_an_excel_workbook_and_a_libreoffice_document_are_read() -> None:
    assert read_right(xlsx_bytes(ROWS))
    assert read_right(ods_bytes(ROWS))


def test_dates_hours_and_numbers_keep_their_sense() -> None:
    rows = [
        ("Date appel", "Heure", "Nom", "Téléphone", "Besoin"),
        (datetime(2026, 11, 3), time(9, 15), "Roux", 610000001, "courses"),
    ]
    line = table(xlsx_bytes(rows), SheetKind.NEEDS).lines[0]
    assert [cell_text(cell) for cell in line.cells] == ["03/11/2026", "09:15", "Roux", "610000001", "courses"]
    line = table(ods_bytes(rows), SheetKind.NEEDS).lines[0]
    assert [cell_text(cell) for cell in line.cells][:3:2] == ["03/11/2026", "Roux"]


def test_a_byte_order_mark_is_not_glued_to_the_first_header() -> None:
    assert table(csv_bytes(ROWS, encoding="utf-8-sig")).headers[0] == "Nom"


def test_a_separator_declared_by_excel_is_followed() -> None:
    assert read_right(b"sep=|\r\n" + csv_bytes(ROWS, separator="|"))


def test_a_quoted_separator_and_a_line_break_stay_in_their_cell() -> None:
    rows = [*ROWS[:2], (*ALI[:5], '"3 quai de Loire\nbâtiment B; 2e"', *ALI[6:])]
    content = csv_bytes(rows)
    assert texts(content)[1][5] == "3 quai de Loire\nbâtiment B; 2e"
    assert len(table(content).lines) == 2


def test_a_quote_left_open_swallows_no_line() -> None:
    broken = ("Roux", '"Marie', *LEA[2:])
    lines = table(csv_bytes([HEADERS, LEA, broken, ALI, ALI])).lines
    assert len(lines) == 4
    assert [cell_text(line.cells[0]) for line in lines] == ["Martin", "Roux", "Benali", "Benali"]


def test_titles_empty_lines_and_totals_are_nobody_and_are_explained() -> None:
    rows = [("Bénévoles de mars",), (), HEADERS, LEA, (), ALI, HEADERS, ("TOTAL", "2")]
    found = table(csv_bytes([[*row, *[""] * (9 - len(row))] for row in rows]))
    assert [line.number for line in found.lines] == [4, 6]
    assert [(line.number, line.because.split(" (")[0]) for line in found.skipped] == [
        (1, "ligne de titre"), (7, "en-tête répété"), (8, "ligne de total"),
    ]  # fmt: skip


def test_a_total_that_does_not_agree_is_pointed_out() -> None:
    rows = [HEADERS, LEA, ALI, ("Total : 45", *[""] * 8)]
    assert "45 annoncés, 2 lignes lues : à vérifier" in table(csv_bytes(rows)).skipped[-1].because


def test_a_header_on_two_lines_with_merged_cells_is_joined() -> None:
    rows = [
        ("Nom", "Prénom", "Joindre", "", "Peut aider"),
        ("", "", "Téléphone", "Courriel", ""),
        ("Martin", "Léa", "06 10 00 00 01", "lea@exemple.fr", "courses"),
    ]
    found = table(xlsx_bytes(rows, merge="C1:D1"))
    assert found.headers == ("Nom", "Prénom", "Joindre Téléphone", "Joindre Courriel", "Peut aider")
    assert len(found.lines) == 1


def test_the_fullest_sheet_is_read_and_the_others_are_named() -> None:
    read = read_spreadsheet(xlsx_bytes(ROWS))
    assert read.notes == []
    book = Workbook()
    first, second = book.active, book.create_sheet("Codes")
    assert first is not None
    for row in ROWS:
        first.append(row)
    second.append(("a", "b"))
    stream = io.BytesIO()
    book.save(stream)
    read = read_spreadsheet(stream.getvalue())
    assert len(read.lines) == 3
    assert "« Codes »" in read.notes[0]


def test_broken_accents_are_repaired() -> None:
    mojibake = csv_bytes(ROWS).decode("cp1252").encode("utf-8")
    assert read_right(mojibake)


def test_nul_characters_are_taken_out() -> None:
    content = csv_bytes(ROWS).replace("Léa".encode(), "Lé\x00a".encode())
    assert read_right(content)


def test_a_huge_cell_spoils_its_own_line_only() -> None:
    huge = ("Roux", "x" * 200_000, *LEA[2:])
    lines = table(csv_bytes([HEADERS, LEA, huge, ALI])).lines
    assert [bool(line.fault) for line in lines] == [False, True, False]


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "vide"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "vide"),
    "only separators": (b";;;\r\n;;;\r\n", "vide"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "photo": (b"\xff\xd8\xff\xe0" + b"x" * 100, "photo"),
    "web page": (b"<!DOCTYPE html><html><table></table></html>", "page web"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ancien format"),
    "locked excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "mot de passe",
    ),
    "word": (zip_bytes({"word/document.xml": b"<w/>"}), "Word"),
    "any zip": (zip_bytes({"photos/a.jpg": b"x"}), "ne contient pas de tableur"),
    "half a zip": (xlsx_bytes(ROWS)[:2000], "abîmé"),
    "garbage in a zip": (with_part(xlsx_bytes(ROWS), "xl/workbook.xml", b"<not xml"), "abîmé"),
    "entities": (
        with_part(xlsx_bytes(ROWS), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "abîmé",
    ),
    "no header": (csv_bytes([LEA, ALI]), "en-tête"),
    "a letter": ("Monsieur le Maire,\nJe vous écris pour vous dire merci.\n".encode(), "en-tête"),
    "header alone": (csv_bytes([HEADERS]), "aucune ligne"),
    "binary": (random.Random(1).randbytes(5000), "pas un tableur|en-tête"),
    "too heavy": (b"a;b\n" * 6_000_000, "20 Mo"),
    "too long": (csv_bytes([HEADERS, *[LEA] * 50_200]), "50000 lignes|50 000 lignes"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_with_what_to_do(name: str) -> None:
    content, words = BAD_FILES[name]
    with pytest.raises(Refused, match=words):
        table(content)


def test_a_workbook_that_unfolds_into_a_monster_is_not_opened() -> None:
    monster = b"<worksheet>" + b"<row/>" * 30_000_000 + b"</worksheet>"
    bomb = with_part(xlsx_bytes(ROWS), "xl/worksheets/sheet1.xml", monster)
    del monster
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    with pytest.raises(Refused, match=r"démesuré|lignes"):
        table(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_a_row_far_down_the_sheet_does_not_make_a_million_lines() -> None:
    xml = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    cells = b"".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>'.encode() for text in ("Nom", "Téléphone"))
    xml += (
        b'<row r="1">'
        + cells
        + b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Refused, match="aucune ligne"):
        table(with_part(xlsx_bytes(ROWS), "xl/worksheets/sheet1.xml", xml))


def test_a_document_of_repeated_rows_does_not_grow_without_end() -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = '<table:table-cell office:value-type="string"><text:p>Nom</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    xml = f"<office:document-content{names}><table:table>{row}</table:table></office:document-content>"
    with pytest.raises(Refused, match="lignes"):
        table(zip_bytes({"content.xml": xml.encode()}))


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_crash(content: bytes) -> None:
    try:
        table(content)
    except Refused as refusal:
        assert str(refusal)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_no_table_makes_the_reader_crash_nor_lose_a_line(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    content = separator.join(HEADERS).encode(encoding, "replace") + "\r\n".encode(encoding)
    content += "\r\n".join(separator.join(row) for row in rows).encode(encoding, "replace")
    try:
        found = table(content)
    except Refused as refusal:
        assert str(refusal)
    else:
        assert all(line.number > found.header_line for line in found.lines)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(position: int, value: int) -> None:
    content = bytearray(_GOOD)
    content[position % len(content)] = value
    try:
        table(bytes(content))
    except Refused as refusal:
        assert str(refusal)


_GOOD = xlsx_bytes(ROWS)
