"""Time to help first (features.md N36), and an honest count of what found no solution."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Q
from django.utils import timezone

from cordee.ground.needs.models import OPEN_STATES, Need, NeedState
from cordee.ground.needs.selectors.queue import to_follow

LEAST_SHOWN = 5
"""Requests under which a group is not told apart: nobody is recognised in a figure."""


@dataclass(frozen=True)
class TimeToHelp:
    """Medians in minutes over the needs served since a date; ``None`` when nothing was served.

    ``served`` counts the needs whose help was done; ``accepted`` those somebody accepted. ``hidden``: a group too small
    to be shown, its figures left empty.
    """

    label: str
    accepted: int
    served: int
    request_to_accepted: float | None
    request_to_done: float | None
    hidden: bool = False


def _medians(label: str, rows: list[tuple[datetime, datetime | None, datetime | None]]) -> TimeToHelp:
    accepted = [(at - received).total_seconds() / 60 for received, at, _ in rows if at]
    done = [(at - received).total_seconds() / 60 for received, _, at in rows if at]
    return TimeToHelp(
        label,
        len(accepted),
        len(done),
        median(accepted) if accepted else None,
        median(done) if done else None,
    )


def _within(column: str, since: datetime, until: datetime | None) -> Q:
    """From ``since`` to ``until``, or to now."""
    return Q(**{f"{column}__gte": since}) & (Q(**{f"{column}__lte": until}) if until else Q())


def time_to_help(*, since: datetime, by: str = "", until: datetime | None = None) -> list[TimeToHelp]:
    """Median time from request to accepted and to done for requests received since ``since``.

    ``by`` is empty (one row, the town), ``urgency`` or ``district`` (one row each). Groups under ``LEAST_SHOWN`` requests
    are hidden; when that would leave one district hidden alone, the smallest of the others is hidden with it, so that a
    subtraction does not give it back. The next times of a need that comes back are left out: nobody waits from the day
    they open. One query.
    """
    rows = list(
        Need.objects.filter(_within("received_at", since, until), series=None)
        .order_by()
        .values_list(
            "received_at", "accepted_at", "done_at", "urgency", "beneficiary__household__district__name"
        )
    )
    if not by:
        return [_medians("Toute la commune", [row[:3] for row in rows])]
    groups: dict[str, list[tuple[datetime, datetime | None, datetime | None]]] = defaultdict(list)
    for row in rows:
        groups[f"U{row[3]}" if by == "urgency" else row[4] or "Quartier inconnu"].append(row[:3])
    sizes = sorted((len(group), label) for label, group in groups.items())
    hidden = {label for size, label in sizes if size < LEAST_SHOWN}
    if by == "district" and len(hidden) == 1 and len(sizes) > 1:
        hidden.add(sizes[1][1])
    return [
        TimeToHelp(label, 0, 0, None, None, hidden=True) if label in hidden else _medians(label, group)
        for label, group in sorted(groups.items())
    ]


@dataclass(frozen=True)
class NeedCounts:
    """How many needs stand where, since a date."""

    received: int
    open: int
    served: int
    no_solution: int
    referred: int
    by_phone: int
    late: int


def need_counts(*, since: datetime, now: datetime, until: datetime | None = None) -> NeedCounts:
    """Counts for the figures page, in one query; what is open or late is so ``now``."""
    received = _within("received_at", since, until)
    totals = Need.objects.aggregate(
        received=Count("id", filter=received),
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        served=Count("id", filter=_within("done_at", since, until)),
        no_solution=Count("id", filter=received & Q(state=NeedState.NO_SOLUTION)),
        referred=Count("id", filter=received & Q(state=NeedState.REFERRED)),
        by_phone=Count("id", filter=received & Q(door="phone")),
        late=Count("id", filter=to_follow(now) & Q(next_action_at__lt=now)),
    )
    return NeedCounts(**totals)


def no_solution_reasons(*, since: datetime) -> list[tuple[str, int]]:
    """Why needs found no solution: (coded reason, count), most frequent first."""
    return list(
        Need.objects.filter(state=NeedState.NO_SOLUTION, received_at__gte=since)
        .order_by()
        .values_list("closing_reason")
        .annotate(count=Count("id"))
        .order_by("-count", "closing_reason")
    )


def served_recently(*, since: datetime) -> int:
    """Needs helped since a date, for the public page: a count, no name."""
    return Need.objects.filter(done_at__gte=since).count()


def received_by(column: str, *, since: datetime, until: datetime | None = None) -> list[tuple[str, int]]:
    """Requests received since a date by ``activity`` or ``door``: (code, count), most frequent first; one query."""
    return list(
        Need.objects.filter(_within("received_at", since, until))
        .order_by()
        .values_list(column)
        .annotate(count=Count("id"))
        .order_by("-count", column)
    )


def received_each_day(*, since: datetime, now: datetime) -> list[tuple[date, int]]:
    """(day, requests received) for every day of a period, those without any too; one query."""
    moments = Need.objects.filter(received_at__gte=since).values_list("received_at", flat=True)
    counts = Counter(timezone.localtime(at).date() for at in moments)
    first, last = timezone.localtime(since).date(), timezone.localtime(now).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, counts[day]) for day in days]


def district_counts(*, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
    """(district, requests received, of these helped) over a period, by name; exact, never to be shown so. One query."""
    rows = (
        Need.objects.filter(_within("received_at", since, until))
        .order_by()
        .values_list("beneficiary__household__district__name")
        .annotate(received=Count("id"), served=Count("id", filter=Q(done_at__isnull=False)))
    )
    return sorted((name or "Quartier inconnu", received, served) for name, received, served in rows)


def needs_left_of(*, since: datetime, until: datetime) -> list[Need]:
    """Requests received over a period and still open, the most urgent first; without anybody’s name. One query."""
    return list(
        Need.objects.filter(_within("received_at", since, until), state__in=OPEN_STATES)
        .only("number", "activity", "urgency", "commune_id")
        .order_by("urgency", "number")
    )
