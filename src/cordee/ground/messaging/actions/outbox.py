"""Putting a message in the outbox, taking it out, sending it again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.draining import ask_for_drain
from cordee.ground.messaging.models import Channel, MessageState, OnDoubt, OutgoingMessage, Stopped
from cordee.ground.messaging.rules.gsm import sms_length
from cordee.ground.messaging.rules.outbox import (
    REASON_STOPPED,
    check_recipient,
    check_resend,
    one_line,
    plain_text,
)
from cordee.ground.messaging.rules.templates import was_asked
from cordee.ground.people.models import Person
from cordee.ground.territory.models import current_commune


def _refuses_sms(channel: str, recipient: str, kind: str) -> bool:
    return (
        channel == Channel.SMS and not was_asked(kind) and Stopped.objects.filter(number=recipient).exists()
    )


# Written out rather than built: nearly always nothing is there, and every receipt asks.
_QUEUED_BEFORE = "SELECT id FROM messaging_outgoingmessage WHERE commune_id = %s AND key = %s"


def _queued_before(key: str) -> OutgoingMessage | None:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUED_BEFORE, (current_commune(), key))
        row = cursor.fetchone()
    return OutgoingMessage.objects.get(pk=row[0]) if row else None


def queue_message(
    *,
    key: str,
    channel: str,
    recipient: str,
    person: Person | None,
    kind: str,
    body: str,
    subject: str = "",
    on_doubt: str = OnDoubt.RESEND,
    at: datetime,
    by: Actor,
    not_before: datetime | None = None,
) -> OutgoingMessage:
    """Queue one message of the town in scope; it leaves soon after the transaction commits, or from
    ``not_before`` on.

    ``key`` names the reason of the message (``proposal:12``): asked twice, one message. ``recipient`` is a
    phone number in any French form or an e-mail; raises ``Refused`` when it is empty, wrong, or a landline
    for an SMS. To a number whose owner said STOP the message is kept as cancelled, with the reason: the
    caller's own work goes on.
    """
    found = _queued_before(key)
    if found is not None:
        return found
    address = check_recipient(channel, recipient)
    text = plain_text(body)
    if not text:
        raise Refused("Ce message est vide.", field="body")
    stopped = _refuses_sms(channel, address, kind)
    message = OutgoingMessage(
        key=key,
        channel=channel,
        recipient=address,
        person=person,
        kind=kind,
        subject=one_line(subject),
        body=text,
        segments=sms_length(text).segments if channel == Channel.SMS else 1,
        on_doubt=on_doubt,
        state=MessageState.CANCELLED if stopped else MessageState.QUEUED,
        last_error=REASON_STOPPED if stopped else "",
        next_attempt_at=max(at, not_before) if not_before else at,
        created_at=at,
    )
    # Refusals come before: past this point nothing is undone alone, so the one savepoint is around the insert.
    with transaction.atomic(savepoint=False):
        try:
            with transaction.atomic():
                message.save()
        except IntegrityError:
            # Somebody queued the same key in between: theirs is the one.
            return OutgoingMessage.objects.get(key=key)
        leave_trace(
            verb="queue_message",
            subject=message,
            by=by,
            commune_code=current_commune(),
            at=at,
            message_kind=kind,
            channel=str(channel),
            state=str(message.state),
        )
        transaction.on_commit(ask_for_drain, robust=True)
    return message


@transaction.atomic
def resend(*, message: OutgoingMessage, by: Actor, at: datetime) -> OutgoingMessage:
    """Send again, by a person's decision, a message that failed or is in doubt. Raises ``Refused``."""
    message = OutgoingMessage.objects.select_for_update().get(pk=message.pk)
    check_resend(message)
    if _refuses_sms(message.channel, message.recipient, message.kind):
        raise Refused(REASON_STOPPED)
    message.state, message.attempts, message.next_attempt_at = MessageState.QUEUED, 0, at
    message.last_error, message.lease_token, message.lease_until = "", "", None
    message.save(
        update_fields=["state", "attempts", "next_attempt_at", "last_error", "lease_token", "lease_until"]
    )
    leave_trace(verb="resend", subject=message, by=by, commune_code=current_commune(), at=at)
    transaction.on_commit(ask_for_drain, robust=True)
    return message


@transaction.atomic
def cancel_message(*, message: OutgoingMessage, by: Actor, at: datetime, reason: str = "") -> bool:
    """Take a message out of the queue. Returns ``False`` when it is too late: it is leaving or has left."""
    waiting = OutgoingMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED)
    if not waiting.update(state=MessageState.CANCELLED, last_error=reason[:300]):
        return False
    leave_trace(verb="cancel_message", subject=message, by=by, commune_code=current_commune(), at=at)
    return True
