"""What providers tell afterwards: receipts may come before the answer, twice, or for a message we do not
know.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.messaging.models import Delivery, MessageState, OutgoingMessage, Receipt
from cordee.ground.messaging.rules.outbox import REASON_NOT_DELIVERED

ORPHANS_KEPT = timedelta(days=30)


def attach_receipts(*, message: OutgoingMessage, provider: str, refs: tuple[str, ...], at: datetime) -> None:
    """Remember under which names the provider knows the parts of a message, and use what it told already."""
    Receipt.objects.filter(message=message).update(message=None)
    for ref in refs:
        receipt, new = Receipt.objects.get_or_create(
            provider=provider, provider_ref=ref[:80], defaults={"message": message, "at": at}
        )
        if not new:
            receipt.message = message
            receipt.save(update_fields=["message"])
    _settle(message)


@transaction.atomic
def record_delivery(*, provider: str, provider_ref: str, status: str, at: datetime) -> OutgoingMessage | None:
    """Note what a provider says of a part (``Delivery``). Returns its message, ``None`` while it is unknown.

    An unknown reference is kept for 30 days: its answer may be a second behind. The same receipt twice
    changes nothing, and a part once delivered stays so.
    """
    receipt, _ = Receipt.objects.select_for_update().get_or_create(
        provider=provider, provider_ref=provider_ref[:80], defaults={"at": at}
    )
    if status != Delivery.PENDING and receipt.status not in {status, Delivery.DELIVERED}:
        receipt.status, receipt.at = Delivery(status), at
        receipt.save(update_fields=["status", "at"])
        if receipt.message is not None:
            _settle(receipt.message)
    return receipt.message


def _settle(message: OutgoingMessage) -> None:
    """Say of a message what its parts add up to: delivered when all are, failed when one is."""
    told = list(Receipt.objects.filter(message=message).values_list("status", "at"))
    if not told:
        return
    statuses = {status for status, _ in told}
    if statuses == {Delivery.DELIVERED}:
        fields = {
            "state": MessageState.DELIVERED,
            "delivered_at": max(at for _, at in told),
            "last_error": "",
        }
        open_states = [MessageState.SENT, MessageState.UNKNOWN, MessageState.FAILED]
    elif Delivery.FAILED in statuses:
        fields = {"state": MessageState.FAILED, "last_error": REASON_NOT_DELIVERED}
        open_states = [MessageState.SENT, MessageState.UNKNOWN]
    else:
        return
    if OutgoingMessage.everywhere.filter(pk=message.pk, state__in=open_states).update(**fields):
        leave_trace(
            verb="record_delivery",
            subject=message,
            by=Task("provider"),
            commune_code=message.commune_id,
            state=str(fields["state"]),
        )


def forget_orphan_receipts(*, at: datetime) -> int:
    """Drop the receipts that never met their message. Returns how many."""
    dropped, _ = Receipt.objects.filter(message=None, at__lt=at - ORPHANS_KEPT).delete()
    return dropped
