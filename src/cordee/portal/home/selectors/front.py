"""What the front page tells: what is going on, and honest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from cordee.ground.crisis.models import CrisisPhase
from cordee.ground.needs.models import OPEN_STATES, Need
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.selectors.lists import promises
from cordee.ui.wording import NBSP, day, duration, hour

FIGURES_SECONDS = 60
LEAST_FOR_MEDIAN = 5


@dataclass(frozen=True)
class News:
    """One open crisis, in words ready to be shown; of an exercise only that there is one is told."""

    title: str
    phase: str
    message: str
    source: str
    since: str
    updated: str
    exercise: bool = False


@dataclass(frozen=True)
class Figures:
    """Counts only. ``median_words`` is empty under five needs served: nobody is recognised in a figure."""

    helped: int
    waiting: int
    volunteers: int
    cleared: int
    median_words: str


# Written out rather than built: on the page a whole town opens, building the query cost four times running it.
_OPEN_CRISES = (
    "SELECT title, phase, public_message, source, started_at, updated_at, exercise FROM crisis_crisis"
    " WHERE commune_id = %s AND started_at <= %s AND (ended_at IS NULL OR ended_at > %s)"
    " ORDER BY started_at DESC"
)


def open_news(*, now: datetime) -> tuple[News, ...]:
    """Crises not ended, newest first; one query."""
    moment_now = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CRISES, (current_commune(), moment_now, moment_now))
        rows = tuple(cursor.fetchall())
    return _in_words(rows, timezone.localtime(now).date())


@lru_cache(maxsize=256)
def _in_words(rows: tuple[tuple[Any, ...], ...], today: date) -> tuple[News, ...]:
    """The rows as they are told on a day; the same rows the same day give the same words."""
    return tuple(
        News(
            title=title,
            phase=CrisisPhase(phase).label,
            message=message,
            source=source,
            since=day(_local(started).date(), today),
            exercise=bool(exercise),
            updated=f"{day(_local(updated).date(), today)} à{NBSP}{hour(_local(updated))}",
        )
        for title, phase, message, source, started, updated, exercise in rows
    )


def _local(stored: datetime | str) -> datetime:
    """A moment as the database hands it over: PostgreSQL a moment, SQLite its UTC text."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return timezone.localtime(at if at.tzinfo else at.replace(tzinfo=UTC))


def read_figures(*, now: datetime) -> Figures:
    """The figures, read now; three queries."""
    since = now - timedelta(days=7)
    served = list(
        Need.objects.filter(done_at__gte=since).order_by().values_list("received_at", "done_at", "series")
    )
    # The next times of a need that repeats were asked for long before: they say nothing of how fast help comes.
    spans = [(done - received).total_seconds() / 60 for received, done, series in served if series is None]
    waiting = Need.objects.aggregate(open=Count("id", filter=Q(state__in=OPEN_STATES)))["open"]
    promised = promises(now=now)
    return Figures(
        helped=len(served),
        waiting=waiting,
        volunteers=promised.total,
        cleared=promised.cleared,
        median_words=duration(median(spans)) if len(spans) >= LEAST_FOR_MEDIAN else "",
    )


def figures(*, now: datetime) -> Figures:
    """The figures of the town in scope, at most a minute old: counting is what grows with the tables."""
    key = f"figures:{current_commune()}"
    known: Figures | None = cache.get(key)
    if known is None:
        known = read_figures(now=now)
        cache.set(key, known, FIGURES_SECONDS)
    return known
