"""One line on its way in: what its cells say by field, what is told about it, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cordee.ground.people.rules.sheets.cells import Cell, cell_text
from cordee.ground.people.rules.words.health import without_health_words

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
DUPLICATE, REFUSED, SKIPPED = "duplicate", "refused", "skipped"

OUTCOMES: dict[str, str] = {
    CREATED: "enregistrée",
    DUPLICATE: "doublon à vérifier",
    UPDATED: "fiche complétée",
    UNCHANGED: "déjà connue",
    REFUSED: "refusée",
    SKIPPED: "titre ou total",
}
"""What may become of a line, and how it is told."""

_SEVERAL = {
    CREATED: "enregistrées",
    DUPLICATE: "doublons à vérifier",
    UPDATED: "fiches complétées",
    UNCHANGED: "déjà connues",
    REFUSED: "refusées",
    SKIPPED: "titres ou totaux",
}


def counted(outcome: str, count: int) -> str:
    """« 1 refusée », « 6 refusées »."""
    return f"{count} {(_SEVERAL if count > 1 else OUTCOMES)[outcome]}"


@dataclass(frozen=True)
class Column:
    """Where a field is in the sheet."""

    position: int
    header: str


@dataclass(slots=True)
class SheetLine:
    """A line read by field. ``tell`` explains without refusing, ``refuse`` turns the line away; both name the
    column.
    """

    number: int
    cells: tuple[Cell, ...]
    columns: Mapping[str, tuple[Column, ...]]
    messages: list[dict[str, str]] = field(default_factory=list)
    outcome: str = ""
    subjects: list[str] = field(default_factory=list)
    new: int = 0
    health_words: bool = False

    def cell(self, code: str) -> Cell:
        """The first filled cell of a field, as the spreadsheet gave it."""
        for column in self.columns.get(code, ()):
            if column.position < len(self.cells) and cell_text(self.cells[column.position]):
                return self.cells[column.position]
        return None

    def text(self, code: str) -> str:
        """The first filled cell of a field, as text on one line."""
        return " ".join(cell_text(self.cell(code)).split())

    def texts(self, code: str) -> list[tuple[str, str]]:
        """(header, text) of every filled cell of a field spread over several columns."""
        found = []
        for column in self.columns.get(code, ()):
            text = cell_text(self.cells[column.position]) if column.position < len(self.cells) else ""
            if text:
                found.append((column.header, text))
        return found

    def header(self, code: str) -> str:
        """The header of a field's column, ``""`` when the sheet has none."""
        columns = self.columns.get(code, ())
        return columns[0].header if columns else ""

    def tell(self, code: str, sentence: str) -> None:
        """Explain something about a column of this line."""
        self.messages.append({"column": self.header(code), "text": without_health_words(sentence).text})

    def refuse(self, code: str, sentence: str) -> None:
        """Turn the line away for a column."""
        self.outcome = REFUSED
        self.tell(code, sentence)

    def without_health(self, code: str, text: str, *, errand: bool = False) -> str:
        """The text without its health words; what sort was left out is told, never the words."""
        cleaned = without_health_words(text, errand=errand)
        if cleaned.kinds:
            self.health_words = True
            kinds = ", ".join(cleaned.kinds)
            self.messages.append(
                {"column": self.header(code), "text": f"Mot de santé ({kinds}) lu et non conservé."}
            )
        return cleaned.text

    def point_out_health(self) -> None:
        """Tell the health words of a refused line too, whatever its columns: whoever corrects it will take them out."""
        for position, cell in enumerate(self.cells):
            kinds = without_health_words(cell_text(cell)).kinds
            headers = [
                column.header
                for columns in self.columns.values()
                for column in columns
                if column.position == position
            ]
            if kinds and headers:
                self.health_words = True
                said = {
                    "column": headers[0],
                    "text": f"Mot de santé ({', '.join(kinds)}) lu et non conservé.",
                }
                if said not in self.messages:
                    self.messages.append(said)

    def as_report(self) -> dict[str, Any]:
        """The line as it is kept in the report; the cells stay only when it was refused, so that it can be
        corrected.
        """
        entry: dict[str, Any] = {"line": self.number, "outcome": self.outcome}
        if self.messages:
            entry["messages"] = self.messages
        if self.subjects:
            entry["subjects"] = self.subjects
        if self.outcome == REFUSED:
            entry["cells"] = [without_health_words(cell_text(cell)).text for cell in self.cells]
        return entry
