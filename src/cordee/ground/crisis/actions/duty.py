"""Putting people on call, and handing over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import DutyKind, DutyShift, EntryKind, HandOver
from cordee.ground.crisis.rules.duty import check_note, check_shift, check_take
from cordee.ground.people.models import Account
from cordee.ground.people.rules.phones import parse_phone
from cordee.ground.territory.models import Municipality, current_commune


@transaction.atomic
def plan_duty(
    *,
    kind: str,
    account: Account,
    phone: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Account,
    at: datetime,
) -> DutyShift:
    """Put somebody on call; the same duty never has two people at once. Raises ``Refused`` with the field."""
    number = parse_phone(phone, field="phone") if phone.strip() else ""
    Municipality.objects.select_for_update().get(pk=current_commune())
    others = DutyShift.objects.select_related("account").filter(cancelled_at=None, kind=kind)
    check_shift(kind=kind, starts_at=starts_at, ends_at=ends_at, others=others)
    shift = DutyShift(
        kind=kind,
        account=account,
        phone=number,
        starts_at=starts_at,
        ends_at=ends_at,
        recorded_by=by,
        recorded_at=at,
    )
    shift.save()
    leave_trace(verb="plan_duty", subject=shift, by=by, commune_code=current_commune(), at=at)
    return shift


@transaction.atomic
def cancel_duty(*, shift: DutyShift, by: Account, at: datetime) -> DutyShift:
    """Take somebody off call; what was served stays written. Raises ``Refused`` when it is over."""
    current: DutyShift = DutyShift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
    if current.ends_at <= at:
        raise Refused("Cette astreinte est passée : elle reste écrite.")
    if current.starts_at < at:
        current.ends_at = at
    else:
        current.cancelled_at = at
    current.save()
    leave_trace(verb="cancel_duty", subject=current, by=by, commune_code=current_commune(), at=at)
    return current


@transaction.atomic
def give_duty(*, kind: str, taker: Account, note: str, by: Account, at: datetime) -> HandOver:
    """Leave a note to whoever comes next, signed by writing it. Raises ``Refused`` with the field."""
    if kind not in DutyKind.values:
        raise Refused("Choisissez l’astreinte dans la liste.", field="kind")
    check_note(giver=by, taker=taker, note=note)
    left = HandOver(kind=kind, giver=by, taker=taker, note=note.strip(), given_at=at)
    left.save()
    leave_trace(verb="give_duty", subject=left, by=by, commune_code=current_commune(), at=at)
    tell_logbook(
        text=f"Passation {left} ({DutyKind(kind).label}) : {by.name} remet les consignes à {taker.name}.",
        by=by,
        at=at,
    )
    return left


@transaction.atomic
def take_duty(*, hand_over: HandOver, by: Account, at: datetime) -> HandOver:
    """Sign for a note: read and taken up. Raises ``Refused`` to anybody else, or twice."""
    current: HandOver = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    check_take(current, by)
    current.taken_at = at
    current.save(update_fields=["taken_at"])
    leave_trace(verb="take_duty", subject=current, by=by, commune_code=current_commune(), at=at)
    tell_logbook(
        text=f"Passation {current} ({current.get_kind_display()}) : {by.name} prend la suite.", by=by, at=at,
        kind=EntryKind.ACTION,
    )  # fmt: skip
    return current
