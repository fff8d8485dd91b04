"""Reading the trace."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from cordee.ground.audit.models import Chain, Event
from cordee.ground.audit.rules import line_of, seal_after, sign_chain, sign_event, subject_key


def events_about(subject: models.Model | str, *, limit: int = 50, kind: str = "") -> list[Event]:
    """The newest events about one row, newest first; of one ``EventKind`` when it is given."""
    events = Event.objects.filter(subject=subject_key(subject))
    return list((events.filter(kind=kind) if kind else events)[:limit])


def events_about_any(
    commune_code: str, subjects: list[str], *, kind: str, verbs: tuple[str, ...] = (), limit: int
) -> list[Event]:
    """The newest events of one ``EventKind``, or of some verbs, about any of these keys, newest first."""
    wanted = models.Q(kind=kind) | models.Q(verb__in=verbs)
    return list(Event.objects.filter(wanted, commune_code=commune_code, subject__in=subjects)[:limit])


def events_since(commune_code: str, since: datetime) -> models.QuerySet[Event]:
    """Events of one town from a moment on, oldest first, for whoever reads them in a row."""
    return Event.objects.filter(commune_code=commune_code, at__gte=since).order_by("id")


def events_of_commune(commune_code: str, *, limit: int = 200) -> list[Event]:
    """The newest events of one town, newest first."""
    return list(Event.objects.filter(commune_code=commune_code)[:limit])


@dataclass(frozen=True)
class EventFilter:
    """What the reader of the log asked to see; empty means everything.

    ``actor`` and ``subject`` are keys (``account:3``) or their first part (``account``).
    """

    kind: str = ""
    verb: str = ""
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def filtered_events(commune_code: str, wanted: EventFilter) -> models.QuerySet[Event]:
    """Events of one town that match, newest first."""
    events = Event.objects.filter(commune_code=commune_code).order_by("-id")
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
    if wanted.verb:
        events = events.filter(verb=wanted.verb)
    for column, key in (("actor", wanted.actor), ("subject", wanted.subject)):
        if key:
            whole = ":" in key
            events = events.filter(**{column: key} if whole else {f"{column}__startswith": key})
    if wanted.since is not None:
        events = events.filter(at__gte=wanted.since)
    if wanted.until is not None:
        events = events.filter(at__lt=wanted.until)
    return events


@dataclass(frozen=True)
class ChainState:
    """What verifying a chain found. ``broken`` is empty when it is intact, else says what and where first."""

    sealed: int
    waiting: int
    purged_up_to: int
    last_seal: str
    broken: str = ""


def _signature_of(event: Event) -> str:
    return sign_event(
        at=event.at, commune_code=event.commune_code, kind=event.kind, verb=event.verb, actor=event.actor,
        subject=event.subject, facts=event.facts,
    )  # fmt: skip


def _broken_ends(commune_code: str, kept: Chain | None) -> str:
    if kept is None:
        ranked = Event.objects.filter(commune_code=commune_code, rank__isnull=False).exists()
        return "les deux bouts de la chaîne manquent" if ranked else ""
    made = sign_chain(
        commune_code=commune_code, start_rank=kept.start_rank, start_seal=kept.start_seal,
        end_rank=kept.end_rank, end_seal=kept.end_seal,
    )  # fmt: skip
    return "" if kept.signature == made else "les bouts de la chaîne ont été réécrits"


def _broken_link(event: Event, *, rank: int, before: str) -> str:
    if event.rank != rank:
        return f"l’événement de rang {rank} manque"
    if event.signature != _signature_of(event):
        return f"l’événement {event.pk} (rang {rank}, {event.at:%d/%m/%Y %H:%M}) a été changé"
    made = seal_after(commune_code=event.commune_code, rank=rank, before=before, signature=event.signature)
    return (
        "" if event.seal == made else f"l’événement {event.pk} (rang {rank}) n’est pas celui qui a été scellé"
    )


def verify_chain(commune_code: str) -> ChainState:
    """Read the whole chain of a town again: both ends, ranks, signatures, seals, then what waits for its seal."""
    kept = Chain.objects.filter(commune_code=commune_code).first()
    chain = kept or Chain(commune_code=commune_code)
    events = Event.objects.filter(commune_code=commune_code)
    rank, seal, waiting = chain.start_rank, chain.start_seal, 0

    def found(broken: str = "") -> ChainState:
        return ChainState(rank - chain.start_rank, waiting, chain.start_rank, seal, broken)

    if broken := _broken_ends(commune_code, kept):
        return found(broken)
    for event in events.filter(rank__isnull=False).order_by("rank").iterator(chunk_size=2000):
        if broken := _broken_link(event, rank=rank + 1, before=seal):
            return found(broken)
        rank, seal = rank + 1, event.seal
    if (rank, seal) != (chain.end_rank, chain.end_seal):
        return found(f"les événements après le rang {rank} manquent, jusqu’au rang {chain.end_rank}")
    for event in events.filter(rank=None).order_by("id").iterator(chunk_size=2000):
        if event.signature != _signature_of(event):
            return found(
                f"l’événement {event.pk} ({event.at:%d/%m/%Y %H:%M}), pas encore scellé, a été changé"
            )
        waiting += 1
    return found()


def events_to_copy(chain: Chain) -> models.QuerySet[Event]:
    """Sealed events that have not left for the copy kept elsewhere, oldest first."""
    ranked = Event.objects.filter(commune_code=chain.commune_code, rank__gt=chain.copied_rank)
    return ranked.order_by("rank")


def late_copies(*, before: datetime) -> int:
    """How many events sealed before a moment still wait to be copied elsewhere, in all towns."""
    return sum(events_to_copy(chain).filter(at__lt=before).count() for chain in Chain.objects.all())


@dataclass(frozen=True)
class CopyState:
    """What comparing the log with its copy found: lines read, and the first differences in words."""

    lines: int
    faults: list[str]


def _fault_of_line(line: str, copied: dict[str, Any]) -> str:
    """What is wrong with one line of the copy; empty when the log still says the same."""
    town, rank = str(copied["town"]), int(copied["rank"])
    event = Event.objects.filter(commune_code=town, rank=rank).first()
    if event is None:
        chain = Chain.objects.filter(commune_code=town).first()
        purged = chain is not None and rank <= chain.start_rank
        return "" if purged else f"{town}, rang {rank} : il est dans la copie, plus dans le journal"
    return (
        "" if line_of(event) == line else f"{town}, rang {rank} : le journal ne dit plus ce que dit la copie"
    )


def compare_with_copy(lines: Iterable[str], *, most: int = 20) -> CopyState:
    """Hold a copy kept elsewhere beside the log; what stands before the JSON on a line (a syslog header) is passed over.

    It finds what the seals cannot: a log written anew from a stolen key.
    """
    count = 0
    faults: dict[str, None] = {}
    for whole in lines:
        start = whole.find("{")
        if start < 0:
            continue
        line = whole[start:].rstrip()
        try:
            fault = _fault_of_line(line, json.loads(line))
        except (ValueError, KeyError, TypeError):
            fault = f"ligne {count + 1} : elle ne se lit pas"
        count += 1
        if fault:
            faults[fault] = None
    return CopyState(count, list(faults)[:most])


def oldest_events(commune_code: str, *, before: datetime, most: int) -> list[tuple[int, datetime]]:
    """Ranks and moments of the sealed events from the beginning of the chain to the first that is not older.

    Only a beginning can be taken away from a chain: an event whose moment was given by hand may wait for the next time.
    """
    taken = []
    ranked = Event.objects.filter(commune_code=commune_code, rank__isnull=False).order_by("rank")
    for rank, at in ranked.values_list("rank", "at")[:most]:
        if rank is None or at >= before:
            break
        taken.append((rank, at))
    return taken
