"""A list on its way in: received, its columns confirmed, run once, its report kept.

Reading the cells is slow and writes nothing; writing is one short transaction at the end: all or nothing. Two
people who press « Importer » together start one run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, ReceivedSheet, SheetKind, SheetState
from cordee.ground.people.rules.sheets.fields import check_columns
from cordee.ground.people.rules.sheets.lines import OUTCOMES, REFUSED, SKIPPED, Column, SheetLine
from cordee.ground.people.rules.sheets.tables import Table
from cordee.ground.people.selectors.sheets import guesses_of, table_of
from cordee.ground.territory.models import current_commune

Reading = TypeVar("Reading")
Progress = Callable[[int, int], None]

BACKGROUND_FROM = 2_000
"""Lines from which the screen hands the run to the background worker."""
PROGRESS_EVERY = 500
STALLED_AFTER = timedelta(minutes=1)
"""A running list gives a sign of life every few hundred lines; silent longer than this, its worker is dead."""
KEEP_UNCONFIRMED = timedelta(days=7)
KEEP_CELLS = timedelta(days=30)


@transaction.atomic
def receive_sheet(*, kind: str, file_name: str, content: bytes, by: Actor, at: datetime) -> ReceivedSheet:
    """Keep a file until its columns are confirmed, with the columns guessed.

    Raises ``Refused`` (field ``file``) when it cannot be read; nothing is kept then.
    """
    if kind not in SheetKind.values:
        raise Refused("Choisissez ce que contient la liste.", field="kind")
    try:
        table = table_of(kind, content)
    except Refused as refusal:
        raise Refused(str(refusal), field="file") from None
    guesses = guesses_of(kind, table)
    sheet = ReceivedSheet.objects.create(
        kind=kind,
        file_name=_short_name(file_name),
        content=content,
        columns={str(guess.position): guess.code for guess in guesses if guess.code},
        received_by=by if isinstance(by, Account) else None,
        counts={
            "total": len(table.lines),
            "headers": list(table.headers),
            "notes": table.notes,
            "guesses": [
                {
                    "position": guess.position,
                    "header": guess.header,
                    "code": guess.code,
                    "sure": round(guess.sure, 2),
                    "samples": list(guess.samples),
                }
                for guess in guesses
            ],
        },
    )
    leave_trace(
        verb="receive_sheet", subject=sheet, by=by, commune_code=current_commune(), at=at, kind_of_sheet=kind,
        lines=len(table.lines),
    )  # fmt: skip
    return sheet


def _short_name(file_name: str) -> str:
    return (file_name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "") or "liste")[-200:]


@transaction.atomic
def confirm_columns(
    *, sheet: ReceivedSheet, columns: Mapping[int, str], by: Actor, at: datetime
) -> ReceivedSheet:
    """Keep the columns a person confirmed: position → field code, ``""`` for a column left aside.

    Raises ``Refused`` when a compulsory field is missing, unknown, or given to two columns.
    """
    if sheet.state != SheetState.RECEIVED:
        raise Refused("Cette liste a déjà été importée.")
    check_columns(sheet.kind, columns)
    chosen = {position: code for position, code in columns.items() if code}
    sheet.columns = {str(position): code for position, code in sorted(chosen.items())}
    sheet.save(update_fields=["columns"])
    leave_trace(
        verb="confirm_columns",
        subject=sheet,
        by=by,
        commune_code=sheet.commune_id,
        at=at,
        columns=len(chosen),
    )
    return sheet


@transaction.atomic
def queue_sheet(*, sheet: ReceivedSheet, by: Actor, at: datetime) -> ReceivedSheet:
    """Say that a long list was handed to the background worker, so that its page waits for it."""
    sheet.counts = {**sheet.counts, "queued": at.isoformat(), "stopped": False}
    sheet.save(update_fields=["counts"])
    leave_trace(verb="queue_sheet", subject=sheet, by=by, commune_code=sheet.commune_id, at=at)
    return sheet


def run_sheet(
    *,
    sheet: ReceivedSheet,
    by: Actor,
    at: datetime,
    read: Callable[[SheetLine], Reading | None],
    write: Callable[[list[tuple[SheetLine, Reading]]], None],
    notes: Sequence[str] = (),
    facts: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ReceivedSheet:
    """Read every line, then write all that is accepted in one transaction, with the report.

    ``read`` understands one line (``None`` when it refused it); ``write`` sets the outcome and the subjects
    of each line it is given, and raises to write nothing at all. Raises ``Refused`` when the list was
    imported already, is being imported, or when its columns do not suffice.
    """
    _claim(sheet)
    try:
        table = table_of(sheet.kind, bytes(sheet.content or b""))
        lines = _lines_of(table, sheet.columns)
        accepted = _read_all(sheet, lines, read, progress)
        with transaction.atomic():
            write(accepted)
            _close(sheet, table, lines, by=by, at=at, notes=notes, facts=facts or {})
    except BaseException:
        # Nothing was written: the list is as it was before, ready to be run again.
        sheet.state, sheet.done_at = SheetState.RECEIVED, None
        sheet.counts = {name: count for name, count in sheet.counts.items() if name not in {"read", "queued"}}
        ReceivedSheet.objects.filter(pk=sheet.pk, state=SheetState.RUNNING).update(
            state=sheet.state, done_at=None, counts={**sheet.counts, "stopped": True}
        )
        raise
    return sheet


def _claim(sheet: ReceivedSheet) -> None:
    check_columns(sheet.kind, {int(position): code for position, code in sheet.columns.items()})
    now = timezone.now()
    free = Q(state=SheetState.RECEIVED) | Q(state=SheetState.RUNNING, done_at__lt=now - STALLED_AFTER)
    # While a list runs, ``done_at`` is its last sign of life: a worker that died gives its list back.
    if not ReceivedSheet.objects.filter(free, pk=sheet.pk).update(state=SheetState.RUNNING, done_at=now):
        raise Refused("Cette liste est déjà importée, ou en cours d’import.")
    sheet.refresh_from_db()


def release_stalled_sheet(*, sheet: ReceivedSheet, at: datetime) -> ReceivedSheet:
    """Give a list back when the worker that ran it died: nothing of it was written. Others are left as they are."""
    stalled = ReceivedSheet.objects.filter(
        pk=sheet.pk, state=SheetState.RUNNING, done_at__lt=at - STALLED_AFTER
    )
    counts = {name: count for name, count in sheet.counts.items() if name not in {"read", "queued"}}
    if stalled.update(state=SheetState.RECEIVED, done_at=None, counts={**counts, "stopped": True}):
        leave_trace(
            verb="release_stalled_sheet",
            subject=sheet,
            by=Task("import"),
            commune_code=sheet.commune_id,
            at=at,
        )
        sheet.refresh_from_db(fields=["state", "done_at", "counts"])
    return sheet


def _lines_of(table: Table, columns: Mapping[str, str]) -> list[SheetLine]:
    by_field: dict[str, list[Column]] = {}
    for position, code in sorted((int(position), code) for position, code in columns.items()):
        header = table.headers[position] if position < len(table.headers) else ""
        by_field.setdefault(code, []).append(Column(position, header or f"colonne {position + 1}"))
    frozen = {code: tuple(found) for code, found in by_field.items()}
    lines = []
    for raw in table.lines:
        line = SheetLine(raw.number, raw.cells, frozen)
        if raw.fault:
            line.refuse("", raw.fault)
        lines.append(line)
    return lines


def _read_all(
    sheet: ReceivedSheet,
    lines: list[SheetLine],
    read: Callable[[SheetLine], Reading | None],
    progress: Progress | None,
) -> list[tuple[SheetLine, Reading]]:
    accepted = []
    for done, line in enumerate(lines, start=1):
        if line.outcome != REFUSED:
            reading = read(line)
            if reading is not None and line.outcome != REFUSED:
                accepted.append((line, reading))
        if done % PROGRESS_EVERY == 0:
            if progress is not None:
                progress(done, len(lines))
            if not connection.in_atomic_block:
                ReceivedSheet.objects.filter(pk=sheet.pk).update(
                    counts={**sheet.counts, "read": done}, done_at=timezone.now()
                )
    return accepted


def _close(
    sheet: ReceivedSheet,
    table: Table,
    lines: list[SheetLine],
    *,
    by: Actor,
    at: datetime,
    notes: Sequence[str],
    facts: Mapping[str, Any],
) -> None:
    for line in lines:
        if line.outcome == REFUSED:
            line.point_out_health()
    entries = [line.as_report() for line in lines]
    entries += [
        {"line": skipped.number, "outcome": SKIPPED, "messages": [{"column": "", "text": skipped.because}]}
        for skipped in table.skipped
    ]
    outcomes = Counter(str(entry["outcome"]) for entry in entries)
    counts = {outcome: outcomes.get(outcome, 0) for outcome in OUTCOMES}
    counts["health"] = sum(line.health_words for line in lines)
    counts["new"] = sum(line.new for line in lines)
    ignored = [
        header
        for position, header in enumerate(table.headers)
        if header and str(position) not in sheet.columns
    ]
    sheet.report = sorted(entries, key=lambda entry: int(entry["line"]))
    sheet.counts = {
        **counts, "total": len(table.lines), "headers": list(table.headers),
        "notes": [*table.notes, *notes], "ignored": ignored,
    }  # fmt: skip
    sheet.state, sheet.done_at, sheet.content = SheetState.DONE, at, None
    sheet.save()
    traced: dict[str, Any] = {**counts, **facts}
    leave_trace(
        verb="import_sheet", subject=sheet, by=by, commune_code=sheet.commune_id, at=at,
        kind_of_sheet=sheet.kind, **traced,
    )  # fmt: skip


@transaction.atomic
def drop_sheet(*, sheet: ReceivedSheet, by: Actor, at: datetime) -> None:
    """Throw away a list that was not imported, with its file."""
    if sheet.state == SheetState.RUNNING:
        raise Refused("Cette liste est en cours d’import.")
    leave_trace(verb="drop_sheet", subject=sheet, by=by, commune_code=sheet.commune_id, at=at)
    sheet.delete()


@transaction.atomic
def forget_cells(*, sheet: ReceivedSheet, by: Actor, at: datetime) -> ReceivedSheet:
    """Forget what the refused lines contained, once they are corrected; which were refused,
    and why, stays.
    """
    for line in sheet.report:
        line.pop("cells", None)
    sheet.save(update_fields=["report"])
    leave_trace(verb="forget_cells", subject=sheet, by=by, commune_code=sheet.commune_id, at=at)
    return sheet


@transaction.atomic
def forget_old_sheets(*, by: Actor, at: datetime) -> int:
    """For the daily task: drop files never confirmed after 7 days, and refused cells after 30. Returns how
    many lists.
    """
    abandoned = ReceivedSheet.objects.filter(state=SheetState.RECEIVED, received_at__lt=at - KEEP_UNCONFIRMED)
    count = abandoned.count()
    abandoned.delete()
    for sheet in ReceivedSheet.objects.filter(state=SheetState.DONE, done_at__lt=at - KEEP_CELLS).defer(
        "report"
    ):
        if sheet.counts.get("forgotten"):
            continue
        for line in sheet.report:
            line.pop("cells", None)
        sheet.counts["forgotten"] = True
        sheet.save(update_fields=["report", "counts"])
        count += 1
    if count:
        leave_trace(
            verb="forget_old_sheets",
            subject="sheets",
            by=by,
            commune_code=current_commune(),
            at=at,
            sheets=count,
        )
    return count
