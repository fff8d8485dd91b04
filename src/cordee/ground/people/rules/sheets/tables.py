"""From raw lines to a table: where the header is, which lines are people, which are titles and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.sheets.cells import Cell, cell_text
from cordee.ground.people.rules.sheets.columns import header_match
from cordee.ground.people.rules.sheets.fields import SheetField
from cordee.ground.people.rules.words.folding import words_of

MAX_BYTES = 20_000_000
MAX_LINES = 50_000
MAX_COLUMNS = 100
_HEADER_WITHIN = 40
_TOTAL = re.compile(
    r"^(?:sous |grand )?tota(?:l|ux)\b|^nombre (?:de|total)\b|^nb (?:de|total)\b|^effectif\b|^somme\b"
)


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line as the file gives it; ``number`` is the one the spreadsheet shows, ``fault`` what the reader
    could not do.
    """

    number: int
    cells: tuple[Cell, ...]
    fault: str = ""


@dataclass(frozen=True)
class SkippedLine:
    """A line that is nobody, and why."""

    number: int
    because: str


@dataclass(frozen=True)
class Table:
    """``headers`` has one text a column (joined when the header is on two lines); ``lines``
    are the people.
    """

    headers: tuple[str, ...]
    header_line: int
    lines: list[RawLine]
    skipped: list[SkippedLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _blank(line: RawLine) -> bool:
    return not line.fault and not any(cell_text(cell) for cell in line.cells)


def _texts(line: RawLine) -> list[str]:
    return [" ".join(cell_text(cell).split()) for cell in line.cells[:MAX_COLUMNS]]


def _score(labels: Sequence[str], fields: Sequence[SheetField]) -> tuple[int, float]:
    """How many different fields the labels name, then how surely."""
    best: dict[str, float] = {}
    for label in labels:
        code, sure = header_match(label, fields)
        if code:
            best[code] = max(best.get(code, 0.0), sure)
    return len(best), sum(best.values())


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Labels of a header on two lines; a merged cell of the upper line covers the empty ones on its right."""
    labels, group = [], ""
    for position in range(max(len(upper), len(lower))):
        top = upper[position] if position < len(upper) else ""
        bottom = lower[position] if position < len(lower) else ""
        group = top or (group if bottom else "")
        labels.append(f"{group} {bottom}".strip() if bottom and group != bottom else (top or bottom))
    return labels


def _looks_like_data(texts: Sequence[str]) -> bool:
    return any("@" in text or len(re.findall(r"\d", text)) >= 4 or len(text) > 60 for text in texts)


def _find_header(lines: list[RawLine], fields: Sequence[SheetField]) -> tuple[int, int, list[str]]:
    """(index of the last header line, its number of lines, labels). Raises ``Refused`` when there is none."""
    best: tuple[tuple[int, float], int, int, list[str]] = ((0, 0.0), 0, 0, [])
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        upper = _texts(line)
        if _looks_like_data(upper):
            continue
        single = _score(upper, fields)
        if single > best[0]:
            best = (single, index, 1, upper)
        if index + 1 < len(lines):
            lower = _texts(lines[index + 1])
            matched = [bool(header_match(text, fields)[0]) for text in lower if text]
            if not _looks_like_data(lower) and matched and sum(matched) * 2 >= len(matched):
                pair = _joined(upper, lower)
                both = _score(pair, fields)
                if both[0] > max(single[0], _score(lower, fields)[0], best[0][0]):
                    best = (both, index + 1, 2, pair)
    (found, _), index, height, labels = best
    columns = max(
        (len([text for text in _texts(line) if text]) for line in lines[:_HEADER_WITHIN]), default=0
    )
    if found < min(2, columns):
        raise Refused(
            "Aucune ligne d’en-tête n’a été reconnue : la première ligne du tableau doit nommer les colonnes "
            "(Nom, Prénom, Téléphone…)."
        )
    return index, height, labels


def build_table(raw: list[RawLine], fields: Sequence[SheetField], notes: Sequence[str] = ()) -> Table:
    """Find the header and sort the lines. Raises ``Refused`` for an empty sheet, one without header, or too
    long a one.
    """
    lines = [line for line in raw if not _blank(line)]
    if not lines:
        raise Refused("Le fichier est vide.")
    if len(lines) > MAX_LINES + _HEADER_WITHIN:
        raise Refused(f"Ce fichier compte plus de {MAX_LINES} lignes : coupez-le en plusieurs fichiers.")
    index, height, labels = _find_header(lines, fields)
    width = max(len(labels), *(len(line.cells) for line in lines[:1000]))
    while width > 1 and not any(
        cell_text(line.cells[width - 1]) for line in lines if len(line.cells) >= width
    ):
        width -= 1
    headers = tuple((labels + [""] * width)[: min(width, MAX_COLUMNS)])
    header_words = [words_of(header) for header in headers]
    single_words = [words_of(text) for text in _texts(lines[index])]
    people: list[RawLine] = []
    skipped = [SkippedLine(line.number, "ligne de titre") for line in lines[: index - height + 1]]
    for line in lines[index + 1 :]:
        because = "" if line.fault else _nobody(line, (header_words, single_words), len(people))
        if because:
            skipped.append(SkippedLine(line.number, because))
        else:
            people.append(line)
    if not people:
        raise Refused("Le tableau a un en-tête mais aucune ligne en dessous.")
    if len(people) > MAX_LINES:
        raise Refused(f"Ce fichier compte plus de {MAX_LINES} lignes : coupez-le en plusieurs fichiers.")
    return Table(headers, lines[index].number, people, skipped, list(notes))


def _nobody(line: RawLine, headers: tuple[list[str], list[str]], people: int) -> str:
    """Why a line is no person: a total, or the header printed again; ``""`` for a person."""
    texts = _texts(line)
    filled = [text for text in texts if text]
    words = [words_of(text) for text in texts]
    if len(filled) > 1 and words[: len(headers[0])] in (headers[0][: len(words)], headers[1][: len(words)]):
        return "en-tête répété"
    first = words_of(filled[0])
    if len(filled) <= 4 and _TOTAL.search(first):
        rest = [text for text in filled[1:] if not re.fullmatch(r"[\d\s.,:]+", text)]
        if not rest:
            told = re.search(r"\d+", " ".join(filled).replace(" ", ""))
            if told is None:
                return "ligne de total"
            agrees = int(told.group(0)) == people
            return (
                f"ligne de total ({told.group(0)} annoncés, {people} lignes lues"
                + ("" if agrees else " : à vérifier")
                + ")"
            )
    return ""
