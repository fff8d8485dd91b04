"""The refused lines as a file to correct and send again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet will run: an apostrophe before what could start a formula (OWASP, CSV
    injection).

    A number keeps its sign: « +33 6 12 » and « -3 » hold nothing a formula needs.
    """
    flat = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\x00", "")
    if flat.lstrip().startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS):
        digits = flat.strip().lstrip("+-")
        if (
            digits
            and not set(digits) - set("0123456789 ().")
            and not flat.lstrip().startswith(("=", "@", "|", "%"))
        ):
            return flat
        return "'" + flat
    return flat


def sheet_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV text that Excel and LibreOffice open rightly in French: BOM, semicolons, CRLF, no formula."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([safe_cell(header) for header in headers])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return stream.getvalue()
