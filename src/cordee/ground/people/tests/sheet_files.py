"""Small spreadsheets made for a test, in the formats a town hall sends."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import tablib
from openpyxl import Workbook

HEADERS = (
    "Nom",
    "Prénom",
    "Né(e) le",
    "Téléphone",
    "Courriel",
    "Adresse",
    "Peut aider",
    "Dispos",
    "Remarques",
)
LEA = ("Martin", "Léa", "12/03/1980", "06 10 00 00 01", "", "12 rue des Lilas", "courses", "mardi matin", "")
ALI = ("Benali", "Ali", "01/02/1975", "06 10 00 00 02", "", "3 quai de Loire", "appels", "WE", "")


def csv_bytes(
    rows: Iterable[Sequence[str]], *, separator: str = ";", encoding: str = "utf-8", newline: str = "\r\n"
) -> bytes:
    """Rows as CSV bytes; no quoting."""
    return (newline.join(separator.join(row) for row in rows) + newline).encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[Any]], *, merge: str = "", title: str = "Liste") -> bytes:
    """Rows as an XLSX workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as an ODS document with one sheet."""
    first, *others = [list(row) for row in rows]
    data = tablib.Dataset(*others, headers=first, title="Liste")
    return bytes(data.export("ods"))


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """A zip with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return zip_bytes({**parts, name: content})
