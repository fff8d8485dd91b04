"""LibreOffice documents (ODS): a light reader of content.xml that unfolds repeated rows with care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from cordee.ground.people.gateways.spreadsheets.packages import SheetPackage
from cordee.ground.people.gateways.spreadsheets.workbooks import fullest
from cordee.ground.people.rules.sheets.cells import Cell
from cordee.ground.people.rules.sheets.tables import MAX_COLUMNS, MAX_LINES, RawLine

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LONGEST_CELL = 2_000


def read_document(package: SheetPackage) -> tuple[list[RawLine], list[str]]:
    """Lines of the fullest sheet of a document. Raises ``Refused``."""
    if b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise package.locked()
    sheets: list[tuple[str, list[RawLine]]] = []
    number = 0
    try:
        for event, element in _events(package):
            if element.tag == f"{_TABLE}table":
                if event == "start":
                    sheets.append((element.get(f"{_TABLE}name", ""), []))
                    number = 0
                else:
                    element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table-row" and sheets:
                repeated = _count(element, "number-rows-repeated")
                cells = tuple(_cells(element))
                element.clear()
                if any(cell not in (None, "") for cell in cells):
                    lines = sheets[-1][1]
                    room = max(0, MAX_LINES + 1_000 - len(lines))
                    lines.extend(RawLine(number + step, cells) for step in range(1, min(repeated, room) + 1))
                number += repeated
    except (ParseError, ValueError, OverflowError):
        raise package.broken() from None
    return fullest(sheets)


def _events(package: SheetPackage) -> Iterator[tuple[str, Element]]:
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    for chunk in package.chunks("content.xml"):
        parser.feed(chunk)
        yield from parser.read_events()  # type: ignore[misc]
    parser.close()
    yield from parser.read_events()  # type: ignore[misc]


def _count(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _cells(row: Element) -> Iterator[Cell]:
    position = 0
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        value = _value(cell)
        for _ in range(min(_count(cell, "number-columns-repeated"), MAX_COLUMNS - position)):
            yield value
            position += 1


def _value(cell: Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        told = cell.get(f"{_OFFICE}date-value", "")
        return datetime.fromisoformat(told) if "T" in told else date.fromisoformat(told)
    if kind == "time":
        digits = [
            int("".join(filter(str.isdigit, piece)) or 0)
            for piece in _clock(cell.get(f"{_OFFICE}time-value", ""))
        ]
        return time(digits[0] % 24, digits[1] % 60)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind in {"float", "currency", "percentage"}:
        number = float(cell.get(f"{_OFFICE}value", "0"))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    paragraphs = ["".join(paragraph.itertext()) for paragraph in cell.findall(f"{_TEXT}p")]
    return "\n".join(paragraphs)[:_LONGEST_CELL] or None


def _clock(told: str) -> list[str]:
    """« PT10H40M00S » as [« 10 », « 40 »]."""
    cuts = [told.find("T"), told.find("H"), told.find("M")]
    return [told[first + 1 : last] for first, last in pairwise(cuts)]
