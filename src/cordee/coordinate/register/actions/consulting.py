"""Reading the register: role, clearance, reason, trace. The only way a page gets at an entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.models import ClearanceScope
from cordee.coordinate.register.rules.clearances import check_open_register, check_reason
from cordee.coordinate.register.selectors.entries import EntryFilter, EntryLines, entry_by_id, filtered
from cordee.coordinate.register.selectors.facts import EntryFile, file_of
from cordee.ground.audit.actions import Actor, gathered_traces, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.people.models import Account
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune


@transaction.atomic
def open_entry(
    *,
    entry_id: int,
    by: Account,
    at: datetime,
    reason: str,
    page: str = "entry",
    scope: str = ClearanceScope.READ,
) -> EntryFile:
    """One file, and the trace that this agent opened it, why. Raises ``Refused``, ``Sealed``, ``ObjectDoesNotExist``."""
    check_open_register(by, at, scope=scope)
    check_reason(reason)
    entry = entry_by_id(entry_id)
    check_open(entry.person)
    trace_shown(pairs=[(entry.pk, entry.person_id)], by=by, at=at, reason=reason, page=page)
    return file_of(entry, timezone.localtime(at).date())


@transaction.atomic
def list_entries(*, wanted: EntryFilter, by: Account, at: datetime, reason: str) -> EntryLines:
    """The lines that match, and the trace of the search: how many were found, never the words. Raises ``Refused``."""
    check_open_register(by, at)
    check_reason(reason)
    on = timezone.localtime(at).date()
    lines = EntryLines(filtered(wanted, on), on)
    leave_trace(
        verb="list_entries", subject="register", by=by, commune_code=current_commune(), kind=EventKind.READ, at=at,
        found=len(lines), reading=reason, searched=bool(wanted.q),
    )  # fmt: skip
    return lines


def trace_shown(
    *, pairs: Collection[tuple[int, int]], by: Actor, at: datetime, reason: str, page: str
) -> None:
    """Leave the trace of entries shown: (entry, person), both, so that whoever asks who read their file is told."""
    code = current_commune()
    with gathered_traces():
        for entry_id, person_id in pairs:
            for subject in (f"registerentry:{entry_id}", f"person:{person_id}"):
                leave_trace(
                    verb="read", subject=subject, by=by, commune_code=code, kind=EventKind.READ, at=at, page=page,
                    reading=reason,
                )  # fmt: skip


def trace_lines(
    *, pairs: Collection[tuple[int, int]], by: Actor, at: datetime, reason: str, page: str = "entries"
) -> None:
    """Leave the trace of lines of a list shown: of each entry that it was in a list, which is less than opening it."""
    code = current_commune()
    with gathered_traces():
        for entry_id, _ in pairs:
            leave_trace(
                verb="show_line", subject=f"registerentry:{entry_id}", by=by, commune_code=code, kind=EventKind.READ, at=at,
                page=page, reading=reason,
            )  # fmt: skip


def note_shut(*, by: Account, at: datetime) -> None:
    """Somebody asked for the register who may not open it: the DPO hears of it."""
    leave_trace(
        verb="find_register_shut",
        subject="register",
        by=by,
        commune_code=current_commune(),
        kind=EventKind.READ,
        at=at,
    )
