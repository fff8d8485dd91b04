"""Leaving a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from cordee.ground.audit.gateways.copies import copy_lines
from cordee.ground.audit.models import Chain, Event, EventKind
from cordee.ground.audit.rules import line_of, seal_after, sign_chain, sign_event, subject_key
from cordee.ground.audit.selectors import events_to_copy


class Actor(Protocol):
    """Whoever acts: a staff account, a person, or a task. ``trace_key`` reads ``account:3`` or ``task:tick``."""

    @property
    def trace_key(self) -> str:
        """Key of the actor in the trace."""
        ...


class Task:
    """The house acting by itself, in a background task or a command."""

    def __init__(self, name: str) -> None:
        self.trace_key = f"task:{name}"


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_traces() -> Iterator[None]:
    """Write the traces left inside together, at the end: one statement where an action that calls others left several.

    To be opened inside the transaction the traces belong to; when that is undone, so are they.
    """
    if _gathered.get() is not None:
        yield
        return
    kept: list[Event] = []
    token = _gathered.set(kept)
    try:
        yield
    finally:
        _gathered.reset(token)
    Event.objects.bulk_create(kept)


def _signed(**event: Any) -> Event:
    return Event(**event, signature=sign_event(**event))


def leave_trace(
    *,
    verb: str,
    subject: models.Model | str,
    by: Actor,
    commune_code: str,
    kind: EventKind = EventKind.WRITE,
    at: datetime | None = None,
    **facts: Any,
) -> Event:
    """Add one event.

    ``verb`` is the action's name (``accept_assignment``); ``facts`` are codes, counts and state names only: a person's
    words or coordinates never go here. Inside ``gathered_traces`` it is written a little later.
    """
    event = _signed(
        at=at or timezone.now(),
        commune_code=commune_code,
        kind=kind,
        verb=verb,
        actor=by.trace_key,
        subject=subject_key(subject),
        facts=facts,
    )
    kept = _gathered.get()
    if kept is None:
        event.save(force_insert=True)
    else:
        kept.append(event)
    return event


def leave_read_trace(*, subjects: list[models.Model | str], by: Actor, commune_code: str, page: str) -> None:
    """Record in one write that a page showed these personal files."""
    now = timezone.now()
    Event.objects.bulk_create(
        _signed(
            at=now,
            commune_code=commune_code,
            kind=EventKind.READ,
            verb="read",
            actor=by.trace_key,
            subject=subject_key(subject),
            facts={"page": page},
        )
        for subject in subjects
    )


def _locked_chain(commune_code: str) -> Chain:
    Chain.objects.get_or_create(
        commune_code=commune_code, defaults={"signature": _ends(Chain(commune_code=commune_code))}
    )
    return Chain.objects.select_for_update().get(commune_code=commune_code)


def _ends(chain: Chain) -> str:
    return sign_chain(
        commune_code=chain.commune_code, start_rank=chain.start_rank, start_seal=chain.start_seal,
        end_rank=chain.end_rank, end_seal=chain.end_seal,
    )  # fmt: skip


@transaction.atomic
def seal_events(*, commune_code: str, most: int = 20_000) -> int:
    """Give the events not sealed yet their rank in the chain of their town; returns how many were.

    Done by the worker every minute rather than at each writing: a chain made on the spot would have all the writers of
    a town wait for one another. An event is signed at once; only its taking away within that minute is unseen.
    """
    chain = _locked_chain(commune_code)
    waiting = list(
        Event.objects.filter(commune_code=commune_code, rank=None)
        .order_by("id")
        .values_list("id", "signature")[:most]
    )
    sealed = []
    for key, signature in waiting:
        chain.end_rank += 1
        chain.end_seal = seal_after(
            commune_code=commune_code, rank=chain.end_rank, before=chain.end_seal, signature=signature
        )
        sealed.append((chain.end_rank, chain.end_seal, key))
    if sealed:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE audit_event SET rank = %s, seal = %s WHERE id = %s", sealed)
        chain.signature = _ends(chain)
        chain.save(update_fields=["end_rank", "end_seal", "signature"])
    return len(sealed)


def copy_events(*, commune_code: str, most: int = 20_000) -> int:
    """Send the sealed events not sent yet to where ``CORDEE_AUDIT_COPY`` says, oldest first; returns how many left.

    At least once, in order: a rank that is missing there was taken away, one that comes twice came after a cut. Raises
    ``OSError`` when nobody takes them; they wait.
    """
    chain = Chain.objects.filter(commune_code=commune_code).first()
    if not settings.AUDIT_COPY or chain is None:
        return 0
    waiting = list(events_to_copy(chain)[:most])
    if not waiting:
        return 0
    copy_lines(settings.AUDIT_COPY, [line_of(event) for event in waiting])
    Chain.objects.filter(pk=chain.pk).update(copied_rank=waiting[-1].rank)
    return len(waiting)


@transaction.atomic
def destroy_events(*, commune_code: str, up_to_rank: int) -> int:
    """The retention purge: events up to a rank go, the chain begins after them and still verifies. Returns how many."""
    chain = _locked_chain(commune_code)
    last = Event.objects.filter(commune_code=commune_code, rank=up_to_rank).first()
    if last is None:
        return 0
    count, _ = Event.objects.filter(commune_code=commune_code, rank__lte=up_to_rank).delete()
    chain.start_rank, chain.start_seal = up_to_rank, last.seal
    chain.signature = _ends(chain)
    chain.save(update_fields=["start_rank", "start_seal", "signature"])
    return count
