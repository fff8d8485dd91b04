"""Writing in the logbook. Nothing here changes or removes an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.crisis.models import (
    Crisis,
    EntryKind,
    EntrySource,
    Follows,
    Importance,
    Logbook,
    LogbookEntry,
)
from cordee.ground.crisis.rules.logbook import (
    PaperLine,
    check_entry,
    check_follow,
    seal_entry,
    sign_book,
    sign_entry,
)
from cordee.ground.crisis.selectors.crises import crisis_to_tell
from cordee.ground.crisis.selectors.logbook import paper_lines_at
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


def _held_book(exercise_id: int | None) -> Logbook:
    """The book, locked: entries are written one after the other, so that numbers have no hole."""
    book, fresh = Logbook.objects.get_or_create(commune_id=current_commune(), exercise_id=exercise_id)
    if fresh:
        book.signature = sign_book(book)
        book.save(update_fields=["signature"])
    held: Logbook = Logbook.objects.select_for_update().get(pk=book.pk)
    return held


def _author(by: Actor) -> str:
    if isinstance(by, Account):
        return by.name[:120]
    return "Cordée" if isinstance(by, Task) else "une personne, par son espace"


def _check_followed(followed: LogbookEntry, follows: str, book: Logbook) -> None:
    after = {one.follows: one for one in LogbookEntry.objects.filter(followed=followed)}
    check_follow(
        followed,
        follows,
        book=book,
        corrected_by=after.get(Follows.CORRECTS),
        closed=Follows.CLOSES in after,
    )


@transaction.atomic
def note_in_logbook(
    *,
    text: str,
    by: Actor,
    at: datetime,
    crisis: Crisis | None = None,
    kind: str = EntryKind.INFORMATION,
    importance: str = Importance.ORDINARY,
    source: str = EntrySource.HOUSE,
    told_by: str = "",
    place: str = "",
    owner: str = "",
    due_at: datetime | None = None,
    happened_at: datetime | None = None,
    follows: str = "",
    followed: LogbookEntry | None = None,
) -> LogbookEntry:
    """Add one entry, numbered after the last of its book; the time of the fact may be past.

    ``followed`` with ``follows`` (« annule et remplace », « clôt ») is how an entry is corrected or closed. The number and
    the seal are anchored in the audit chain: a tail cut off with its end is found too. Raises ``Refused`` with the field.
    """
    fact_at = happened_at or at
    check_entry(
        text=text, kind=kind, source=source, importance=importance, happened_at=fact_at, due_at=due_at, at=at
    )
    book = _held_book(crisis.pk if crisis is not None and crisis.exercise else None)
    if followed is not None:
        _check_followed(followed, follows, book)
    entry = LogbookEntry(
        commune_id=book.commune_id,
        book=book,
        number=book.last_number + 1,
        crisis=crisis,
        kind=kind,
        importance=importance,
        source=source,
        told_by=told_by.strip()[:120],
        place=place.strip()[:160],
        text=text.strip(),
        owner=owner.strip()[:120],
        due_at=due_at,
        follows=follows if followed is not None else "",
        followed=followed,
        happened_at=fact_at,
        recorded_at=at,
        author=_author(by),
        recorded_by=by if isinstance(by, Account) else None,
    )
    entry.signature = sign_entry(entry, book)
    entry.seal = seal_entry(entry, book, before=book.last_seal)
    entry.save()
    book.last_number, book.last_seal = entry.number, entry.seal
    book.signature = sign_book(book)
    book.save()
    leave_trace(
        verb="note_in_logbook", subject=entry, by=by, commune_code=current_commune(), at=at, number=entry.number,
        book=book.name, seal=entry.seal, entry_kind=str(kind),
    )  # fmt: skip
    return entry


@transaction.atomic
def copy_paper_lines(
    *, lines: Sequence[PaperLine], kept_by: str, crisis: Crisis | None, by: Account, at: datetime
) -> tuple[list[LogbookEntry], int]:
    """Write lines kept on paper, all or none, in the order of the sheet, each at its hour and marked « papier ».

    A line already there (same hour, same words) is left alone, so that a sheet sent twice, or copied by two people, is in
    the book once. Returns the entries written and how many lines were there. Raises ``Refused``.
    """
    # Held before it is read: of two people copying one sheet, the second sees what the first wrote.
    book = _held_book(crisis.pk if crisis is not None and crisis.exercise else None)
    known = paper_lines_at(book, {one.happened_at for one in lines})
    written = []
    for one in lines:
        key = (one.happened_at, one.text.strip())
        if key in known:
            continue
        known.add(key)
        written.append(
            note_in_logbook(
                text=one.text, kind=one.kind, importance=one.importance, source=EntrySource.PAPER, told_by=kept_by,
                place=one.place, owner=one.owner, happened_at=one.happened_at, crisis=crisis, by=by, at=at,
            )
        )  # fmt: skip
    return written, len(lines) - len(written)


def tell_logbook(
    *,
    text: str,
    by: Actor,
    at: datetime,
    kind: str = EntryKind.INFORMATION,
    importance: str = Importance.ORDINARY,
) -> LogbookEntry | None:
    """What the house does by itself, written while an event is open; ``None`` in ordinary times.

    With several events open the entry names none: it concerns the town.
    """
    crisis, several = crisis_to_tell(now=at)
    if crisis is None:
        return None
    told = None if several else crisis
    return note_in_logbook(text=text, by=by, at=at, crisis=told, kind=kind, importance=importance)
