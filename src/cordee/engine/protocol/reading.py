"""From a TOML file to a checked protocol: a fault names the file, the key and what was expected."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.faults import BadProtocol
from cordee.engine.protocol.hours import parse_hours
from cordee.engine.protocol.protocols import STATUS_OF, Cell, Parameter, Protocol

_WORDS = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
FORMS: Mapping[str, str] = MappingProxyType(_WORDS["forms"])
"""Forms an activity may take, with their French label."""
DOCUMENTS: Mapping[str, str] = MappingProxyType(_WORDS["documents"])
"""Papers to print, with their French label."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("un texte est attendu")
    return value.strip()


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true ou false est attendu")
    return value


def _number(low: float, high: float, *, whole: bool = False) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        wrong = isinstance(value, bool) or not isinstance(value, int | float)
        if wrong or (whole and not isinstance(value, int)) or not low <= value <= high:
            kind = "un nombre entier" if whole else "un nombre"
            raise ValueError(f"{kind} de {low} à {high} est attendu, reçu {value!r}")
        return value

    return read


def _choice(*codes: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in codes:
            raise ValueError(f"l’un de ces mots est attendu : {', '.join(codes)} ; reçu {value!r}")
        return str(value)

    return read


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("une liste de textes est attendue")
    return tuple(_text(one) for one in value)


def _documents(value: Any) -> frozenset[str]:
    return frozenset(_choice(*DOCUMENTS)(one) for one in _texts(value))


KINDS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "age_min": _number(16, 99, whole=True),
        "age_max_onsite": _number(16, 130, whole=True),
        "age_max_advised": _number(16, 130, whole=True),
        "scope": _choice("onsite", "outdoor"),
        "at_risk_onsite": _choice("yes", "advice", "remote"),
        "indoor_visit": _choice("yes", "conditions", "no"),
        "indoor_max_min": _number(1, 1440),
        "max_group": _number(1, 1000, whole=True),
        "distance_m": _number(0, 100),
        "ppe": lambda value: frozenset(_texts(value)),
        "contactless": _choice("advised", "required"),
        "travel_doc": _documents,
        "hours": lambda value: parse_hours(_texts(value)),
        "max_radius_km": _number(0, 1000),
        "max_continuous_h": _number(0.25, 24),
        "break_min_per_h": _number(0, 60),
        "passengers": _number(0, 8, whole=True),
        "quarantine_h": _number(0, 240),
        "training": _choice("trained_only"),
        "agency_lead": _yes_no,
        "instructions": _texts,
    }
)
"""Every parameter a protocol may set, with the reader that checks its value."""

_CELL: Mapping[str, Callable[[Any], Any]] = {
    "status": lambda value: STATUS_OF[_choice(*STATUS_OF)(value)],
    "hard": _yes_no,
    "message": _text,
    "conditions": _texts,
    "hours": lambda value: parse_hours(_texts(value)),
    "alternative": _choice(*ACTIVITIES),
    "team_min": _number(1, 100, whole=True),
    "leader": _yes_no,
    "ppe": lambda value: frozenset(_texts(value)),
    "max_radius_km": _number(0, 1000),
    "max_continuous_h": _number(0.25, 24),
}


class _File:
    """One table being read; `at` is the path of the keys above it."""

    def __init__(self, name: str, table: Any, at: str = "") -> None:
        self.name = name
        self.at = at
        if not isinstance(table, dict):
            raise BadProtocol(name, at or "fichier", "une table de clés est attendue")
        self.table = table

    def path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def refuse(self, key: str, message: str) -> BadProtocol:
        return BadProtocol(self.name, self.path(key), message)

    def under(self, key: str) -> "_File":
        return _File(self.name, self.table[key], self.path(key))

    def known(self, keys: Iterable[str]) -> None:
        allowed = set(keys)
        for key in self.table:
            if key not in allowed:
                raise self.refuse(key, f"clé inconnue (connues : {', '.join(sorted(allowed))})")

    def read(self, key: str, reader: Callable[[Any], Any], *default: Any) -> Any:
        if key not in self.table:
            if default:
                return default[0]
            raise self.refuse(key, "manque")
        try:
            return reader(self.table[key])
        except ValueError as fault:
            raise self.refuse(key, str(fault)) from None


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("un moment avec son fuseau est attendu (2020-03-24T00:00:00+01:00)")
    return value


def _parameter(file: _File, name: str, source: str) -> Parameter:
    entry = file.under(name)
    entry.known(("value", "source", "confirmed", "national"))
    return Parameter(
        value=entry.read("value", KINDS[name]),
        source=entry.read("source", _text, source),
        confirmed=entry.read("confirmed", _yes_no, False),
        national=entry.read("national", _yes_no, False),
    )


def _cell(file: _File, *, exception: bool = False) -> Cell:
    own = ("form",) if exception else ("exceptions",)
    file.known((*_CELL, *own))
    read = {
        key: file.read(key, reader) for key, reader in _CELL.items() if key == "status" or key in file.table
    }
    return Cell(**read, exceptions=MappingProxyType({} if exception else _exceptions(file)))


def _exceptions(file: _File) -> dict[str, Cell]:
    rows = file.table.get("exceptions", [])
    if not isinstance(rows, list):
        raise file.refuse("exceptions", "une liste de tables est attendue")
    cells: dict[str, Cell] = {}
    for number, row in enumerate(rows, start=1):
        entry = _File(file.name, row, f"{file.path('exceptions')} {number}")
        form = entry.read("form", _choice(*FORMS))
        if form in cells:
            raise entry.refuse("form", f"« {form} » est donné deux fois")
        cells[form] = _cell(entry, exception=True)
    return cells


def _cells(file: _File, *, parameters_only: bool) -> dict[str, Cell]:
    table = _File(file.name, file.table.get("activities", {}), "activities")
    for code in table.table:
        if code not in ACTIVITIES:
            raise table.refuse(code, "activité inconnue du catalogue")
    if not parameters_only:
        for code, activity in ACTIVITIES.items():
            if code not in table.table and not activity.staff_only:
                raise table.refuse(code, "manque : un protocole dit ce que devient chaque activité")
    return {code: _cell(table.under(code)) for code in table.table}


def _check_coherent(file: _File, protocol: Protocol) -> None:
    low, high = protocol.value("age_min"), protocol.value("age_max_onsite")
    if low is not None and high is not None and low > high:
        raise BadProtocol(file.name, "parameters.age_max_onsite", f"{high} est sous age_min ({low})")
    if protocol.valid_from and protocol.valid_to and protocol.valid_to <= protocol.valid_from:
        raise file.refuse("valid_to", "la fin de validité doit suivre le début (valid_from)")


def read_protocol(table: Mapping[str, Any], file: str) -> Protocol:
    """One protocol from a parsed TOML table; `file` names it in faults. BadProtocol when anything is wrong."""
    top = _File(file, dict(table))
    top.known((*(one.name for one in fields(Protocol) if one.name != "cells"), "activities"))
    source = top.read("source", _text)
    parameters = _File(file, top.table.get("parameters", {}), "parameters")
    parameters.known(KINDS)
    parameters_only = top.read("parameters_only", _yes_no, False)
    protocol = Protocol(
        code=top.read("code", _text),
        label=top.read("label", _text),
        version=top.read("version", _number(1, 10_000, whole=True)),
        source=source,
        trigger=top.read("trigger", _text, ""),
        valid_from=top.read("valid_from", _moment, None),
        valid_to=top.read("valid_to", _moment, None),
        parameters=MappingProxyType(
            {name: _parameter(parameters, name, source) for name in parameters.table}
        ),
        cells=MappingProxyType(_cells(top, parameters_only=parameters_only)),
        parameters_only=parameters_only,
    )
    _check_coherent(top, protocol)
    return protocol


def parse_protocol(text: str, file: str) -> dict[str, Any]:
    """The TOML text as a table; BadProtocol when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadProtocol(file, "fichier", f"ce n’est pas du TOML lisible ({fault})") from None


@cache
def shipped_tables() -> Mapping[str, Mapping[str, Any]]:
    """The models that come with Cordée, as written, by code."""
    tables = {}
    for path in sorted(files(__package__).joinpath("shipped").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            table = parse_protocol(path.read_text(encoding="utf-8"), path.name)
            tables[table["code"]] = table
    return MappingProxyType(tables)


@cache
def shipped() -> Mapping[str, Protocol]:
    """The models that come with Cordée, by code: the town activates them with its own dates."""
    return MappingProxyType(
        {code: read_protocol(table, f"{code.lower()}.toml") for code, table in shipped_tables().items()}
    )
