"""Writing a LibreOffice workbook (OASIS OpenDocument 1.2): texts only, so that nothing in it is ever run.

A cell says that it is a string and has no formula: « =1+1 » is shown as it was typed. The library
tried (odfdo) took four seconds for a thousand people, and offers what nobody here may use.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    f' xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0"'
    f' xmlns:style="{_NAMES}:style:1.0" xmlns:fo="{_NAMES}:xsl-fo-compatible:1.0"><office:automatic-styles>'
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties'
    ' style:column-width="4.5cm"/></style:style><style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0"'
    f' manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: control characters, halves of a pair."""


@dataclass(frozen=True)
class SheetToWrite:
    """One sheet: its name (at most 31 letters), its headers, its rows of texts."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[str]]


def _cell(text: str, style: str = "") -> str:
    if not text:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _NOT_XML.sub("", text).split("\n"))
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _row(cells: Sequence[str], style: str = "") -> str:
    return f"<table:table-row>{''.join(_cell(one, style) for one in cells)}</table:table-row>"


def _table(sheet: SheetToWrite) -> str:
    columns = (
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(sheet.headers)}"/>'
    )
    head = _row(sheet.headers, ' table:style-name="head"')
    body = "".join(_row(row) for row in sheet.rows)
    return (
        f"<table:table table:name={quoteattr(sheet.name[:31])}>{columns}"
        f"<table:table-header-rows>{head}</table:table-header-rows>{body}</table:table>"
    )


def workbook_bytes(sheets: Iterable[SheetToWrite]) -> bytes:
    """The sheets as the bytes of an ODS file."""
    content = (
        _HEAD + "".join(map(_table, sheets)) + "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and bare, so that whoever opens the file knows its kind before unpacking it.
        archive.writestr("mimetype", _KIND, compress_type=zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return packed.getvalue()
