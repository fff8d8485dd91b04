"""The first page of the command post, made for the mayor's phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cordee.ground.crisis.models import Crisis
from cordee.ground.crisis.rules.bilan import district_cells
from cordee.ground.crisis.rules.situation import LEAST_SHOWN
from cordee.ground.crisis.selectors.crises import (
    crisis_to_tell,
    districts_of,
    exercises_to_wipe,
    open_crises,
    pending_follow_ups,
)
from cordee.ground.crisis.selectors.duty import duty_gaps, on_duty, unsigned_for
from cordee.ground.crisis.selectors.logbook import book_of, last_lines, pending_entries
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.selectors.figures import (
    district_counts,
    need_counts,
    received_by,
    received_each_day,
    time_to_help,
)
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.selectors import districts_geojson
from cordee.portal.cell.views.shell import agent, cell_page, with_phones
from cordee.ui.wording import duration

_WEEK = timedelta(days=7)


def _figures(now: datetime) -> dict[str, object]:
    """Seven days of the town: time to help first (features.md N36); seven queries whatever the number of requests."""
    since = now - _WEEK
    (whole,) = time_to_help(since=since)
    days = received_each_day(since=since, now=now)
    shown = whole.served >= LEAST_SHOWN
    districts = [
        (row.label, round(row.request_to_accepted / 60, 1), f"soit {duration(row.request_to_accepted)}")
        for row in time_to_help(since=since, by="district")
        if row.request_to_accepted is not None
    ]
    counts = need_counts(since=since, now=now)
    return {
        "to_done": duration(whole.request_to_done)
        if shown and whole.request_to_done is not None
        else "pas encore",
        "received": counts.received,
        "open": counts.open,
        "late": counts.late,
        "served": counts.served,
        "days": days,
        "trend": [count for _, count in days],
        "districts": districts,
        "map_rows": district_cells(district_counts(since=since, until=now)),
        "outlines": districts_geojson(),
        "asked": [
            (activity_label(code), count)
            for code, count in received_by("activity", since=since)
            if count >= LEAST_SHOWN
        ],
    }


@requires(Permission.CELL)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Events, who is on call, figures, last lines."""
    now = timezone.now()
    crises: list[Crisis] = open_crises(now=now)
    telling, _ = crisis_to_tell(now=now)
    book = book_of(telling if telling and telling.exercise else None)
    context = {
        "crises": [(one, districts_of(one)) for one in crises],
        "on_duty": with_phones(on_duty(now=now)),
        "gap_now": any(gap.starts_at <= now for gap in duty_gaps(now=now)),
        "unsigned": unsigned_for(agent(request).pk),
        "lines": last_lines(book, now=now),
        "pending": pending_entries(book).count(),
        "figures": _figures(now),
        "least": LEAST_SHOWN,
        "to_wipe": exercises_to_wipe(),
        "follow_ups": pending_follow_ups(),
        "now": now,
    }
    return cell_page(request, "cell/board.html", context, active="board")
