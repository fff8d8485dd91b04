"""What may be written in the logbook, and how an entry is signed and tied to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cordee.ground.audit.rules import Refused, seal_after, sign_chain, sign_event
from cordee.ground.crisis.models import (
    EntryKind,
    EntrySource,
    Follows,
    Importance,
    Logbook,
    LogbookEntry,
)

LONGEST_ENTRY = 2000
_HALF_A_DAY = timedelta(hours=12)
_CLOCKS_APART = timedelta(minutes=2)


@dataclass(frozen=True)
class PaperLine:
    """One line of a logbook kept on paper while the house was down; ``happened_at`` is the hour written on it."""

    text: str
    happened_at: datetime
    kind: str = EntryKind.INFORMATION
    importance: str = Importance.ORDINARY
    place: str = ""
    owner: str = ""


def day_of_line(hour: time, *, day: date, before: time | None) -> date:
    """The day of a line under another one: a much smaller hour (23 h 50, then 0 h 10) has passed midnight; a slightly
    smaller one was written late, on the same day."""
    if before is None:
        return day
    gap = datetime.combine(day, before) - datetime.combine(day, hour)
    return day + timedelta(days=1) if gap > _HALF_A_DAY else day


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""


def chain_of(book: Logbook) -> str:
    """The name under which a book is sealed: books of two towns, or of an exercise, never pass for one another."""
    return f"{book.commune_id}/{book.name}"


def sign_entry(entry: LogbookEntry, book: Logbook) -> str:
    """What nobody without the key can make again from other words, another time, another number."""
    return sign_event(
        at=entry.recorded_at,
        commune_code=chain_of(book),
        kind=entry.kind,
        verb="logbook_entry",
        actor=entry.author,
        subject=str(entry),
        facts={
            "crisis": entry.crisis_id,
            "importance": str(entry.importance),
            "source": str(entry.source),
            "told_by": entry.told_by,
            "place": entry.place,
            "text": entry.text,
            "owner": entry.owner,
            "due_at": _moment(entry.due_at),
            "follows": str(entry.follows),
            "followed": entry.followed_id,
            "happened_at": _moment(entry.happened_at),
        },
    )


def seal_entry(entry: LogbookEntry, book: Logbook, *, before: str) -> str:
    """The seal that ties an entry to the one before it."""
    return seal_after(
        commune_code=chain_of(book), rank=entry.number, before=before, signature=entry.signature
    )


def sign_book(book: Logbook) -> str:
    """Signature of the end of a book: its tail cannot be cut off unseen."""
    return sign_chain(
        commune_code=chain_of(book),
        start_rank=0,
        start_seal="",
        end_rank=book.last_number,
        end_seal=book.last_seal,
    )


def check_entry(
    *,
    text: str,
    kind: str,
    source: str,
    importance: str,
    happened_at: datetime,
    due_at: datetime | None,
    at: datetime,
) -> None:
    """Raise ``Refused`` with the field when an entry could not stand in a logbook."""
    if not text.strip():
        raise Refused("Écrivez ce qui s’est passé : une phrase suffit.", field="text")
    if len(text) > LONGEST_ENTRY:
        raise Refused(f"{LONGEST_ENTRY} caractères au plus : faites-en deux entrées.", field="text")
    for value, choices, field in (
        (kind, EntryKind, "kind"),
        (source, EntrySource, "source"),
        (importance, Importance, "importance"),
    ):
        if value not in choices.values:
            raise Refused("Choisissez dans la liste.", field=field)
    if happened_at > at + _CLOCKS_APART:
        raise Refused("L’heure du fait est dans l’avenir. Vérifiez le jour et l’heure.", field="happened_at")
    if due_at is not None and due_at <= happened_at:
        raise Refused("L’échéance vient avant le fait. Vérifiez le jour et l’heure.", field="due_at")


def check_follow(
    followed: LogbookEntry, follows: str, *, book: Logbook, corrected_by: LogbookEntry | None, closed: bool
) -> None:
    """Raise ``Refused`` when that entry cannot be corrected or closed by a new one."""
    if followed.book_id != book.pk:
        raise Refused("Cette entrée est dans un autre registre.")
    if corrected_by is not None:
        raise Refused(
            f"{followed} est déjà remplacée par {corrected_by} : c’est celle-ci qu’il faut reprendre."
        )
    if follows == Follows.CLOSES and closed:
        raise Refused(f"{followed} est déjà close.")
