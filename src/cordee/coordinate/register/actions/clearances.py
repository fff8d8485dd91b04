"""Naming who may open the register, for a time."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.models import Clearance
from cordee.coordinate.register.rules.clearances import check_clearance
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can


@transaction.atomic
def grant_clearance(
    *, account: Account, scope: str, act: str, granted_on: date, pledged_on: date | None, expires_on: date, by: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """The mayor names somebody. Raises ``Refused`` with the field. Returns the key."""
    if isinstance(by, Account):
        check_can(by, Permission.REGISTER_NAME)
    check_clearance(
        account=account,
        scope=scope,
        act=act,
        granted_on=granted_on,
        pledged_on=pledged_on,
        expires_on=expires_on,
    )
    clearance = Clearance.objects.create(
        account=account, scope=scope, act=act.strip()[:120], granted_on=granted_on, pledged_on=pledged_on,
        expires_on=expires_on, granted_by=by if isinstance(by, Account) else None,
    )  # fmt: skip
    leave_trace(
        verb="grant_clearance", subject=clearance, by=by, commune_code=clearance.commune_id, at=at, scope=scope,
        account=account.pk,
    )  # fmt: skip
    return clearance.pk


@transaction.atomic
def end_clearance(*, clearance_id: int, by: Account, at: datetime) -> None:
    """Take it back, at once. Raises ``Refused`` when it is over, ``ObjectDoesNotExist``."""
    check_can(by, Permission.REGISTER_NAME)
    clearance = Clearance.objects.select_for_update().get(pk=clearance_id)
    if clearance.ended_on is not None:
        raise Refused("Cette habilitation est déjà retirée.")
    clearance.ended_on, clearance.ended_by = timezone.localtime(at).date(), by
    clearance.save(update_fields=["ended_on", "ended_by"])
    leave_trace(verb="end_clearance", subject=clearance, by=by, commune_code=clearance.commune_id, at=at)
