"""Reading the protocols: what is in force, what will be, what was, and the parameters an agent confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cordee.engine.protocol.protocols import Protocol
from cordee.engine.protocol.reading import shipped, shipped_tables
from cordee.ground.crisis.models import ProtocolDecision
from cordee.ground.crisis.rules.parameters import (
    CHOICES,
    LISTS,
    PARAMETER_WORDS,
    SEVERAL,
    as_typed,
    words_of_value,
)
from cordee.ground.crisis.rules.protocols import Ruling, engine_protocol, rulings


@dataclass(frozen=True)
class Model:
    """One protocol of the catalogue."""

    code: str
    label: str
    trigger: str
    source: str


@dataclass(frozen=True)
class ParameterLine:
    """One parameter as a form and a page show it; ``checked_on`` is an ISO day or empty."""

    name: str
    label: str
    hint: str
    typed: Any
    words: str
    model_words: str
    choices: tuple[tuple[str, str], ...]
    several: bool
    lines: bool
    national: bool
    source: str
    confirmed: bool
    checked_on: str

    @property
    def checked_day(self) -> date | None:
        """The day it was checked against the text."""
        return date.fromisoformat(self.checked_on) if self.checked_on else None

    @property
    def tightened(self) -> bool:
        """Whether the town changed what the catalogue says."""
        return self.words != self.model_words


@dataclass(frozen=True)
class ProtocolLine:
    """One version with its real dates, in words."""

    decision: ProtocolDecision
    label: str
    starts_at: datetime
    ends_at: datetime | None
    unconfirmed: int

    @property
    def name(self) -> str:
        """« EPI-CONF version 4 »."""
        return str(self.decision)


def catalogue() -> list[Model]:
    """Every model that comes with Cordée."""
    return [Model(one.code, one.label, one.trigger, one.source) for one in shipped().values()]


def model_named(code: str) -> Model | None:
    """One of them."""
    return next((one for one in catalogue() if one.code == code), None)


def all_decisions() -> list[ProtocolDecision]:
    """Every decision of the town, newest first; one query."""
    return list(ProtocolDecision.objects.select_related("district", "recorded_by").order_by("-pk"))


def decision_by_id(decision_id: int) -> ProtocolDecision | None:
    """One decision of the town in scope."""
    return ProtocolDecision.objects.select_related("district", "recorded_by").filter(pk=decision_id).first()


def _line(ruling: Ruling) -> ProtocolLine:
    decision = ruling.decision
    return ProtocolLine(
        decision,
        shipped()[decision.code].label if decision.code in shipped() else decision.code,
        ruling.starts_at,
        ruling.ends_at,
        sum(not line.confirmed for line in parameter_lines(decision.code, decision.parameters)),
    )


@dataclass(frozen=True)
class Protocols:
    """What the page of protocols shows."""

    now: tuple[ProtocolLine, ...]
    to_come: tuple[ProtocolLine, ...]
    past: tuple[ProtocolLine, ...]


def protocols_of_town(*, now: datetime, decisions: list[ProtocolDecision]) -> Protocols:
    """Versions in force, to come and over; nothing is read."""
    found = [one for one in rulings(decisions) if one.decision.code in shipped()]
    return Protocols(
        tuple(_line(one) for one in found if one.governs(now)),
        tuple(_line(one) for one in found if one.starts_at > now),
        tuple(_line(one) for one in reversed(found) if one.is_over(now)),
    )


def current_thread(code: str, district_id: int | None, *, now: datetime) -> ProtocolDecision | None:
    """The version of a protocol that governs now or later in that place, the last decided."""
    decisions = ProtocolDecision.objects.select_related("district").filter(code=code, district=district_id)
    live = [one for one in rulings(decisions) if not one.is_over(now)]
    return max((one.decision for one in live), key=lambda one: one.pk, default=None)


def ruling_of(decision: ProtocolDecision) -> Ruling | None:
    """When a version really governs, what was decided after it counted; None for a lifting, or when it never will."""
    thread = ProtocolDecision.objects.filter(code=decision.code, district=decision.district_id)
    return next((one for one in rulings(thread) if one.decision.pk == decision.pk), None)


def parameter_lines(code: str, said: dict[str, dict[str, Any]] | None = None) -> list[ParameterLine]:
    """The parameters of a protocol with the town's values, else those of the catalogue."""
    model, table, said = shipped()[code], shipped_tables()[code], said or {}
    lines = []
    for name, raw in table.get("parameters", {}).items():
        own = said.get(name, {})
        value = own.get("value", raw["value"])
        label, hint = PARAMETER_WORDS[name]
        lines.append(
            ParameterLine(
                name=name,
                label=label,
                hint=hint,
                typed=as_typed(name, value),
                words=words_of_value(name, value),
                model_words=words_of_value(name, raw["value"]),
                choices=CHOICES.get(name, ()),
                several=name in SEVERAL,
                lines=name in LISTS,
                national=model.parameters[name].national,
                source=own.get("source") or model.parameters[name].source,
                confirmed=bool(own.get("confirmed")),
                checked_on=own.get("checked_on", ""),
            )
        )
    return lines


def engine_protocols(decisions: list[ProtocolDecision]) -> list[tuple[int | None, Protocol]]:
    """(district or None for the whole town, version as the engine reads it), from decisions of any time."""
    return [
        (one.decision.district_id, engine_protocol(one))
        for one in rulings(decisions)
        if one.decision.code in shipped()
    ]
