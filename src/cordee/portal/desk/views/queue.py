"""The queue: by urgency and clock, list and map side by side."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.selectors.ledger import live_assignments_of_needs
from cordee.ground.assignments.selectors.visits import visits_waiting_count
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.selectors.queue import (
    drafts_of,
    filtered_needs,
    open_counts_by_urgency,
    queue_points,
    queue_rows,
)
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import districts_geojson, town_centre
from cordee.portal.desk.forms.queue import QueueFilterForm
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 25


def _rows(request: HttpRequest) -> dict[str, Any]:
    account, now = agent(request), timezone.now()
    may_read = can(account, Permission.NEED_READ)
    form = QueueFilterForm(request.GET)
    wanted = form.wanted(account, may_search=may_read)
    page = Paginator(filtered_needs(wanted, now=now), PAGE_SIZE).get_page(request.GET.get("page"))
    needs = list(page.object_list)
    if wanted.text:
        leave_trace(
            verb="search_queue",
            subject="queue",
            by=account,
            commune_code=current_commune(),
            kind=EventKind.READ,
            at=now,
            found=page.paginator.count,
        )
    asked = live_assignments_of_needs([need.pk for need in needs])
    points = [
        {
            "lat": point.latitude,
            "lon": point.longitude,
            "id": point.need.pk,
            "kind": f"l{point.need.urgency}",
            "label": f"{point.need} · {activity_label(point.need.activity)}",
            "url": reverse("desk:need", args=[point.need.pk]),
        }
        for point in (queue_points(needs) if may_read else [])
    ]
    rows = [
        {
            "need": row.need,
            "due_at": row.clock.due_at,
            "label": activity_label(row.need.activity),
            "who": row.need.beneficiary.person.short_name if may_read else "",
            "district": row.need.beneficiary.household.district,
            "asked": asked[row.need.pk],
        }
        for row in queue_rows(needs, now=now)
    ]
    return {"form": form, "page": page, "rows": rows, "points": points, "now": now, "may_read": may_read}


@requires(Permission.NEED_TITLES)
def queue(request: HttpRequest) -> HttpResponse:
    """The whole page, or its list alone when htmx refreshes it every few seconds."""
    context = _rows(request)
    if request.htmx and request.htmx.target == "queue-list":  # type: ignore[attr-defined]
        return desk_page(request, "desk/queue.html#list", context, active="queue")
    context |= {
        "counts": open_counts_by_urgency(),
        "drafts": drafts_of(agent(request)) if can(agent(request), Permission.NEED_CREATE) else [],
        "outlines": districts_geojson(),
        "centre": None if context["points"] else town_centre(),
        "to_announce": visits_waiting_count(day=timezone.localdate()) if context["may_read"] else 0,
        "may_create": can(agent(request), Permission.NEED_CREATE),
        "query": request.GET.urlencode(),
    }
    return desk_page(request, "desk/queue.html", context, active="queue")
