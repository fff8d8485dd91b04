"""Letters of acknowledgement of the register, by the tray."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.coordinate.register.actions.letters import issue_letters
from cordee.coordinate.register.rules.choices import ClearanceScope
from cordee.coordinate.register.selectors.acknowledgements import (
    AT_ONCE,
    KEPT_IN_SIGHT,
    papers_of_day,
    parts_of,
    printed_by_day,
    to_send,
)
from cordee.coordinate.register.selectors.entries import counts
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.desk.views.entries import LIST, cleared
from cordee.portal.desk.views.pdf_file import printed_papers
from cordee.portal.desk.views.shell import agent, desk_page
from cordee.ui.numbers import row_number

MOST_PARTS = 10_000
"""More files than any town prints in a day."""


@requires(Permission.REGISTER_KEEP)
@require_http_methods(["GET", "POST"])
@cleared(ClearanceScope.KEEP)
def letters(request: HttpRequest) -> HttpResponse:
    """How many wait, one button, and the files of the days before."""
    at = timezone.now()
    if request.method == "POST":
        try:
            issued = issue_letters(by=agent(request), at=at)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            several = "s" if len(issued) > 1 else ""
            messages.success(
                request,
                f"{len(issued)} lettre{several} éditée{several}, de {issued[0]} à {issued[-1]} : imprimez, signez, postez.",
            )
        return redirect("desk:letters")
    today = timezone.localtime(at).date()
    waiting = to_send(today).count()
    context = {
        "waiting": waiting,
        "late": counts(today)["late"],
        "now": min(waiting, AT_ONCE),
        "days": [
            (day, count, range(1, parts_of(count) + 1))
            for day, count in printed_by_day(today - KEPT_IN_SIGHT)
        ],
        "trail": [LIST, ("Lettres", "")],
    }
    return desk_page(request, "desk/entries/letters.html", context, active="entries")


@requires(Permission.REGISTER_KEEP)
@require_GET
@cleared(ClearanceScope.KEEP)
def letters_file(request: HttpRequest) -> HttpResponse:
    """The letters of a day (``jour``, ISO), part by part (``lot``), as one PDF."""
    try:
        day = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        raise Http404 from None
    part = row_number(request.GET.get("lot", "1")) or 1
    if part > MOST_PARTS or not (papers := papers_of_day(day, part)):
        raise Http404
    return printed_papers(
        request, papers, f"lettres-{day:%Y-%m-%d}-{part}", instead=lambda: redirect("desk:letters")
    )
