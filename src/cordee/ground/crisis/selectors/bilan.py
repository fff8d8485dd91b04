"""Reading a bilan, and what its chronology may take from the logbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordee.ground.crisis.models import (
    AfterActionReport,
    AfterActionTask,
    Crisis,
    CrisisStep,
    EntryKind,
    Follows,
    Importance,
    LogbookEntry,
    ProtocolDecision,
    SituationReport,
)
from cordee.ground.crisis.rules.private_words import PrivateWords
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import districts


def bilan_of(crisis: Crisis) -> AfterActionReport | None:
    """The bilan of an event, once begun."""
    return AfterActionReport.objects.select_related("crisis").filter(crisis=crisis).first()


def published_bilans(*, limit: int = 60) -> list[AfterActionReport]:
    """What everybody may read, the newest first; one query."""
    return list(
        AfterActionReport.objects.select_related("crisis")
        .filter(published_at__isnull=False)
        .order_by("-published_at")[:limit]
    )


def published_bilan(crisis_id: int) -> AfterActionReport | None:
    """The published bilan of an event; ``None`` for a draft."""
    return (
        AfterActionReport.objects.select_related("crisis")
        .filter(crisis=crisis_id, published_at__isnull=False)
        .first()
    )


def tasks_of(report: AfterActionReport) -> list[AfterActionTask]:
    """The action plan, the soonest first."""
    return list(AfterActionTask.objects.filter(report=report))


def task_by_id(task_id: int) -> AfterActionTask | None:
    """One line of an action plan of the town in scope."""
    return AfterActionTask.objects.select_related("report__crisis").filter(pk=task_id).first()


def lines_to_tell(crisis: Crisis) -> list[LogbookEntry]:
    """Entries about an event that hold (nothing replaced them), in the order of the facts."""
    replaced = LogbookEntry.objects.filter(followed__isnull=False, follows=Follows.CORRECTS).values(
        "followed"
    )
    return list(
        LogbookEntry.objects.filter(crisis=crisis, book__exercise=None)
        .exclude(pk__in=replaced)
        .order_by("happened_at", "number")
    )


def worth_telling(entry: LogbookEntry) -> bool:
    """True for what a draft takes up by itself: decisions, and what mattered."""
    return bool(entry.kind == EntryKind.DECISION or entry.importance != Importance.ORDINARY)


@dataclass(frozen=True)
class CellCounts:
    """What the command post did over an event."""

    entries: int
    decisions: int
    reports: int
    steps: int


def cell_counts(crisis: Crisis, until: datetime) -> CellCounts:
    """Entries, protocols decided, points de situation, changes of phase; four queries."""
    return CellCounts(
        entries=LogbookEntry.objects.filter(crisis=crisis, book__exercise=None).count(),
        decisions=ProtocolDecision.objects.filter(
            starts_at__gte=crisis.started_at, starts_at__lte=until
        ).count(),
        reports=SituationReport.objects.filter(crisis=crisis, number__isnull=False).count(),
        steps=CrisisStep.objects.filter(crisis=crisis).count(),
    )


def words_of_people(known: PrivateWords) -> None:
    """Add everybody known of the town, and the agents: a bilan tells functions. The names looked for are never shown."""
    rows = Person.objects.filter(erased_at=None).values_list(
        "first_name", "last_name", "phone", "phone_alt", "email"
    )
    for first, last, phone, other, email in rows.iterator(chunk_size=2000):
        known.add_name(first, last)
        known.add_phone(phone)
        known.add_phone(other)
        known.add_email(email)
    for name, email in Account.objects.values_list("name", "email"):
        known.add_name(name)
        known.add_email(email)


def words_of_town(town: Municipality) -> tuple[str, ...]:
    """What the town itself is called: its name and its districts may bear the name of somebody."""
    return (town.name, *(one.name for one in districts()))
