"""Excel workbooks (XLSX): values of formulas, real dates, the fullest sheet."""

from __future__ import annotations

import io
import warnings
from typing import Any

from openpyxl import load_workbook

from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.spreadsheets.packages import SheetPackage
from cordee.ground.people.rules.sheets.cells import Cell
from cordee.ground.people.rules.sheets.tables import MAX_COLUMNS, MAX_LINES, RawLine

_LAST_ROW = MAX_LINES + 1_000
_LONGEST_CELL = 2_000


def read_workbook(package: SheetPackage) -> tuple[list[RawLine], list[str]]:
    """Lines of the fullest visible sheet, and a note when other sheets were left aside.
    Raises ``Refused``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Styles and extensions that openpyxl does not know are not our matter.
            book = load_workbook(
                io.BytesIO(package.content), read_only=True, data_only=True, keep_links=False
            )
            try:
                sheets = [
                    (str(sheet.title), _lines(sheet))
                    for sheet in book.worksheets
                    if getattr(sheet, "sheet_state", "visible") == "visible"
                ]
            finally:
                book.close()
    except Refused:
        raise
    except Exception:  # noqa: BLE001 – foreign bytes: openpyxl raises whatever its parser stumbled on.
        raise package.broken() from None
    return fullest(sheets)


def fullest(sheets: list[tuple[str, list[RawLine]]]) -> tuple[list[RawLine], list[str]]:
    """The sheet with most lines; the others that hold something are named in a note."""
    filled = [(title, lines) for title, lines in sheets if lines]
    if not filled:
        raise Refused("Le fichier est vide.")
    title, lines = max(filled, key=lambda sheet: len(sheet[1]))
    others = [other for other, _ in filled if other != title]
    if not others:
        return lines, []
    names = ", ".join(f"« {other[:40]} »" for other in others)
    return lines, [f"Seule la feuille « {title[:40]} » a été lue ; à envoyer à part si besoin : {names}."]


def _lines(sheet: Any) -> list[RawLine]:
    if not hasattr(sheet, "iter_rows"):
        return []
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # The size a file declares is often wrong, and sometimes a trap.
    lines = []
    rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        # Rows come filled up to the last column asked for: 50 000 of them would be five million empty cells.
        width = next((width for width in range(len(row), 0, -1) if row[width - 1] not in (None, "")), 0)
        if width:
            lines.append(RawLine(number, tuple(_cell(value) for value in row[:width])))
    return lines


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, (int, float, bool)) or hasattr(value, "isoformat"):
        return value  # type: ignore[return-value]
    return str(value)[:_LONGEST_CELL]
