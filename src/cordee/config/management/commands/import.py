"""``cordee import volunteers|needs|register|addresses FILE``: a town's list, told line by line."""
# ruff: noqa: N999 – a command is named after its file.

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cordee.config.served import town_for_command
from cordee.coordinate.register.actions.sheets import import_register
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.sheets import import_needs
from cordee.ground.people.actions.sheets import confirm_columns, drop_sheet, receive_sheet
from cordee.ground.people.models import ReceivedSheet, SheetKind
from cordee.ground.people.rules.sheets.fields import field_of, fields_offered
from cordee.ground.people.rules.sheets.lines import OUTCOMES, REFUSED, counted
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.people.selectors.sheets import report_lines
from cordee.ground.territory.actions import import_addresses
from cordee.ground.territory.models import town_scope
from cordee.ground.volunteers.actions.sheets import import_volunteers

_NOUNS = {
    SheetKind.VOLUNTEERS: "bénévoles",
    SheetKind.NEEDS: "demandes",
    SheetKind.REGISTER: "inscriptions",
}


class Command(BaseCommand):
    """Imports a file, tells what became of every line."""

    help = "Importe des bénévoles, des demandes ou un registre (.csv, .xlsx, .ods), ou les adresses de la commune (BAN)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what, which file, and how."""
        parser.add_argument("what", metavar="QUOI", choices=[*SheetKind.values, "addresses"])
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--commune", metavar="CODE", help="Code INSEE de la commune, s’il y en a plusieurs."
        )
        parser.add_argument("--yes", action="store_true", help="Ne pas demander de confirmer les colonnes.")
        parser.add_argument(
            "--columns",
            default="",
            metavar="COLONNE=CONTENU,…",
            help="Colonnes à lire autrement, par exemple « Contact=phone,Divers= » (vide : laissée de côté).",
        )
        parser.add_argument(
            "--already-cleared",
            action="store_true",
            help="La mairie a déjà vu, formé et fait signer la charte aux bénévoles majeurs de cette liste.",
        )
        parser.add_argument("--json", action="store_true", help="Répondre en JSON, ligne par ligne.")

    def handle(self, **options: Any) -> None:
        """Import, then tell the report. A refused line is no failure; an unreadable file is."""
        try:
            _check_opens(options["file"])
            town = town_for_command(options["commune"])
            with town_scope(town.pk):
                if options["what"] == "addresses":
                    self._addresses(options["file"], as_json=options["json"])
                else:
                    self._sheet(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _addresses(self, path: Path, *, as_json: bool) -> None:
        report = import_addresses(path=path, by=Task("import"), progress=None)
        if as_json:
            counts = {"created": report.created, "updated": report.updated, "unchanged": report.unchanged}
            self.stdout.write(
                json.dumps({**counts, "sentences": report.sentences()}, ensure_ascii=False, indent=1)
            )
            return
        for sentence in report.sentences():
            self.stdout.write(sentence)

    def _sheet(self, options: dict[str, Any]) -> None:
        by, at, path = Task("import"), timezone.now(), options["file"]
        sheet = receive_sheet(
            kind=options["what"], file_name=path.name, content=path.read_bytes(), by=by, at=at
        )
        try:
            columns = {int(position): code for position, code in sheet.columns.items()}
            columns |= _columns_said(options["columns"], sheet)
            confirm_columns(sheet=sheet, columns=columns, by=by, at=at)
            if not options["json"]:
                for line in _told_columns(sheet):
                    self.stdout.write(line)
            if not (options["yes"] or options["json"]) and sys.stdin.isatty() and not _agreed():
                raise Refused("Rien n’a été importé.")
            if sheet.kind == SheetKind.VOLUNTEERS:
                sheet = import_volunteers(
                    sheet=sheet,
                    by=by,
                    at=at,
                    already_cleared=options["already_cleared"],
                    progress=self._progress,
                )
            elif sheet.kind == SheetKind.REGISTER:
                sheet = import_register(sheet=sheet, by=by, at=at, progress=self._progress)
            else:
                sheet = import_needs(sheet=sheet, by=by, at=at, progress=self._progress)
        except Refused:
            drop_sheet(sheet=sheet, by=by, at=at)
            raise
        if options["json"]:
            answer = {"file": sheet.file_name, "counts": _counts(sheet), "lines": sheet.report}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        for line in _told_report(sheet):
            self.stdout.write(line)

    def _progress(self, done: int, total: int) -> None:
        if total >= 2_000 and done % 5_000 == 0:
            self.stderr.write(f"{done} lignes lues sur {total}…")


def _check_opens(path: Path) -> None:
    """Raise ``Refused`` when the file is not there or is closed to us."""
    try:
        path.open("rb").close()
    except OSError as error:
        reason = "il n’existe pas" if isinstance(error, FileNotFoundError) else "il ne s’ouvre pas"
        raise Refused(f"Le fichier {path} ne peut pas être lu : {reason}.") from None


def _agreed() -> bool:
    return input("Ces colonnes conviennent-elles ? [o/N] ").strip().lower() in {"o", "oui", "y", "yes"}


def _columns_said(text: str, sheet: ReceivedSheet) -> dict[int, str]:
    """« Contact=phone,Divers= » as position → field. Raises ``Refused`` naming what is possible."""
    headers = [words_of(header) for header in sheet.counts["headers"]]
    chosen: dict[int, str] = {}
    for pair in filter(None, (piece.strip() for piece in text.split(","))):
        header, sign, code = (piece.strip() for piece in pair.partition("="))
        if not sign or words_of(header) not in headers:
            known = ", ".join(f"« {one} »" for one in sheet.counts["headers"] if one)
            raise Refused(f"« {pair} » ne désigne aucune colonne ; colonnes du fichier : {known}.")
        if code and field_of(sheet.kind, code) is None:
            possible = ", ".join(code for code, _ in fields_offered(sheet.kind))
            raise Refused(f"« {code} » n’est pas un contenu possible : {possible}.")
        chosen[headers.index(words_of(header))] = code
    return chosen


def _told_columns(sheet: ReceivedSheet) -> Iterator[str]:
    labels = dict(fields_offered(sheet.kind))
    yield f"{sheet.file_name} : {sheet.counts['total']} lignes. Colonnes comprises ainsi :"
    for position, header in enumerate(sheet.counts["headers"]):
        content = labels.get(sheet.columns.get(str(position), ""), "colonne ignorée")
        yield f"  {header or f'colonne {position + 1}':<28.28} → {content}"
    for note in sheet.counts["notes"]:
        yield f"  {note}"


def _counts(sheet: ReceivedSheet) -> dict[str, Any]:
    return {name: count for name, count in sheet.counts.items() if name not in {"headers", "notes"}}


def _told_report(sheet: ReceivedSheet) -> Iterator[str]:
    counts = sheet.counts
    noun = _NOUNS[SheetKind(sheet.kind)]
    yield f"\n{counts['new']} {noun} de plus. Lignes : " + ", ".join(
        counted(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]
    )
    if counts["health"]:
        yield f"{counts['health']} lignes contenaient un mot de santé : il n’a pas été conservé."
    yield from counts["notes"]
    refused = report_lines(sheet, outcome=REFUSED)
    if refused:
        yield f"\nLignes refusées ({len(refused)}), à corriger puis à importer de nouveau :"
        yield from _told_lines(refused)
    others = [line for line in report_lines(sheet, explained=True) if line["outcome"] != REFUSED]
    if others:
        yield f"\nÀ savoir ({len(others)} lignes) :"
        yield from _told_lines(others)


def _told_lines(lines: list[dict[str, Any]]) -> Iterator[str]:
    for line in lines:
        subjects = " ".join(line.get("subjects", []))
        for said in line["messages"]:
            column = f"{said['column']} : " if said["column"] else ""
            yield f"  ligne {line['line']:>5}  {subjects:<8} {column}{said['text']}"
