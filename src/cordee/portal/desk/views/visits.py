"""Visits to announce by phone: who comes, when, at which number; ticked once the person was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cordee.ground.assignments.actions.visits import (
    record_visit_announced,
    record_visit_called_off,
    take_back_visit_announced,
)
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.assignments.selectors.visits import VisitToAnnounce, visits_to_announce
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.views.shell import agent, desk_page

TOMORROW = "demain"
_SAYINGS = {
    "": (record_visit_announced, "C’est noté : {name} est au courant."),
    "annuler": (take_back_visit_announced, "La visite chez {name} est de nouveau à annoncer."),
    "prevenue": (record_visit_called_off, "C’est noté : {name} sait que cette visite n’a pas lieu."),
}


def _row(line: VisitToAnnounce) -> dict[str, Any]:
    person = line.assignment.need.beneficiary.person
    return {
        "visit": line.assignment,
        "label": activity_label(line.assignment.need.activity),
        "person": person,
        "phone": person.shown_phone,
        "phone_display": display_phone(person.shown_phone),
        "badge": line.badge,
        "has_word": line.has_word and not person.is_hidden,
        "comes_along": line.comes_along,
        "called_off": line.called_off,
        "waits": line.waits,
    }


def _list(request: HttpRequest) -> dict[str, Any]:
    """The list of a day; who reads it is traced, as each line gives a name and a number."""
    now, tomorrow = timezone.now(), request.GET.get("jour") == TOMORROW
    day = timezone.localdate() + timedelta(days=tomorrow)
    lines = visits_to_announce(day=day, at=now)
    rows = [_row(line) for line in lines]
    leave_read_trace(
        subjects=list({row["person"].pk: row["person"] for row in rows}.values()), by=agent(request),
        commune_code=current_commune(), page="visits",
    )  # fmt: skip
    return {
        "rows": rows,
        "waiting": sum(row["waits"] for row in rows),
        "day": day,
        "tomorrow": tomorrow,
        "query": f"?jour={TOMORROW}" if tomorrow else "",
    }


@requires(Permission.NEED_READ)
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits of today, or of tomorrow, whose person is told by phone."""
    context = _list(request) | {
        "may_decide": can(agent(request), Permission.NEED_DECIDE),
        "trail": [("File des demandes", reverse("desk:queue")), ("Visites à annoncer", "")],
    }
    return desk_page(request, "desk/visits.html", context, active="queue")


@requires(Permission.NEED_READ)
@require_safe
def visits_print(request: HttpRequest) -> HttpResponse:
    """The same list on paper, with a box to tick."""
    context = _list(request) | {"printed_at": timezone.now(), "printed_by": agent(request).name}
    return desk_page(request, "desk/visits_print.html", context, active="queue")


@requires(Permission.NEED_DECIDE)
@require_POST
def visit_announced(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« Annoncée », « annuler » when the wrong line was ticked, « prévenue » when it will not take place."""
    visit = assignment_by_id(assignment_id)
    if visit is None:
        raise Http404
    check_open(visit.need.beneficiary.person)
    said, name = request.POST.get("dire", ""), visit.need.beneficiary.person.short_name
    change, words = _SAYINGS.get(said, _SAYINGS[""])
    try:
        change(assignment=visit, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words.format(name=name))
    later = request.POST.get("jour") == TOMORROW
    return redirect(reverse("desk:visits") + (f"?jour={TOMORROW}" if later else ""))
