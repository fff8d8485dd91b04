"""Letters of acknowledgement: those to send, and those printed, by day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from cordee.coordinate.register.models import RegisterEntry
from cordee.coordinate.register.selectors.entries import EntryFilter, filtered
from cordee.ground.papers.models import Paper
from cordee.ground.people.rules.protection import shown

AT_ONCE = 40
"""Letters printed at one go: the typesetter takes some seconds, and a printer’s tray holds no more envelopes."""


def to_send(on: date) -> QuerySet[RegisterEntry]:
    """Entries whose letter is not printed yet, the one due first at the head."""
    return filtered(EntryFilter(task="letters"), on)


def _printed() -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(shown("person__"), acknowledgement__revoked_at=None).exclude(
        acknowledgement=None
    )


def printed_by_day(since: date) -> list[tuple[date, int]]:
    """(day, letters printed that day) from ``since`` on, the last day first."""
    rows = (
        _printed()
        .annotate(day=TruncDate("acknowledgement__issued_at"))
        .filter(day__gte=since)
        .order_by("-day")
        .values_list("day")
        .annotate(letters=Count("pk"))
    )
    return list(rows)


def papers_of_day(day: date, part: int) -> list[Paper]:
    """The letters of one day in the order of their numbers, ``AT_ONCE`` a part, the first part being 1."""
    first = (part - 1) * AT_ONCE
    rows = (
        _printed()
        .annotate(day=TruncDate("acknowledgement__issued_at"))
        .filter(day=day)
        .select_related("acknowledgement")
        .order_by("acknowledgement_id")[first : first + AT_ONCE]
    )
    return [row.acknowledgement for row in rows if row.acknowledgement is not None]


def parts_of(letters: int) -> int:
    """How many files the letters of a day make."""
    return -(-letters // AT_ONCE)


KEPT_IN_SIGHT = timedelta(days=30)
"""How long the letters of a day can be printed again in one file; each stays on its own entry."""
