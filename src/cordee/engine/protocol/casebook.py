"""Cases and verdicts as JSON: the format that `cordee protocol decide` reads and answers (docs/reference/protocoles.md).

Every fault is said in French with its case and field, beside the verdicts of the cases that are right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Beneficiary, Case, Goods, Place, Slot, Team, Volunteer
from cordee.engine.protocol.changes import reviews
from cordee.engine.protocol.decision import Condition, Verdict, decide
from cordee.engine.protocol.faults import BadCase, BadProtocol
from cordee.engine.protocol.hours import minutes, written
from cordee.engine.protocol.protocols import Protocol
from cordee.engine.protocol.reading import DOCUMENTS, shipped_tables
from cordee.engine.protocol.versions import amended

Json = dict[str, Any]
Reader = Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("un texte est attendu")
    return value.strip()


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true ou false est attendu")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("un nombre est attendu")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("un nombre entier est attendu")
    return value


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("un jour est attendu (2026-04-07)") from None
    if not 1900 <= day.year <= 2200:
        raise ValueError("une année de 1900 à 2200 est attendue")
    return day


def _clock(value: Any) -> int:
    return minutes(_text(value))


def _maybe(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


_VOLUNTEER: Mapping[str, Reader] = {
    "age": _maybe(_number),
    "remote_only": _yes_no,
    "at_risk": _yes_no,
    "trained": _yes_no,
    "suspended": _yes_no,
    "clearance_until": _maybe(_day),
    "charter_accepted": _yes_no,
    "identity_seen": _yes_no,
    "cannot_come": _yes_no,
    "adult_pair": _yes_no,
    "reservist_days": _whole,
    "extension_declared": _yes_no,
    "extension_voted": _yes_no,
    "extension_consent": _yes_no,
    "honorability_on": _maybe(_day),
}
_BENEFICIARY: Mapping[str, Reader] = {"mobility": _text, "medical_transport": _yes_no}
_GOODS: Mapping[str, Reader] = {
    "use_by": _maybe(_day),
    "best_before": _maybe(_day),
    "cold_chain": _yes_no,
    "sealed_named_bag": _maybe(_yes_no),
}
_PLACE: Mapping[str, Reader] = {
    "zone": _text,
    "enters_home": _yes_no,
    "forced_entry": _yes_no,
    "approved_setting": _maybe(_yes_no),
    "distance_km": _maybe(_number),
}
_TEAM: Mapping[str, Reader] = {
    "size": _maybe(_whole),
    "leader": _maybe(_yes_no),
    "passengers": _maybe(_whole),
}
_SLOT: Mapping[str, Reader] = {"day": _maybe(_day), "start": _clock, "end": _clock}
_CASE: Mapping[str, Reader] = {
    "activity": _text,
    "id": _text,
    "remote": _maybe(_yes_no),
    "form": _maybe(_text),
    "frame": _maybe(_text),
    "payment": _text,
    "register_release": _maybe(_yes_no),
    "today": _maybe(_day),
}


class _Entry:
    """One JSON object of one case, its faults naming both."""

    def __init__(self, item: str, value: Any, at: str = "") -> None:
        self.item = item
        self.at = at
        if not isinstance(value, dict):
            raise BadCase(item, at or "cas", "un objet JSON est attendu")
        self.value: Json = value

    def path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def known(self, keys: Sequence[str]) -> None:
        for key in self.value:
            if key not in keys:
                raise BadCase(
                    self.item, self.path(key), f"champ inconnu (connus : {', '.join(sorted(keys))})"
                )

    def need(self, *keys: str) -> None:
        for key in keys:
            if key not in self.value:
                raise BadCase(self.item, self.path(key), "manque")

    def fields(self, readers: Mapping[str, Reader]) -> Json:
        read: Json = {}
        for key, reader in readers.items():
            if key in self.value:
                try:
                    read[key] = reader(self.value[key])
                except ValueError as fault:
                    raise BadCase(self.item, self.path(key), f"{fault} ; reçu {self.value[key]!r}") from None
        return read

    def part(self, key: str, readers: Mapping[str, Reader], *needed: str) -> Json | None:
        if self.value.get(key) is None:
            return None
        entry = _Entry(self.item, self.value[key], key)
        entry.known(list(readers))
        entry.need(*needed)
        return entry.fields(readers)


@dataclass(frozen=True)
class Library:
    """The protocols a case may name: models by code, complete versions of the town, and the day of the question."""

    tables: Mapping[str, Mapping[str, Any]]
    versions: Mapping[str, Protocol]
    today: date | None

    def protocol(self, item: str, field: str, named: Any) -> Protocol:
        """A protocol named by its code, or by an object with its code and what the town changes in it."""
        changes = {"code": named} if isinstance(named, str) else named
        if not isinstance(changes, dict) or not isinstance(changes.get("code"), str):
            raise BadCase(item, field, "un code de protocole, ou un objet avec « code », est attendu")
        code = changes["code"]
        if len(changes) == 1 and code in self.versions:
            return self.versions[code]
        if code not in self.tables:
            known = ", ".join(sorted({*self.tables, *self.versions}))
            raise BadCase(item, field, f"protocole « {code} » inconnu (connus : {known})")
        try:
            return amended(self.tables[code], changes, code)
        except BadProtocol as fault:
            raise BadCase(item, f"{field}.{fault.key}", fault.message) from None

    def protocols(self, item: str, field: str, named: Any) -> tuple[Protocol, ...]:
        """A list of protocols, possibly empty."""
        if not isinstance(named, list):
            raise BadCase(item, field, "une liste de protocoles est attendue")
        return tuple(self.protocol(item, field, one) for one in named)


def library(versions: Sequence[Protocol] = (), today: date | None = None) -> Library:
    """The models shipped with Cordée, with complete versions of a town that replace those of the same code."""
    return Library(shipped_tables(), {one.code: one for one in versions}, today)


def read_case(value: Any, item: str, today: date | None) -> Case:
    """One case from JSON; `item` names it in faults, `today` dates the papers when the case has no day."""
    entry = _Entry(item, value)
    parts = ("volunteer", "beneficiary", "goods", "place", "team", "slot")
    entry.known([*_CASE, *parts, "protocols"])
    entry.need("activity")
    read = entry.fields(_CASE)
    read.setdefault("id", item.removeprefix("cas "))
    read.setdefault("today", today)
    try:
        if (volunteer := entry.part("volunteer", _VOLUNTEER, "age")) is not None:
            read["volunteer"] = Volunteer(**volunteer)
        if (slot := entry.part("slot", _SLOT, "start")) is not None:
            read["slot"] = Slot(**{"end": slot["start"], **slot})
        read["beneficiary"] = Beneficiary(**entry.part("beneficiary", _BENEFICIARY) or {})
        read["goods"] = Goods(**entry.part("goods", _GOODS) or {})
        read["place"] = Place(**entry.part("place", _PLACE) or {})
        read["team"] = Team(**entry.part("team", _TEAM) or {})
        return Case(**read)
    except BadCase as fault:
        raise BadCase(item, fault.field, fault.message) from None


def _condition(one: Condition) -> Json:
    return {"text": one.sentence, "source": one.source}


def _labelled(code: str, label: str) -> Json:
    return {"code": code, "label": label}


def verdict_as_json(verdict: Verdict) -> Json:
    """The verdict as documented: codes for programs, French for people."""
    other = verdict.alternative
    return {
        "status": verdict.status.code,
        "label": verdict.status.label,
        "hard": verdict.hard,
        "reasons": [
            {"text": one.sentence, "source": one.source, "rule": one.rule, "confirmed": one.confirmed}
            for one in verdict.reasons
        ],
        "conditions": [_condition(one) for one in verdict.conditions],
        "advice": [_condition(one) for one in verdict.advice],
        "documents": [_labelled(code, DOCUMENTS[code]) for code in verdict.documents],
        "alternative": _labelled(other, ACTIVITIES[other].label) if other else None,
        "proposed_hours": list(written(verdict.proposed_hours)),
        "protocols": list(verdict.protocols),
        "not_in_force": list(verdict.not_in_force),
    }


def _review(item: str, value: Any, books: Library) -> Json:
    entry = _Entry(item, value)
    entry.known(("id", "before", "after", "missions"))
    entry.need("before", "after", "missions")
    before = books.protocols(item, "before", entry.value["before"])
    after = books.protocols(item, "after", entry.value["after"])
    if not isinstance(entry.value["missions"], list):
        raise BadCase(item, "missions", "une liste de cas est attendue")
    cases = [
        read_case(mission, f"{item}, mission {_name(mission, number)}", books.today)
        for number, mission in enumerate(entry.value["missions"], start=1)
    ]
    worklist = reviews(before, after, cases)
    return {
        "to_review": len(worklist),
        "changed": sum(one.changed for one in worklist),
        "worklist": [
            {
                "case": one.case.id,
                "changed": one.changed,
                "before": verdict_as_json(one.before),
                "after": verdict_as_json(one.after),
            }
            for one in worklist
        ],
    }


def _name(value: Any, number: int) -> str:
    named = value.get("id") if isinstance(value, dict) else None
    return named.strip() if isinstance(named, str) and named.strip() else str(number)


def _answer(item: str, value: Any, books: Library) -> Json:
    if isinstance(value, dict) and "missions" in value:
        return _review(item, value, books)
    entry = _Entry(item, value)
    case = read_case(value, item, books.today)
    protocols = books.protocols(item, "protocols", entry.value.get("protocols", []))
    return verdict_as_json(decide(case, protocols))


def answers(document: Any, books: Library) -> list[Json]:
    """One answer per case, in order: its verdict, or its fault as {"error": {"field", "message"}}.

    `document` is parsed JSON: a list of cases, or {"cases": [...]}. BadCase when it is neither.
    """
    cases = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(cases, list):
        raise BadCase("fichier", "cases", "une liste de cas est attendue")
    told, seen = [], set()
    for number, value in enumerate(cases, start=1):
        name = _name(value, number)
        try:
            if name in seen:
                raise BadCase(f"cas {name}", "id", "donné deux fois")
            seen.add(name)
            told.append({"case": name, **_answer(f"cas {name}", value, books)})
        except BadCase as fault:
            message = f"{fault.item}, {fault.field} : {fault.message}"
            told.append({"case": name, "error": {"field": fault.field, "message": message}})
    return told
