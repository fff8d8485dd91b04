"""Reading the logbook, and verifying that it is as it was written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from unidecode import unidecode

from cordee.ground.audit.models import Event
from cordee.ground.crisis.models import Crisis, EntrySource, Follows, Logbook, LogbookEntry
from cordee.ground.crisis.rules.logbook import seal_entry, sign_book, sign_entry


@dataclass(frozen=True)
class LogFilter:
    """What the reader asked to see; empty means everything. ``words`` are looked for in what is ciphered, row by row."""

    words: str = ""
    kind: str = ""
    importance: str = ""
    source: str = ""
    crisis_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    pending: bool = False


@dataclass(frozen=True)
class LogLine:
    """One entry with what followed it."""

    entry: LogbookEntry
    corrected_by: str
    closed_by: str
    pending: bool
    late: bool


def book_of(exercise: Crisis | None) -> Logbook | None:
    """The town’s own book, or that of an exercise; ``None`` before the first entry."""
    return Logbook.objects.filter(exercise=exercise).first()


def _asked(wanted: LogFilter) -> Q:
    asked = Q()
    for name, value in (
        ("kind", wanted.kind),
        ("importance", wanted.importance),
        ("source", wanted.source),
        ("crisis_id", wanted.crisis_id),
        ("happened_at__gte", wanted.since),
        ("happened_at__lt", wanted.until),
    ):
        if value:
            asked &= Q(**{name: value})
    return asked


def _is_followed() -> Exists:
    return Exists(LogbookEntry.objects.filter(followed=OuterRef("pk")))


def pending_entries(book: Logbook | None) -> QuerySet[Any]:
    """Entries somebody answers for by a time, neither closed nor replaced, the most pressing first."""
    if book is None:
        return LogbookEntry.objects.none()
    open_ones = LogbookEntry.objects.filter(
        Q(due_at__isnull=False) | ~Q(owner=""), ~_is_followed(), book=book
    )
    return open_ones.order_by(F("due_at").asc(nulls_last=True), "number")


def _folded(words: str) -> str:
    return unidecode(words).casefold()


def entries_of(book: Logbook | None, wanted: LogFilter) -> QuerySet[Any] | list[LogbookEntry]:
    """Entries that match, the last written first: a query, or a list when words were looked for."""
    if book is None:
        return LogbookEntry.objects.none()
    found = (
        pending_entries(book)
        if wanted.pending
        else LogbookEntry.objects.filter(book=book).order_by("-number")
    )
    found = found.filter(_asked(wanted)).select_related("followed", "crisis")
    words = _folded(wanted.words).split()
    if not words:
        return found
    return [
        entry
        for entry in found.iterator(chunk_size=500)
        if all(
            word
            in _folded(f"{entry} {entry.text} {entry.place} {entry.told_by} {entry.owner} {entry.author}")
            for word in words
        )
    ]


def paper_lines_at(book: Logbook, moments: Collection[datetime]) -> set[tuple[datetime, str]]:
    """(hour, words) of the lines copied from paper that happened at one of these moments; one query."""
    rows = LogbookEntry.objects.filter(book=book, source=EntrySource.PAPER, happened_at__in=moments)
    return {(one.happened_at, one.text) for one in rows}


def log_lines(entries: Iterable[LogbookEntry], *, now: datetime) -> list[LogLine]:
    """Entries with what followed each; one query."""
    shown = list(entries)
    after: dict[tuple[int, str], str] = {
        (one.followed_id, one.follows): str(one)
        for one in LogbookEntry.objects.filter(followed__in=[entry.pk for entry in shown]).only(
            "number", "followed_id", "follows"
        )
    }
    lines = []
    for entry in shown:
        corrected = after.get((entry.pk, Follows.CORRECTS.value), "")
        closed = after.get((entry.pk, Follows.CLOSES.value), "")
        pending = bool(entry.owner or entry.due_at) and not corrected and not closed
        late = pending and entry.due_at is not None and entry.due_at < now
        lines.append(LogLine(entry, corrected, closed, pending, late))
    return lines


def last_lines(book: Logbook | None, *, now: datetime, most: int = 8) -> list[LogLine]:
    """The last entries, for the first page of the command post."""
    return log_lines(entries_of(book, LogFilter())[:most], now=now)


def entry_numbered(book: Logbook | None, number: int) -> LogbookEntry | None:
    """One entry of a book."""
    return (
        LogbookEntry.objects.select_related("followed", "crisis").filter(book=book, number=number).first()
        if book
        else None
    )


def entries_count(crisis: Crisis) -> int:
    """Entries written about one event."""
    return LogbookEntry.objects.filter(crisis=crisis).count()


@dataclass(frozen=True)
class BookState:
    """What verifying a book found. ``broken`` is empty when it is intact, else says what and where first."""

    name: str
    entries: int
    last_seal: str
    broken: str = ""


def _broken_entry(entry: LogbookEntry, book: Logbook, *, number: int, before: str) -> str:
    if entry.number != number:
        return f"l’entrée MC-{number:04d} manque"
    if entry.signature != sign_entry(entry, book):
        return f"l’entrée {entry} a été changée"
    return (
        ""
        if entry.seal == seal_entry(entry, book, before=before)
        else f"l’entrée {entry} n’est pas à sa place"
    )


def _anchors(commune_code: str) -> dict[str, dict[int, str]]:
    """What the audit chain remembers of each book: number to seal; a book wiped with its exercise is left out."""
    told: dict[str, dict[int, str]] = {}
    events = Event.objects.filter(commune_code=commune_code, verb__in=("note_in_logbook", "wipe_exercise"))
    for verb, facts in events.order_by("id").values_list("verb", "facts").iterator(chunk_size=2000):
        if verb == "wipe_exercise":
            told.pop(facts.get("book", ""), None)
        else:
            told.setdefault(facts["book"], {})[facts["number"]] = facts["seal"]
    return told


def _state_of(book: Logbook, anchored: dict[int, str]) -> BookState:
    number, seal = 0, ""
    if book.signature != sign_book(book):
        return BookState(book.name, 0, "", "la fin du registre a été réécrite")
    for entry in LogbookEntry.everywhere.filter(book=book).order_by("number").iterator(chunk_size=1000):
        broken = _broken_entry(entry, book, number=number + 1, before=seal)
        if not broken and anchored.pop(number + 1, entry.seal) != entry.seal:
            broken = f"l’entrée {entry} n’est pas celle que le journal des accès a connue"
        if broken:
            return BookState(book.name, number, seal, broken)
        number, seal = number + 1, entry.seal
    if (number, seal) != (book.last_number, book.last_seal):
        return BookState(
            book.name,
            number,
            seal,
            f"les entrées après MC-{number:04d} manquent, jusqu’à MC-{book.last_number:04d}",
        )
    if anchored:
        last = max(anchored)
        return BookState(
            book.name,
            number,
            seal,
            f"la fin manque : le journal des accès connaît MC-{last:04d}, le registre non",
        )
    return BookState(book.name, number, seal)


def verify_logbooks(commune_code: str) -> list[BookState]:
    """Read every book of a town again: numbers, signatures, seals, the end, then what the audit chain remembers of it."""
    anchors = _anchors(commune_code)
    books = Logbook.everywhere.filter(commune_id=commune_code).order_by("pk")
    states = [_state_of(book, anchors.pop(book.name, {})) for book in books]
    gone = [
        BookState(
            name, 0, "", f"le registre entier manque ({max(known)} entrées connues du journal des accès)"
        )
        for name, known in anchors.items()
    ]
    return [*states, *gone]
