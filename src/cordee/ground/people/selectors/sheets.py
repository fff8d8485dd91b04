"""Reading the lists received, the people they may name, and the places they mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cordee.ground.people.gateways.spreadsheets import SheetToWrite, read_spreadsheet, workbook_bytes
from cordee.ground.people.models import Person, ReceivedSheet
from cordee.ground.people.rules.sheets.columns import ColumnGuess, guess_columns
from cordee.ground.people.rules.sheets.corrections import sheet_csv
from cordee.ground.people.rules.sheets.fields import FIELDS
from cordee.ground.people.rules.sheets.lines import REFUSED
from cordee.ground.people.rules.sheets.tables import Table, build_table
from cordee.ground.territory.models import LocationQuality
from cordee.ground.territory.selectors import TownMap, locate, town_map


def table_of(kind: str, content: bytes) -> Table:
    """The table in a file. Raises ``Refused`` with what to do when the file cannot be read."""
    read = read_spreadsheet(content)
    return build_table(read.lines, FIELDS[kind], read.notes)


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """(name, headers, rows of texts) of each sheet as an ODS file, in which nothing is a formula."""
    return workbook_bytes(SheetToWrite(name, headers, rows) for name, headers, rows in sheets)


def guesses_of(kind: str, table: Table) -> list[ColumnGuess]:
    """What each column of a table seems to hold."""
    return guess_columns(table.headers, [line.cells for line in table.lines[:200]], FIELDS[kind])


def sheet_by_id(sheet_id: int) -> ReceivedSheet | None:
    """One list of the town in scope, without its file."""
    return ReceivedSheet.objects.defer("content").filter(pk=sheet_id).first()


def received_sheets(*, limit: int = 20) -> list[ReceivedSheet]:
    """The last lists received, newest first, without their files nor reports."""
    return list(
        ReceivedSheet.objects.select_related("received_by").defer("content", "report").order_by("-id")[:limit]
    )


def report_lines(sheet: ReceivedSheet, *, outcome: str = "", explained: bool = False) -> list[dict[str, Any]]:
    """Lines of a report, by number: those with an outcome, or those about which something is said."""
    return [
        line
        for line in sheet.report
        if (not outcome or line["outcome"] == outcome) and (not explained or line.get("messages"))
    ]


def refused_lines_csv(sheet: ReceivedSheet) -> str:
    """The refused lines as a CSV to correct and send again: the sheet's own columns, then why each was
    refused.
    """
    refused = [line for line in report_lines(sheet, outcome=REFUSED) if "cells" in line]
    headers = sheet.counts.get("headers", [])
    rows = []
    for line in refused:
        cells = [*line["cells"], *[""] * len(headers)][: len(headers)]
        why = " ".join(f"{said['column']} : {said['text']}".lstrip(" :") for said in line.get("messages", []))
        rows.append([*cells, str(line["line"]), why])
    return sheet_csv([*headers, "Ligne d’origine", "Pourquoi refusée"], rows)


@dataclass(frozen=True)
class PlaceRead:
    """Values of the ``Located`` fields, and what to tell about the address."""

    fields: dict[str, Any] = field(default_factory=dict)
    warning: str = ""


class PlaceReader:
    """Places the addresses of a long list on one map of the town, each different text once."""

    def __init__(self) -> None:
        self._town: TownMap = town_map()
        self._without_addresses = not len(self._town.addresses)
        self.notes: list[str] = []
        """What is true of every line, said once."""
        if self._without_addresses:
            self.notes.append(
                "Les adresses de la commune ne sont pas encore importées : toutes les fiches sont « mal localisées »."
            )
        self._known: dict[tuple[str, str, str], PlaceRead] = {}

    def place(self, address: str, *, extra: str = "", postcode: str = "", city: str = "") -> PlaceRead:
        """Place one address; empty when none is written."""
        if not (address or postcode or city):
            return PlaceRead()
        key = (address, postcode, city)
        if key not in self._known:
            self._known[key] = self._read(address, postcode, city)
        found = self._known[key]
        return PlaceRead({**found.fields, "address_extra": extra[:120]}, found.warning)

    def _read(self, address: str, postcode: str, city: str) -> PlaceRead:
        where = locate(address, postcode, city, on=self._town)
        fields = {
            "address": address[:200],
            "postcode": (where.postcode or postcode)[:5],
            "city": city[:80],
            "ban_id": where.ban_id,
            "latitude": where.latitude,
            "longitude": where.longitude,
            "location_quality": where.quality or LocationQuality.UNKNOWN,
            "outside_commune": where.outside_commune,
            "district_id": where.district_id,
        }
        silent = self._without_addresses and not where.outside_commune
        return PlaceRead(fields, "" if silent else where.warning or "")


def names_agree(key: str, other: str) -> bool:
    """True when two name keys may be one person: same name, and same first name or one of them unknown."""
    last, _, first = key.partition("|")
    other_last, _, other_first = other.partition("|")
    return last == other_last and (first == other_first or not first or not other_first)


class KnownPeople:
    """Everybody of the town, found by number, e-mail, or name and birth, while a list comes in.

    One query; people met in the list join as they are met, so that a line written twice is one person.
    """

    def __init__(self) -> None:
        self._by_phone: dict[str, list[Person]] = defaultdict(list)
        self._by_email: dict[str, list[Person]] = defaultdict(list)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(merged_into=None).order_by("id"):
            self.add(person)

    def add(self, person: Person) -> None:
        """Make a person findable."""
        for phone in {person.phone, person.phone_alt} - {""}:
            self._by_phone[phone].append(person)
        if person.email:
            self._by_email[person.email].append(person)
        self._by_name[person.name_key].append(person)

    def same(
        self, *, name_key: str, phones: Iterable[str] = (), email: str = "", birth_on: date | None = None
    ) -> Person | None:
        """The person already known who is this one: a name that agrees, with a number, an e-mail or a birth
        date.
        """

        def agrees(person: Person) -> bool:
            births = {person.birth_on, birth_on} - {None}
            return names_agree(person.name_key, name_key) and len(births) < 2

        numbers = [phone for phone in phones if phone]
        reached = [person for phone in numbers for person in self._by_phone.get(phone, ())]
        reached += self._by_email.get(email, ()) if email else ()
        for person in reached:
            if agrees(person):
                return person
        if birth_on is not None:
            for person in self._by_name.get(name_key, ()):
                own = {person.phone, person.phone_alt} - {""}
                if person.birth_on == birth_on and not (own and numbers and own.isdisjoint(numbers)):
                    return person
        return None

    def look_alikes(self, person: Person) -> list[tuple[Person, str]]:
        """Others who may be this person, and why; an agent decides. At most five."""
        found: dict[int, tuple[Person, str]] = {}
        for phone in {person.phone, person.phone_alt} - {""}:
            for other in self._by_phone.get(phone, ()):
                found.setdefault(id(other), (other, "même téléphone"))
        for other in self._by_email.get(person.email, ()) if person.email else ():
            found.setdefault(id(other), (other, "même courriel"))
        if person.birth_on:
            for other in self._by_name.get(person.name_key, ()):
                if other.birth_on == person.birth_on:
                    found.setdefault(id(other), (other, "même nom et même naissance"))
        found.pop(id(person), None)
        return list(found.values())[:5]
