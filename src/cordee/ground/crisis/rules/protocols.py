"""What a decision about a protocol may do: dated, signed, never in the past, never looser than a national rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cordee.engine.protocol.faults import BadProtocol
from cordee.engine.protocol.protocols import Protocol
from cordee.engine.protocol.reading import shipped, shipped_tables
from cordee.engine.protocol.versions import amended
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import DecisionKind, ProtocolDecision

GRACE = timedelta(minutes=5)
"""How long a form may lie open between « maintenant » and the button."""


@dataclass(frozen=True)
class Ruling:
    """One version and when it really governs: what decided after it may end it sooner than it said."""

    decision: ProtocolDecision
    starts_at: datetime
    ends_at: datetime | None

    def governs(self, at: datetime) -> bool:
        """Whether it holds at that moment."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    @property
    def is_over_now(self) -> bool:
        """Whether it belongs to the past, by the clock of the machine."""
        return self.is_over(timezone.now())

    def is_over(self, at: datetime) -> bool:
        """Whether it belongs to the past."""
        return self.ends_at is not None and self.ends_at <= at


def rulings(decisions: Iterable[ProtocolDecision]) -> list[Ruling]:
    """When each version governs, decisions given in any order; a version replaced before it began governs nothing."""
    threads: dict[tuple[str, int | None], list[ProtocolDecision]] = {}
    for decision in sorted(decisions, key=lambda one: one.pk):
        threads.setdefault((decision.code, decision.district_id), []).append(decision)
    found = []
    for thread in threads.values():
        for rank, decision in enumerate(thread):
            if decision.kind == DecisionKind.LIFT:
                continue
            ends = [later.starts_at for later in thread[rank + 1 :]]
            if decision.ends_at is not None:
                ends.append(decision.ends_at)
            end = min(ends, default=None)
            if end is None or end > decision.starts_at:
                found.append(Ruling(decision, decision.starts_at, end))
    return found


def engine_protocol(ruling: Ruling) -> Protocol:
    """The version as the engine reads it; a version of one district bears its name, so that the strictest wins there."""
    decision = ruling.decision
    code = f"{decision.code} ({decision.district.name})" if decision.district else decision.code
    return protocol_from(
        decision.code,
        parameters=decision.parameters,
        version=decision.version,
        source=decision.legal_ref,
        starts_at=ruling.starts_at,
        ends_at=ruling.ends_at,
        shown_code=code,
    )


def protocol_from(
    code: str,
    *,
    parameters: dict[str, dict[str, Any]],
    version: int,
    source: str,
    starts_at: datetime,
    ends_at: datetime | None,
    shown_code: str = "",
) -> Protocol:
    """A model of the catalogue with the town's values. Raises ``Refused`` with ``value_<parameter>`` when one is looser
    than a national rule, or makes no sense."""
    changes: dict[str, Any] = {
        "code": shown_code or code,
        "version": version,
        "source": source or shipped()[code].source,
        "valid_from": starts_at,
        "parameters": {
            name: {key: said[key] for key in ("value", "source", "confirmed") if key in said}
            for name, said in parameters.items()
        },
    }
    if ends_at is not None:
        changes["valid_to"] = ends_at
    try:
        return amended(shipped_tables()[code], changes, code)
    except BadProtocol as fault:
        name = fault.key.split(".")[1] if fault.key.startswith("parameters.") else ""
        sentence = f"{fault.message[:1].upper()}{fault.message[1:]}."
        raise Refused(sentence, field=f"value_{name}" if name else None) from None


def check_code(code: str) -> None:
    """Raise ``Refused`` when the catalogue does not know this protocol."""
    if code not in shipped():
        raise Refused("Ce protocole n’est pas au catalogue.", field="code")


def check_dates(*, starts_at: datetime, ends_at: datetime | None, at: datetime) -> None:
    """A decision never rewrites the past. Raises ``Refused``."""
    if starts_at < at - GRACE:
        raise Refused(
            "Une décision ne change pas le passé : choisissez maintenant ou plus tard. "
            "Les missions déjà faites gardent les consignes de ce moment-là.",
            field="starts_on",
        )
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("La fin doit venir après le début.", field="ends_on")


def check_signed(*, decided_by: str, decided_on: date, legal_ref: str, at: datetime) -> None:
    """A decision has a name, a day and a text. Raises ``Refused``."""
    if not decided_by.strip():
        raise Refused("Indiquez qui décide : c’est cette personne qui en répond.", field="decided_by")
    if decided_on > timezone.localtime(at).date():
        raise Refused("Une décision est prise aujourd’hui ou avant.", field="decided_on")
    if not legal_ref.strip():
        raise Refused("Indiquez l’arrêté, le décret ou la vigilance qui la fonde.", field="legal_ref")
