"""Putting a protocol in force, changing it, lifting it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cordee.engine.protocol.reading import shipped
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import DecisionKind, EntryKind, Importance, ProtocolDecision
from cordee.ground.crisis.ports import say_rules_changed
from cordee.ground.crisis.rules.protocols import check_code, check_dates, check_signed, protocol_from
from cordee.ground.crisis.selectors.protocols import current_thread
from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, Municipality, current_commune


def _hold_town() -> None:
    """Decisions of one town are taken one after the other: two versions never get the same number."""
    Municipality.objects.select_for_update().get(pk=current_commune())


@transaction.atomic
def put_in_force(
    *,
    code: str,
    district: District | None,
    starts_at: datetime,
    ends_at: datetime | None,
    decided_by: str,
    decided_on: date,
    legal_ref: str,
    parameters: dict[str, dict[str, Any]],
    by: Account,
    at: datetime,
) -> ProtocolDecision:
    """Put a protocol of the catalogue in force, or replace the town's version of it from ``starts_at`` on.

    Missions that new versions govern are looked at again by whoever listens. Raises ``Refused`` with the field.
    """
    check_code(code)
    check_dates(starts_at=starts_at, ends_at=ends_at, at=at)
    check_signed(decided_by=decided_by, decided_on=decided_on, legal_ref=legal_ref, at=at)
    _hold_town()
    place = district.pk if district else None
    last = ProtocolDecision.objects.filter(code=code, district=place).order_by("-version").first()
    current = current_thread(code, place, now=at)
    decision = ProtocolDecision(
        code=code,
        kind=DecisionKind.CHANGE if current else DecisionKind.FORCE,
        version=last.version + 1 if last else shipped()[code].version,
        district=district,
        starts_at=starts_at,
        ends_at=ends_at,
        decided_by=decided_by.strip()[:120],
        decided_on=decided_on,
        legal_ref=legal_ref.strip()[:200],
        parameters=parameters,
        recorded_by=by,
        recorded_at=at,
    )
    protocol_from(
        code,
        parameters=parameters,
        version=decision.version,
        source=decision.legal_ref,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    if current and _says_the_same(current, decision):
        raise Refused("Cette décision est déjà enregistrée : rien n’a changé.")
    decision.save()
    _told(decision, by=by, at=at)
    return decision


def _says_the_same(current: ProtocolDecision, new: ProtocolDecision) -> bool:
    compared = ("ends_at", "legal_ref", "decided_by", "decided_on", "parameters")
    same_start = (
        new.starts_at <= current.starts_at or abs(new.starts_at - current.recorded_at).total_seconds() < 60
    )
    return same_start and all(getattr(current, name) == getattr(new, name) for name in compared)


@transaction.atomic
def lift_protocol(
    *,
    code: str,
    district: District | None,
    starts_at: datetime,
    decided_by: str,
    decided_on: date,
    legal_ref: str,
    by: Account,
    at: datetime,
) -> ProtocolDecision:
    """End a protocol from ``starts_at`` on, what was planned after it included. Raises ``Refused``."""
    check_dates(starts_at=starts_at, ends_at=None, at=at)
    check_signed(decided_by=decided_by, decided_on=decided_on, legal_ref=legal_ref, at=at)
    _hold_town()
    current = current_thread(code, district.pk if district else None, now=max(at, starts_at))
    if current is None:
        raise Refused("Ce protocole n’est plus en vigueur à ce moment-là.", field="starts_on")
    decision = ProtocolDecision(
        code=code,
        kind=DecisionKind.LIFT,
        version=current.version,
        district=district,
        starts_at=starts_at,
        decided_by=decided_by.strip()[:120],
        decided_on=decided_on,
        legal_ref=legal_ref.strip()[:200],
        recorded_by=by,
        recorded_at=at,
    )
    decision.save()
    _told(decision, by=by, at=at)
    return decision


def _told(decision: ProtocolDecision, *, by: Account, at: datetime) -> None:
    leave_trace(
        verb={
            DecisionKind.FORCE: "put_protocol_in_force",
            DecisionKind.CHANGE: "change_protocol",
            DecisionKind.LIFT: "lift_protocol",
        }[DecisionKind(decision.kind)],
        subject=decision,
        by=by,
        commune_code=current_commune(),
        at=at,
        protocol=decision.code,
        version=decision.version,
        unconfirmed=sum(not said.get("confirmed") for said in decision.parameters.values()),
    )
    where = f" ({decision.district.name})" if decision.district else ""
    tell_logbook(
        text=f"Protocole {decision.code} : {DecisionKind(decision.kind).label}{where}, "
        f"décidé par {decision.decided_by} ({decision.legal_ref}).",
        by=by, at=at, kind=EntryKind.DECISION, importance=Importance.IMPORTANT,
    )  # fmt: skip
    say_rules_changed(decision, at)
