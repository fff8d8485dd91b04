"""Checking a badge or a mission order: by the square, by the number, by anyone, at the door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.codes import shown_code, typed_code
from cordee.ground.papers.rules.validity import Validity
from cordee.ground.papers.selectors.printing import public_text_pdf
from cordee.ground.papers.selectors.texts import blocks_in_force
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.selectors.checking import Checked, checked_code
from cordee.portal.home.forms.checking import CheckForm
from cordee.ui.access import public
from cordee.ui.pace import too_many, visitor_address

MOST_PER_MINUTE = 12
"""A family at its door tries a few times; whoever guesses numbers needs millions."""


class _Passer:
    """Whoever stands at a door."""

    trace_key = "visitor"


@public
@require_safe
def recognise(request: HttpRequest) -> HttpResponse:
    """How a volunteer of the town is told from somebody who says so."""
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    return render(request, "home/recognise.html", {"words": blocks_in_force(PaperKind.VISITORS, town)})


@public
@require_safe
def recognise_card(request: HttpRequest) -> HttpResponse:
    """The same, as a sheet to hang up in a hall."""
    at = timezone.now()
    if too_many("card", visitor_address(request), most=MOST_PER_MINUTE, seconds=60, at=at):
        response = render(request, "home/check_slow.html", status=429)
        response.headers["Retry-After"] = "60"
        return response
    content = public_text_pdf(kind=PaperKind.VISITORS, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="reconnaitre-un-benevole.pdf"'
    return response


@public
@require_safe
def check_number(request: HttpRequest) -> HttpResponse:
    """Type the number written on the badge."""
    form = CheckForm(request.GET if "numero" in request.GET else None)
    if form.is_valid():
        return redirect("home:check", code=shown_code(form.cleaned_data["numero"]))
    return render(request, "home/check_number.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, not valid, suspended or expired; a first name and an initial, nothing else; the town's number."""
    at = timezone.now()
    if too_many("check", visitor_address(request), most=MOST_PER_MINUTE, seconds=60, at=at):
        response = render(request, "home/check_slow.html", status=429)
        response.headers["Retry-After"] = "60"
    else:
        checked = checked_code(code, at=at)
        if checked.paper is not None:
            leave_read_trace(
                subjects=[checked.paper], by=_Passer(), commune_code=current_commune(), page="check"
            )
        response = render(request, "home/check.html", _context(checked, code))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _context(checked: Checked, code: str) -> dict[str, object]:
    return {
        "validity": checked.validity,
        "tone": {Validity.VALID: "ok", Validity.EXPIRED: "warn"}.get(checked.validity, "danger"),
        "name": checked.name,
        "paper": checked.paper,
        "number": shown_code(typed_code(code)),
        "is_badge": checked.paper is not None and checked.paper.kind == "badge",
    }
