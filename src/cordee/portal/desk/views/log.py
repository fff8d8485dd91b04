"""The log of the town, for the person who protects its data: who did or read what, never a resident's name."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import Event, EventKind
from cordee.ground.audit.selectors import filtered_events
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.selectors.accounts import account_names
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.log import LogFilterForm
from cordee.portal.desk.rules.journal import VERB_WORDS, fact_words, key_words
from cordee.portal.desk.views.csv_file import csv_file
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 100
MOST_EXPORTED = 50_000


def _rows(events: list[Event]) -> list[dict[str, Any]]:
    """Events in words; staff are named, everybody else is a number. One query whatever their number."""
    keys = {key for event in events for key in (event.actor, event.subject)}
    ids = {
        int(number)
        for kind, _, number in (key.partition(":") for key in keys)
        if kind == "account" and number.isdigit()
    }
    names = account_names(ids)
    return [
        {
            "event": event,
            "who": key_words(event.actor, names),
            "what": VERB_WORDS.get(event.verb, event.verb),
            "on": key_words(event.subject, names),
            "facts": " · ".join(fact_words(name, value) for name, value in event.facts.items()),
        }
        for event in events
    ]


@requires(Permission.LOGS)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """A hundred events a page, newest first; reading the log is in the log too."""
    form = LogFilterForm(request.GET)
    page = Paginator(filtered_events(current_commune(), form.wanted()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = _rows(list(page.object_list))
    leave_trace(
        verb="read_log", subject="log", by=agent(request), commune_code=current_commune(), kind=EventKind.READ,
        at=timezone.now(), found=page.paginator.count, page=page.number,
    )  # fmt: skip
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "query": request.GET.urlencode(),
        "most": MOST_EXPORTED,
    }
    return desk_page(request, "desk/log.html", context, active="log")


@requires(Permission.LOGS)
@require_POST
def log_export(request: HttpRequest) -> HttpResponse:
    """The same events as a file."""
    now = timezone.now()
    events = list(filtered_events(current_commune(), LogFilterForm(request.GET).wanted())[:MOST_EXPORTED])
    leave_trace(
        verb="export_log", subject="log", by=agent(request), commune_code=current_commune(), kind=EventKind.READ, at=now,
        count=len(events),
    )  # fmt: skip
    rows = (
        [
            f"{timezone.localtime(row['event'].at):%d/%m/%Y %H:%M:%S}", row["event"].get_kind_display(), row["who"],
            row["what"], row["on"], row["facts"],
        ]
        for row in _rows(events)
    )  # fmt: skip
    headers = ["Moment", "Genre", "Qui", "Acte", "Sur quoi", "Précisions"]
    return csv_file(f"journal-{timezone.localtime(now):%Y-%m-%d}", headers, rows)
