"""SMS that come in: kept once, understood by whoever can, STOP obeyed before anything else."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import Channel, IncomingMessage, MessageState, OutgoingMessage, Stopped
from cordee.ground.messaging.ports import sms_handlers
from cordee.ground.messaging.rules.faults import fault_place
from cordee.ground.messaging.rules.outbox import REASON_STOPPED, plain_text
from cordee.ground.messaging.rules.replies import asks_to_start_again, asks_to_stop
from cordee.ground.messaging.rules.templates import templates
from cordee.ground.people.rules.phones import parse_phone
from cordee.ground.territory.models import Municipality, town_scope

logger = logging.getLogger("cordee.messaging")

STOP, START, REFUSED, FAULT, STRANGER = "stop", "start", "refused", "fault", "stranger"


def receive_sms(*, provider: str, provider_ref: str, sender: str, text: str, at: datetime) -> IncomingMessage:
    """Record an SMS and let the house understand it, in one transaction: a provider that repeats it changes
    nothing.

    ``sender`` in any form; ``understood_as`` tells what was made of it (``stop``, ``start``, a handler's
    code, ``""`` when nobody understood). Raises ``Refused`` when no town is served here.
    """
    try:
        number = parse_phone(sender)
    except Refused:
        number = ""
    # The provider's name for it decides, whatever the town: one SMS is kept once.
    found = IncomingMessage.everywhere.filter(provider=provider, provider_ref=provider_ref[:80]).first()
    if found is not None:
        return found
    with town_scope(_town_of(number)):
        try:
            with transaction.atomic():
                return _received(provider, provider_ref[:80], number, sender, plain_text(text)[:1000], at)
        except IntegrityError:
            return IncomingMessage.everywhere.get(provider=provider, provider_ref=provider_ref[:80])


def _received(provider: str, ref: str, number: str, sender: str, text: str, at: datetime) -> IncomingMessage:
    incoming = IncomingMessage(
        provider=provider, provider_ref=ref, sender=(number or sender)[:16], text=text, received_at=at
    )
    incoming.save()
    incoming.understood_as = _understood(number, text, at, incoming)[:40] if number else STRANGER
    incoming.save(update_fields=["understood_as"])
    leave_trace(
        verb="receive_sms",
        subject=incoming,
        by=Task("provider"),
        commune_code=incoming.commune_id,
        at=at,
        understood_as=incoming.understood_as,
    )
    return incoming


def _understood(number: str, text: str, at: datetime, incoming: IncomingMessage) -> str:
    if asks_to_stop(text):
        _stop(number, at)
        return STOP
    if asks_to_start_again(text):
        Stopped.objects.filter(number=number).delete()
        return START
    for handler in sms_handlers():
        try:
            with transaction.atomic():
                understood = handler(number, text, at, incoming)
        except Refused:
            return REFUSED
        except Exception as error:  # noqa: BLE001 - one handler's fault must not lose the SMS
            logger.error("Incoming SMS %s: %s", incoming.pk, fault_place(error))
            return FAULT
        if understood is not None:
            return understood
    return ""


def _stop(number: str, at: datetime) -> None:
    Stopped.objects.get_or_create(number=number, defaults={"at": at})
    asked = [kind for kind, template in templates().items() if template.asked]
    OutgoingMessage.objects.filter(channel=Channel.SMS, recipient=number, state=MessageState.QUEUED).exclude(
        kind__in=asked
    ).update(state=MessageState.CANCELLED, last_error=REASON_STOPPED)


def _town_of(number: str) -> str:
    """The town that wrote last to this number; else the one served by default; else the only one."""
    last = (
        OutgoingMessage.everywhere.filter(recipient=number)
        .order_by("-id")
        .values_list("commune_id", flat=True)
        .first()
    )
    town = (number and last) or settings.DEFAULT_COMMUNE
    if not town:
        town = Municipality.objects.order_by("pk").values_list("pk", flat=True).first() or ""
    if not town:
        raise Refused("Aucune commune n’est servie ici : ce SMS n’a pas de destinataire.")
    return str(town)
