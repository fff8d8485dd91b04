"""Emptying the outbox: claim one message, send it outside any transaction, write down what became of it.

A message is claimed by one conditional UPDATE that writes a lease nobody else holds, so that two workers
never take the same row. One message at a time is in flight per worker: a worker that dies leaves at most one
whose fate is unknown, and its class (``OnDoubt``) says what becomes of it when the lease runs out.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.messaging.actions.receipts import attach_receipts
from cordee.ground.messaging.gateways import Accepted, Carriers, Doubtful, NotNow, Parcel, RefusedForGood
from cordee.ground.messaging.gateways.local import exercise_carrier
from cordee.ground.messaging.models import Channel, MessageState, OnDoubt, OutgoingMessage, Stopped
from cordee.ground.messaging.ports import TaskContext, stays_inside, task
from cordee.ground.messaging.rules.faults import fault_place
from cordee.ground.messaging.rules.outbox import REASON_DOUBT, REASON_GIVEN_UP, REASON_STOPPED, stable_token
from cordee.ground.messaging.rules.retries import LEASE, MAX_ATTEMPTS, wait_before_retry
from cordee.ground.messaging.rules.secrets import mask_entries
from cordee.ground.messaging.rules.templates import expects_answer, was_asked
from cordee.ground.territory.models import Municipality

logger = logging.getLogger("cordee.messaging")

DRAIN_LIMIT = 500
RECORD_TRIES = 5
_dice = secrets.SystemRandom()
# The process is asked to stop: the message in hand is finished, the next one is not taken.
closing = threading.Event()


@dataclass(frozen=True)
class DrainReport:
    """What a batch did: messages per outcome."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    unknown: int = 0
    cancelled: int = 0

    @property
    def handled(self) -> int:
        """Messages taken."""
        return self.sent + self.failed + self.retried + self.unknown + self.cancelled


def settle_lost_leases(*, at: datetime) -> int:
    """Decide for the messages whose worker died while sending. Returns how many.

    Class ``resend`` goes back to the queue, class ``hold`` waits for a person (state ``unknown``). The token
    stays: a worker that was only slow may still tell what became of its message, until another has taken it.
    """
    lost = OutgoingMessage.everywhere.filter(state=MessageState.SENDING, lease_until__lte=at)
    held = lost.filter(on_doubt=OnDoubt.HOLD).update(
        state=MessageState.UNKNOWN, last_error=REASON_DOUBT, lease_until=None
    )
    given_up = lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=MessageState.FAILED, last_error=REASON_GIVEN_UP, lease_until=None
    )
    back = lost.update(state=MessageState.QUEUED, last_error=REASON_DOUBT, lease_until=None)
    return held + given_up + back


def renew_leases(*, worker: str, at: datetime) -> int:
    """Keep what this worker is sending a while longer: a slow provider is not a death. Returns how many."""
    return OutgoingMessage.everywhere.filter(
        state=MessageState.SENDING, lease_token__startswith=f"{worker}."
    ).update(lease_until=at + LEASE)


def _due(at: datetime, without: set[str]) -> QuerySet[OutgoingMessage]:
    due = OutgoingMessage.everywhere.filter(state=MessageState.QUEUED, next_attempt_at__lte=at)
    return due.exclude(channel__in=without) if without else due


# Written out rather than built: with its states as parameters, SQLite does not see that the index of what is due fits,
# and sorts the whole outbox for each message sent. The conditions are repeated outside the choice: whatever a database
# does between the two, a row that another worker has just taken does not match any more.
_CLAIM = (
    f"UPDATE {OutgoingMessage._meta.db_table}"  # noqa: S608
    " SET state = 'sending', lease_token = %s, lease_until = %s, attempts = attempts + 1"
    f" WHERE id = (SELECT id FROM {OutgoingMessage._meta.db_table}"
    " WHERE state = 'queued' AND state IN ('queued', 'sending') AND next_attempt_at <= %s{without}"
    " ORDER BY next_attempt_at, id LIMIT 1 {skipping})"
    " AND state = 'queued' AND next_attempt_at <= %s RETURNING id"
)


def claim_next(
    *, at: datetime, worker: str, without: frozenset[str] | set[str] = frozenset()
) -> OutgoingMessage | None:
    """Take the message that has been due longest, by one conditional UPDATE; ``None`` when nothing is due.

    ``without``: channels to leave alone. On PostgreSQL rows that another worker is taking are skipped, not
    waited for.
    """
    token = f"{worker}.{secrets.token_hex(8)}"[:32]
    moment, until = (connection.ops.adapt_datetimefield_value(one) for one in (at, at + LEASE))
    left_alone = "".join(" AND channel <> %s" for _ in without)
    skipping = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(without=left_alone, skipping=skipping), (token, until, moment, *without, moment)
        )
        taken = cursor.fetchone()
    return OutgoingMessage.everywhere.get(pk=taken[0]) if taken else None


def drain_outbox(*, at: datetime, limit: int = DRAIN_LIMIT, worker: str = "") -> DrainReport:
    """Send what is due, at most ``limit`` messages, of every town. Safe to run in several workers at once.

    ``at`` is the present moment; the time the batch itself takes is added to it. Stops early when ``closing``
    is set.
    """
    worker = worker or secrets.token_hex(6)
    started = time.monotonic()

    def now() -> datetime:
        return at + timedelta(seconds=time.monotonic() - started)

    settle_lost_leases(at=at)
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    towns = dict(Municipality.objects.values_list("pk", "name"))
    down: set[str] = set()
    with Carriers() as carriers:
        for _ in range(limit):
            if closing.is_set():
                break
            message = claim_next(at=now(), worker=worker, without=down)
            if message is None:
                break
            outcomes[message.commune_id][_send(message, towns, carriers, down, now)] += 1
    for commune_code, counts in outcomes.items():
        leave_trace(
            verb="drain_outbox",
            subject=f"commune:{commune_code}",
            by=Task("drain"),
            commune_code=commune_code,
            messages=dict(counts),
        )
    total: Counter[str] = sum(outcomes.values(), Counter())
    return DrainReport(**total)


def _send(
    message: OutgoingMessage,
    towns: dict[str, str],
    carriers: Carriers,
    down: set[str],
    now: Callable[[], datetime],
) -> str:
    """Send one claimed message and record the outcome, whose name is returned."""
    if _owner_said_stop(message):
        return _record(message, "cancelled", state=MessageState.CANCELLED, last_error=REASON_STOPPED)
    try:
        # The one place where a message could leave: what was written in an exercise goes to a file, now or at any later try.
        inside = stays_inside(message.commune_id, message.created_at)
        carrier = exercise_carrier(message.commune_id) if inside else carriers.of(message.channel)
        accepted = carrier.send(_parcel(message, towns.get(message.commune_id, "")))
    except RefusedForGood as refusal:
        return _record(message, "failed", state=MessageState.FAILED, last_error=str(refusal))
    except NotNow as trouble:
        if trouble.everyone:
            down.add(message.channel)
            _pause_channel(message.channel, now())
        return _try_later(message, str(trouble), now())
    except Doubtful as doubt:
        return _doubt(message, str(doubt), now())
    except Exception as error:  # noqa: BLE001
        # A fault of ours in a gateway: nobody knows how far it went, and the queue must go on.
        logger.error("Message %s: %s", message.pk, fault_place(error))
        return _doubt(message, REASON_DOUBT, now())
    return _record_sent(message, carrier.name, accepted, now())


def _owner_said_stop(message: OutgoingMessage) -> bool:
    return (
        message.channel == Channel.SMS
        and not was_asked(message.kind)
        and Stopped.everywhere.filter(commune_id=message.commune_id, number=message.recipient).exists()
    )


def _parcel(message: OutgoingMessage, town: str) -> Parcel:
    return Parcel(
        recipient=message.recipient,
        body=message.body,
        token=stable_token(message),
        subject=message.subject,
        town=town,
        wants_answer=expects_answer(message.kind),
    )


def _pause_channel(channel: str, at: datetime) -> None:
    """Put off what waits for a gateway that is down, without counting it as a try of each message."""
    _due(at, set()).filter(channel=channel).update(next_attempt_at=at + wait_before_retry(1, _dice.random()))


def _doubt(message: OutgoingMessage, reason: str, at: datetime) -> str:
    if message.on_doubt == OnDoubt.HOLD:
        return _record(message, "unknown", state=MessageState.UNKNOWN, last_error=reason)
    return _try_later(message, reason, at)


def _try_later(message: OutgoingMessage, reason: str, at: datetime) -> str:
    if message.attempts >= MAX_ATTEMPTS:
        return _record(message, "failed", state=MessageState.FAILED, last_error=f"{REASON_GIVEN_UP} {reason}")
    wait = wait_before_retry(message.attempts, _dice.random())
    return _record(
        message, "retried", state=MessageState.QUEUED, last_error=reason, next_attempt_at=at + wait
    )


def _record_sent(message: OutgoingMessage, provider: str, accepted: Accepted, at: datetime) -> str:
    def after() -> None:
        attach_receipts(message=message, provider=provider, refs=accepted.refs, at=at)

    return _record(
        message,
        "sent",
        after,
        state=MessageState.SENT,
        sent_at=at,
        provider=provider,
        provider_ref=(accepted.refs[0] if accepted.refs else "")[:80],
        body=mask_entries(message.body, message.kind),
        last_error="",
    )


def _record(
    message: OutgoingMessage, outcome: str, after: Callable[[], None] | None = None, **fields: object
) -> str:
    """Write the outcome if the lease is still ours. A database that blinks is asked again: this is the one
    write whose loss would send a message twice."""
    if isinstance(fields.get("last_error"), str):
        fields["last_error"] = str(fields["last_error"])[:300]
    ours = Q(pk=message.pk, lease_token=message.lease_token)
    for attempt in range(1, RECORD_TRIES + 1):
        try:
            with transaction.atomic():
                if (
                    OutgoingMessage.everywhere.filter(ours).update(lease_until=None, lease_token="", **fields)
                    and after
                ):
                    after()
            return outcome
        except (OperationalError, InterfaceError) as error:
            logger.error(
                "Outcome of message %s not written (try %s): %s", message.pk, attempt, fault_place(error)
            )
            if attempt == RECORD_TRIES or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(attempt)
    raise AssertionError("unreachable")


@task(takes_context=True)
def drain(context: TaskContext) -> dict[str, int]:
    """The background task: one batch, and another asked for when more is due."""
    report = drain_outbox(at=timezone.now(), worker=context.task_result.worker_ids[-1])
    if report.handled >= DRAIN_LIMIT:
        ask_for_drain()
    return {
        "sent": report.sent,
        "failed": report.failed,
        "retried": report.retried,
        "unknown": report.unknown,
    }


# Written out rather than built: asked after each message queued, building the query cost ten times running it.
_DRAIN_WAITS = (
    f"SELECT 1 FROM {DBTaskResult._meta.db_table} WHERE status = 'READY' AND task_path = %s LIMIT 1"  # noqa: S608
)


def ask_for_drain() -> None:
    """Enqueue the task unless one is already waiting: whoever starts it will see all that is committed."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAIN_WAITS, (drain.module_path,))
        waits = cursor.fetchone() is not None
    if not waits:
        drain.enqueue()


def ask_for_drain_if_due(*, at: datetime) -> bool:
    """Enqueue the task when something is due, or when a dead worker left a message behind. Returns whether it
    was.
    """
    waiting = Q(state=MessageState.QUEUED, next_attempt_at__lte=at) | Q(
        state=MessageState.SENDING, lease_until__lte=at
    )
    if not OutgoingMessage.everywhere.filter(waiting).exists():
        return False
    ask_for_drain()
    return True
