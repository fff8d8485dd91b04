"""What the front page tells: what is going on, and honest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from cordee.ground.crisis.models import Crisis, CrisisPhase
from cordee.ground.needs.models import OPEN_STATES, Need
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.selectors.lists import promises
from cordee.ui.wording import day, duration, moment

FIGURES_SECONDS = 60
LEAST_FOR_MEDIAN = 5


@dataclass(frozen=True)
class News:
    """One open crisis, in words ready to be shown."""

    title: str
    phase: str
    message: str
    source: str
    since: str
    updated: str


@dataclass(frozen=True)
class Figures:
    """Counts only. ``median_words`` is empty under five needs served: nobody is recognised in a figure."""

    helped: int
    waiting: int
    volunteers: int
    cleared: int
    median_words: str


def open_news(*, now: datetime) -> list[News]:
    """Crises not ended, newest first; one query."""
    today = timezone.localtime(now).date()
    phases = dict(CrisisPhase.choices)
    rows = Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now).values_list(
        "title", "phase", "public_message", "source", "started_at", "updated_at"
    )
    return [
        News(
            title, phases.get(phase, phase), message, source,
            since=day(timezone.localtime(started).date(), today), updated=moment(updated, now),
        )
        for title, phase, message, source, started, updated in rows
    ]  # fmt: skip


def read_figures(*, now: datetime) -> Figures:
    """The figures, read now; three queries."""
    since = now - timedelta(days=7)
    spans = [
        (done - received).total_seconds() / 60
        for received, done in Need.objects.filter(done_at__gte=since)
        .order_by()
        .values_list("received_at", "done_at")
    ]
    waiting = Need.objects.aggregate(open=Count("id", filter=Q(state__in=OPEN_STATES)))["open"]
    promised = promises(now=now)
    return Figures(
        helped=len(spans),
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
