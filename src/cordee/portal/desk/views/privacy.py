"""The desk of data protection: what is due, and the register of processing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.processings import processings
from cordee.ground.people.selectors.alerts import alerts_to_look_at
from cordee.ground.people.selectors.impact import validated_study
from cordee.ground.people.selectors.notices import notices
from cordee.ground.people.selectors.privacy import last_eliminated_on, open_right_requests, previews
from cordee.ground.territory.models import Municipality
from cordee.portal.desk.views.shell import agent, desk_page

REMIND_EVERY = timedelta(days=92)
"""A town looks at what is too old four times a year."""


@requires(Permission.PRIVACY)
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What waits: answers due, series to look at."""
    account, today = agent(request), timezone.localdate()
    context: dict[str, Any] = {
        "may_answer": can(account, Permission.RIGHTS),
        "may_eliminate": can(account, Permission.ELIMINATE),
        "may_log": can(account, Permission.LOGS),
        "may_assess": can(account, Permission.IMPACT),
    }
    if context["may_assess"]:
        context["assessed"] = validated_study()
    if context["may_answer"]:
        waiting = open_right_requests()
        context |= {"waiting": len(waiting), "late": sum(one.due_on < today for one in waiting)}
    if context["may_log"]:
        context["alerts"] = alerts_to_look_at().count()
    if context["may_eliminate"]:
        last = last_eliminated_on()
        old = sum(len(preview.lines) for preview in previews(at=timezone.now()))
        context |= {"old": old, "last": last, "remind": old and (last is None or last < today - REMIND_EVERY)}
    return desk_page(request, "desk/privacy/index.html", context, active="privacy")


@requires(Permission.PRIVACY)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing (RGPD art. 30), to print."""
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    context = {
        "lines": [
            {"kept": kept, "notice": notice}
            for kept, notice in zip(processings(), notices(town), strict=True)
        ],
        "municipality": town,
        "printed_at": timezone.now(),
        "printed_by": agent(request).name,
    }
    return desk_page(request, "desk/privacy/register.html", context, active="privacy")
