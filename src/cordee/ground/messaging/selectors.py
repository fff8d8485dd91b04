"""Reading the outbox and the inbox of the town in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from cordee.ground.messaging.models import Heartbeat, IncomingMessage, MessageState, OutgoingMessage, Stopped
from cordee.ground.messaging.rules.inbox import FOR_A_PERSON
from cordee.ground.messaging.rules.retries import LATE_AFTER, LEASE
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old

FAILURES_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class OutboxHealth:
    """How the outbox is doing.

    ``late``: waiting more than five minutes past their time. ``failed``, ``unknown``: of the last seven days,
    for a person to look at. ``oldest_due_minutes``: how long the oldest has been waiting past its time (0
    when none is).
    """

    queued: int
    late: int
    failed: int
    unknown: int
    oldest_due_minutes: int
    worker_alive: bool


def outbox_health(at: datetime) -> OutboxHealth:
    """Health of the town's outbox, in three queries whatever the number of messages."""
    waiting = OutgoingMessage.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING]).aggregate(
        queued=Count("pk"),
        late=Count("pk", filter=Q(next_attempt_at__lt=at - LATE_AFTER)),
        oldest=Min("next_attempt_at"),
    )
    troubled = OutgoingMessage.objects.filter(
        state__in=[MessageState.FAILED, MessageState.UNKNOWN], created_at__gte=at - FAILURES_SHOWN
    ).aggregate(
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        unknown=Count("pk", filter=Q(state=MessageState.UNKNOWN)),
    )
    oldest = waiting["oldest"]
    return OutboxHealth(
        queued=waiting["queued"],
        late=waiting["late"],
        failed=troubled["failed"],
        unknown=troubled["unknown"],
        oldest_due_minutes=max(0, int((at - oldest).total_seconds() // 60)) if oldest else 0,
        worker_alive=Heartbeat.objects.filter(at__gte=at - LEASE).exists(),
    )


def messages_to(person: Person, *, limit: int = 50) -> list[OutgoingMessage]:
    """The newest messages to a person, newest first."""
    return list(OutgoingMessage.objects.filter(person=person).order_by("-id")[:limit])


def messages_of_state(state: str, *, limit: int = 100) -> list[OutgoingMessage]:
    """The newest messages in a state (``MessageState``), with their person, newest first."""
    return list(OutgoingMessage.objects.filter(state=state).select_related("person").order_by("-id")[:limit])


def incoming_messages(*, limit: int = 100) -> list[IncomingMessage]:
    """The newest SMS received, newest first; ``understood_as`` is empty for those a person must read."""
    return list(IncomingMessage.objects.order_by("-id")[:limit])


def said_stop(number: str) -> bool:
    """True when the owner of this number (E.164) asked for no more SMS."""
    return Stopped.objects.filter(number=number).exists()


def export_messages(person: Person) -> dict[str, Any]:
    """What was sent to a person, for their own eyes: entry links and codes are already masked."""
    sent = [
        {
            "Le": f"{timezone.localtime(message.created_at):%d/%m/%Y %H:%M}",
            "Par": message.get_channel_display(),
            "État": message.get_state_display(),
            "Texte": message.body if message.sent_at else "(en attente d’envoi)",
        }
        for message in messages_to(person, limit=1000)
    ]
    told: dict[str, Any] = {"Messages": sent} if sent else {}
    numbers = [one for one in (person.phone, person.phone_alt) if one]
    came = IncomingMessage.objects.filter(sender__in=numbers).order_by("-id")[:1000] if numbers else ()
    if came:
        told["SMS reçus de vous"] = [
            {"Le": f"{timezone.localtime(one.received_at):%d/%m/%Y %H:%M}", "Texte": one.text} for one in came
        ]
    if person.phone and said_stop(person.phone):
        told["SMS arrêtés"] = "oui, à votre demande"
    return told


def outgoing_of_state(state: str) -> QuerySet[OutgoingMessage]:
    """Messages in a state with their person, newest first, for a list read page by page."""
    return OutgoingMessage.objects.filter(state=state).select_related("person").order_by("-id")


def outgoing_counts() -> dict[str, int]:
    """How many messages stand in each state, every state named; one query."""
    rows = OutgoingMessage.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(MessageState.values, 0) | dict(rows)


def outgoing_by_id(message_id: int) -> OutgoingMessage | None:
    """One message of the town in scope."""
    return OutgoingMessage.objects.select_related("person").filter(pk=message_id).first()


def incoming_to_read() -> QuerySet[IncomingMessage]:
    """SMS received that only a person can understand and that nobody has read yet, the oldest first."""
    return IncomingMessage.objects.filter(understood_as__in=FOR_A_PERSON, read_at=None).order_by("id")


def incoming_by_id(incoming_id: int) -> IncomingMessage | None:
    """One SMS received by the town in scope."""
    return IncomingMessage.objects.filter(pk=incoming_id).first()


def old_messages(before: datetime, most: int) -> list[Old]:
    """Messages sent or received before a moment, oldest first; a negative key is one that came in."""
    sent = OutgoingMessage.objects.filter(created_at__lt=before).exclude(
        state__in=[MessageState.QUEUED, MessageState.SENDING]
    )
    came = IncomingMessage.objects.filter(received_at__lt=before)
    found = [
        Old(key, f"message {key}", at)
        for key, at in sent.order_by("created_at").values_list("pk", "created_at")[:most]
    ]
    found += [
        Old(-key, f"SMS reçu {key}", at)
        for key, at in came.order_by("received_at").values_list("pk", "received_at")[:most]
    ]
    return sorted(found, key=lambda one: one.since)[:most]


def messages_written_between(start: datetime, end: datetime | None) -> QuerySet[Any]:
    """Messages of the town written over [start, end[; up to now without an end."""
    found = OutgoingMessage.objects.filter(created_at__gte=start)
    return found.filter(created_at__lt=end) if end is not None else found
