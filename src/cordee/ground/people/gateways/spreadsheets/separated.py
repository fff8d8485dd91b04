"""Separated values read line by line, so that a quote left open spoils one line and never swallows the next
ones.

Python's own reader joins everything up to the next quote, wherever it is; here a quoted cell may run over a
few lines only if the line it makes has the width of the others.
"""

from __future__ import annotations

import csv
import re
from collections import Counter

from cordee.ground.people.rules.sheets.tables import MAX_COLUMNS, MAX_LINES, RawLine

_SEPARATORS = (";", "\t", ",", "|")
_LONGEST_LINE = 100_000
_LONGEST_CELL = 2_000
_LINES_IN_A_CELL = 10


def read_separated(text: str) -> tuple[list[RawLine], list[str]]:
    """Cut a text into lines and cells. The separator is guessed on the first lines. Never raises."""
    rows = re.split(r"\r\n|\n|\r", text)
    declared = re.fullmatch(r"\ufeff?sep=(.)", rows[0].strip()) if rows else None
    separator = declared.group(1) if declared else _separator_of(rows)
    width = _usual_width(rows, separator)
    lines: list[RawLine] = []
    notes: list[str] = []
    number = index = 0
    while index < len(rows):
        number += 1
        row = rows[index]
        index += 1
        if declared and number == 1:
            continue
        if len(row) > _LONGEST_LINE:
            lines.append(RawLine(number, (), "La ligne est démesurée : elle n’a pas été lue."))
            continue
        if not row.strip(separator + " \t"):
            continue
        fault = ""
        if row.count('"') % 2:
            taken, cells = _over_several_rows(rows, index - 1, separator, width)
            if taken:
                index += taken - 1
            else:
                cells = _plain_cells(row, separator)
                fault = (
                    ""
                    if len(cells) == width
                    else "Un guillemet n’est pas refermé : les colonnes sont décalées."
                )
        else:
            cells = _cells(row, separator)
        lines.append(RawLine(number, tuple(cell[:_LONGEST_CELL] for cell in cells[:MAX_COLUMNS]), fault))
        if len(lines) > MAX_LINES + 100:
            break
    return lines, notes


def _cells(row: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([row], delimiter=separator), [])
    except csv.Error:
        return row.split(separator)


def _plain_cells(row: str, separator: str) -> list[str]:
    return [cell.strip().strip('"') for cell in row.split(separator)]


def _over_several_rows(rows: list[str], first: int, separator: str, width: int) -> tuple[int, list[str]]:
    """A cell with line breaks in it: (rows taken, cells), or (0, []) when the quote does not close as it
    should.
    """
    quotes, joined = 0, []
    for taken, row in enumerate(rows[first : first + _LINES_IN_A_CELL], start=1):
        if len(row) > _LONGEST_LINE:
            break
        joined.append(row)
        quotes += row.count('"')
        if quotes % 2 == 0:
            try:
                made = list(
                    csv.reader(
                        joined[:1] if taken == 1 else [line + "\n" for line in joined], delimiter=separator
                    )
                )
            except csv.Error:
                return 0, []
            if len(made) == 1 and len(made[0]) == width:
                return taken, made[0]
            return 0, []
    return 0, []


def _widths(rows: list[str], separator: str) -> Counter[int]:
    sample = [
        row for row in rows[:300] if row.strip() and len(row) <= _LONGEST_LINE and row.count('"') % 2 == 0
    ]
    return Counter(len(_cells(row, separator)) for row in sample)


def _usual_width(rows: list[str], separator: str) -> int:
    widths = _widths(rows, separator)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _separator_of(rows: list[str]) -> str:
    """The separator under which most lines have the same number of cells, more than one."""

    def steadiness(separator: str) -> tuple[float, int]:
        widths = _widths(rows, separator)
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            return 0.0, 0
        width = max(several, key=lambda width: (several[width], width))
        return several[width] / widths.total(), width

    scores = {separator: steadiness(separator) for separator in _SEPARATORS}
    best = max(
        _SEPARATORS,
        key=lambda separator: (
            scores[separator][0] >= 0.5,
            scores[separator][0] > 0.9,
            scores[separator][1],
            scores[separator][0],
        ),
    )
    return best if scores[best][0] > 0 else ";"
