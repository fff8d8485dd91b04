"""The routing table (domain.md § 5.4), read from ``reference/routing.toml``: data, so that a town corrects a number."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.audit.rules import Refused


@dataclass(frozen=True)
class Service:
    """A number one rings, or writes to when ``sms``."""

    code: str
    number: str
    name: str
    when: str
    sms: bool = False
    written: str = ""

    @property
    def shown(self) -> str:
        """The number as it is read: « 0 805 805 817 »."""
        return self.written or self.number


@dataclass(frozen=True)
class Addressee:
    """Who receives a written transmission; ``how`` gives its ground."""

    code: str
    name: str
    how: str


@dataclass(frozen=True)
class Concern:
    """A kind of worry: large numbers first, then who advises, whom to write to, within how many hours, what (not) to do."""

    code: str
    label: str
    hint: str
    emergency: tuple[Service, ...]
    call: tuple[Service, ...]
    write_to: tuple[Addressee, ...]
    hours: int
    do: tuple[str, ...]
    dont: tuple[str, ...]

    @property
    def services(self) -> tuple[Service, ...]:
        """All the numbers, the vital ones first."""
        return self.emergency + self.call


@cache
def _file() -> dict[str, list[dict[str, Any]]]:
    path = Path(__file__).resolve().parents[1] / "reference" / "routing.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def services() -> dict[str, Service]:
    """Services by code."""
    return {row["code"]: Service(**row) for row in _file()["service"]}


@cache
def addressees() -> dict[str, Addressee]:
    """Addressees by code."""
    return {row["code"]: Addressee(**row) for row in _file()["addressee"]}


@cache
def concerns() -> dict[str, Concern]:
    """Concerns by code, in the order of the file. Raises ``KeyError`` for a line that names an unknown service."""
    return {
        row["code"]: Concern(
            row["code"],
            row["label"],
            row["hint"],
            tuple(services()[code] for code in row["emergency"]),
            tuple(services()[code] for code in row["call"]),
            tuple(addressees()[code] for code in row["write_to"]),
            row["hours"],
            tuple(row["do"]),
            tuple(row["dont"]),
        )
        for row in _file()["concern"]
    }


def concern_of(code: str) -> Concern:
    """The concern. Raises ``Refused`` for a code the table does not know."""
    found = concerns().get(code)
    if found is None:
        raise Refused("Choisissez ce qui vous inquiète.", field="concern")
    return found


def concern_label(code: str) -> str:
    """Its label; a code of an older table is shown as it is."""
    found = concerns().get(code)
    return found.label if found else code


def named(code: str) -> str:
    """Who was called or written to: « 17 (police ou gendarmerie) », « CRIP du département »."""
    if code in services():
        return f"{services()[code].shown} ({services()[code].name})"
    return addressees()[code].name if code in addressees() else code
