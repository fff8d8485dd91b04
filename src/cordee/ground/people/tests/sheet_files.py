"""Small spreadsheets made for a test, in the formats a town hall sends."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

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


_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, datetime | date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as an ODS document with one sheet, as small as OASIS OpenDocument 1.2 allows."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        f' xmlns:office="{_ODS}:office:1.0" xmlns:table="{_ODS}:table:1.0" xmlns:text="{_ODS}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Liste">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_KIND.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zip_bytes(
        {"mimetype": _ODS_KIND, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


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
