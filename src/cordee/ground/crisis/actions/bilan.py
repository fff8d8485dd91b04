"""Beginning, writing and publishing a bilan, ticking its action plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import AfterActionReport, AfterActionTask, Crisis, EntryKind
from cordee.ground.crisis.rules.bilan import (
    MOST_TASKS,
    check_bilan_texts,
    check_draft,
    check_publish_bilan,
    check_task,
    check_write_bilan,
)
from cordee.ground.crisis.rules.private_words import Hit
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class TaskSaid:
    """One line of the action plan as it was typed."""

    what: str
    owner: str
    due_on: date


def _held(report: AfterActionReport) -> AfterActionReport:
    held: AfterActionReport = (
        AfterActionReport.objects.select_for_update(of=("self",)).select_related("crisis").get(pk=report.pk)
    )
    return held


@transaction.atomic
def draft_bilan(
    *, crisis: Crisis, texts: dict[str, str], lines: list[int], by: Account, at: datetime
) -> AfterActionReport:
    """Begin a bilan with what Cordée proposes; asked again, the one begun. Raises ``Refused`` for an exercise."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_draft(current)
    waiting: AfterActionReport | None = AfterActionReport.objects.filter(crisis=current).first()
    if waiting is not None:
        return waiting
    report = AfterActionReport(crisis=current, texts=texts, lines=lines, created_by=by, created_at=at)
    report.save()
    leave_trace(verb="draft_bilan", subject=report, by=by, commune_code=current_commune(), at=at)
    return report


@transaction.atomic
def write_bilan(
    *,
    report: AfterActionReport,
    texts: dict[str, str],
    lines: list[int],
    failures: list[str],
    successors: dict[str, str],
    tasks: list[TaskSaid],
    by: Account,
    at: datetime,
) -> AfterActionReport:
    """Change everything that is typed in a bilan not published yet. Raises ``Refused`` with the field."""
    current = _held(report)
    check_write_bilan(current)
    check_bilan_texts(texts, failures)
    if len(tasks) > MOST_TASKS:
        raise Refused(f"{MOST_TASKS} actions au plus : un plan court se tient.")
    for task in tasks:
        check_task(what=task.what, owner=task.owner, due_on=task.due_on)
    current.texts = {part: words.strip() for part, words in texts.items() if words.strip()}
    current.lines, current.failures = lines, failures
    current.successors = {number: who.strip() for number, who in successors.items() if who.strip()}
    current.save(update_fields=["texts", "lines", "failures", "successors"])
    done = {
        (one.what, one.owner): one.done_at
        for one in AfterActionTask.objects.filter(report=current)
        if one.done_at
    }
    AfterActionTask.objects.filter(report=current).delete()
    AfterActionTask.objects.bulk_create(
        AfterActionTask.new(
            report=current, what=task.what.strip(), owner=task.owner.strip(), due_on=task.due_on,
            done_at=done.get((task.what.strip(), task.owner.strip())),
        )
        for task in tasks
    )  # fmt: skip
    leave_trace(
        verb="write_bilan", subject=current, by=by, commune_code=current_commune(), at=at, tasks=len(tasks),
        failures=len(failures), lines=len(lines),
    )  # fmt: skip
    return current


@transaction.atomic
def publish_bilan(
    *,
    report: AfterActionReport,
    content: dict[str, Any],
    hits: Collection[Hit],
    unnamed: int,
    by: Account,
    at: datetime,
) -> AfterActionReport:
    """Freeze ``content`` as what everybody reads. ``hits``: who was found in it; ``unnamed``: open requests nobody takes up.

    Raises ``Refused`` with the field.
    """
    current = _held(report)
    check_publish_bilan(current, current.crisis, hits=hits, unnamed=unnamed)
    current.content, current.published_by, current.published_at = content, by.name[:120], at
    current.save(update_fields=["content", "published_by", "published_at"])
    leave_trace(
        verb="publish_bilan", subject=current, by=by, commune_code=current_commune(), at=at,
        successors=len(current.successors),
    )  # fmt: skip
    note_in_logbook(text=f"{current} publié.", by=by, at=at, crisis=current.crisis, kind=EntryKind.ACTION)
    return current


@transaction.atomic
def tick_bilan_task(*, task: AfterActionTask, by: Account, at: datetime) -> AfterActionTask:
    """Say that an action is done; said twice, it keeps its first date."""
    current: AfterActionTask = AfterActionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if current.done_at is None:
        current.done_at = at
        current.save(update_fields=["done_at"])
        leave_trace(verb="tick_bilan_task", subject=current, by=by, commune_code=current_commune(), at=at)
    return current


@transaction.atomic
def note_thanked(*, report: AfterActionReport, count: int, by: Account, at: datetime) -> AfterActionReport:
    """Keep how many volunteers were thanked. Raises ``Refused`` when they were already."""
    current = _held(report)
    if current.thanked_at is not None:
        raise Refused("Les bénévoles ont déjà été remerciés : personne ne reçoit deux fois ce message.")
    current.thanked_at, current.thanked = at, count
    current.save(update_fields=["thanked_at", "thanked"])
    leave_trace(
        verb="thank_volunteers", subject=current, by=by, commune_code=current_commune(), at=at, count=count
    )
    note_in_logbook(
        text=f"Remerciements envoyés à {count} bénévole{'s' if count > 1 else ''}.",
        by=by, at=at, crisis=current.crisis, kind=EntryKind.ACTION,
    )  # fmt: skip
    return current
