"""Keeping what looked unusual, and what the DPO says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import AccessAlert, Account
from cordee.ground.people.rules.unusual import Signal
from cordee.ground.territory.models import current_commune

SHORTEST_NOTE = 10


@transaction.atomic
def record_alerts(*, signals: Iterable[Signal], by: Actor, at: datetime) -> int:
    """Keep what was not known yet; a count that grew follows until somebody looks. Returns how many are new."""
    new = 0
    for one in signals:
        account = one.actor.partition(":")[2]
        alert, made = AccessAlert.objects.get_or_create(
            key=one.key,
            commune_id=current_commune(),
            defaults={
                "rule": one.rule, "account_id": int(account), "at": one.at, "count": one.count, "subject": one.subject,
                "found_at": at,
            },
        )  # fmt: skip
        new += made
        if not made and alert.dismissed_at is None and one.count > alert.count:
            AccessAlert.objects.filter(pk=alert.pk).update(count=one.count)
    if new:
        leave_trace(
            verb="record_alerts", subject="alerts", by=by, commune_code=current_commune(), at=at, count=new
        )
    return new


@transaction.atomic
def dismiss_alert(*, alert: AccessAlert, note: str, by: Account, at: datetime) -> None:
    """Say what was found out. Raises ``Refused`` without a word of it, or when somebody already did."""
    if len(note.strip()) < SHORTEST_NOTE:
        raise Refused("Écrivez en quelques mots ce que vous avez vérifié.", field="note")
    if alert.dismissed_at is not None:
        raise Refused("Cette alerte est déjà classée.")
    alert.note, alert.dismissed_at, alert.dismissed_by = note.strip()[:300], at, by
    alert.save(update_fields=["note", "dismissed_at", "dismissed_by"])
    leave_trace(
        verb="dismiss_alert", subject=alert, by=by, commune_code=alert.commune_id, at=at, rule=alert.rule
    )


def destroy_alerts(keys: list[int], _at: datetime) -> None:
    """Delete alerts as old as the log they were read in."""
    AccessAlert.objects.filter(pk__in=keys).delete()
