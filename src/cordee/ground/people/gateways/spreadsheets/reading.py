"""Which sort of file it is, by its first bytes and not by its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.spreadsheets.documents import read_document
from cordee.ground.people.gateways.spreadsheets.encodings import decode_text
from cordee.ground.people.gateways.spreadsheets.packages import SheetPackage
from cordee.ground.people.gateways.spreadsheets.separated import read_separated
from cordee.ground.people.gateways.spreadsheets.workbooks import read_workbook
from cordee.ground.people.rules.sheets.tables import MAX_BYTES, RawLine

_NOT_SHEETS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une photo"),
    (b"GIF8", "une image"),
    (b"{\\rtf", "un document texte (RTF)"),
    (b"Rar!", "une archive RAR"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
    (b"\x1f\x8b", "une archive compressée"),
    (b"MZ", "un programme"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class SheetRead:
    """The lines of a file, numbered as the spreadsheet shows them, and what the reader has to
    say about it.
    """

    lines: list[RawLine]
    notes: list[str] = field(default_factory=list)


def read_spreadsheet(content: bytes) -> SheetRead:
    """Read CSV, XLSX or ODS bytes (at most 20 MB, 50 000 lines). Raises ``Refused`` with a sentence that says
    what to do.
    """
    if len(content) > MAX_BYTES:
        raise Refused("Ce fichier dépasse 20 Mo : retirez les images ou coupez-le en plusieurs fichiers.")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("Le fichier est vide.")
    for signature, what in _NOT_SHEETS:
        if content.startswith(signature):
            raise Refused(
                f"Ce fichier est {what}, pas un tableur : enregistrez la liste en .xlsx, .ods ou .csv."
            )
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(
                "Ce classeur est protégé par un mot de passe : enlevez la protection puis envoyez-le de "
                "nouveau."
            )
        raise Refused(
            "Ce fichier est dans un ancien format (.xls ou .doc) : ouvrez-le puis « Enregistrer sous » au "
            "format .xlsx."
        )
    if content.startswith(b"PK"):
        package = SheetPackage(content)
        if package.kind == "xlsx":
            lines, notes = read_workbook(package)
        else:
            lines, notes = read_document(package)
        return SheetRead(lines, notes)
    if (
        content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml"))
    ):
        raise Refused(
            "Ce fichier est une page web, pas un tableur : ouvrez-le puis « Enregistrer sous » au format "
            ".xlsx."
        )
    text, notes = decode_text(content)
    lines, more = read_separated(text)
    return SheetRead(lines, notes + more)
