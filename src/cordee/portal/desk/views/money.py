"""Receipts of what is handed to volunteers, and the letter that acknowledges a request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.actions.papers import (
    issue_acknowledgement,
    issue_cash_slip,
    record_cash_return,
)
from cordee.ground.assignments.models import Assignment, CashSlip
from cordee.ground.assignments.rules.money import can_have_slip
from cordee.ground.assignments.selectors.money import (
    letters_to,
    slip_by_id,
    slip_papers_of_need,
    slips,
    slips_of_assignment,
)
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.papers.rules.words import shown_euros
from cordee.ground.papers.selectors.papers import paper_by_id
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.desk.forms.money import CashReturnForm, CashSlipForm
from cordee.portal.desk.views.need import found_assignment, found_need
from cordee.portal.desk.views.pdf_file import printed_paper
from cordee.portal.desk.views.shell import agent, desk_page


def _line(slip: CashSlip) -> dict[str, Any]:
    """A receipt in words."""
    gap = slip.gap_cents
    return {
        "slip": slip,
        "number": str(slip.paper),
        "handed": shown_euros(slip.handed_cents) if slip.handed_cents is not None else "complété à la caisse",
        "ticket": shown_euros(slip.ticket_cents) if slip.ticket_cents is not None else "",
        "change": shown_euros(slip.change_cents) if slip.change_cents is not None else "",
        "gap": shown_euros(abs(gap)) if gap else "",
        "waits": slip.returned_at is None and slip.paper.revoked_at is None,
    }


@requires(Permission.NEED_DECIDE)
@require_GET
def cash_slips(request: HttpRequest) -> HttpResponse:
    """Every receipt: those that wait for their return first."""
    lines = [_line(slip) for slip in slips()]
    context = {
        "lines": lines,
        "waiting": sum(line["waits"] for line in lines),
        "trail": [("File des demandes", reverse("desk:queue")), ("Reçus", "")],
    }
    return desk_page(request, "desk/cash_slips.html", context, active="queue")


def _page(
    request: HttpRequest,
    mission: Assignment,
    *,
    form: CashSlipForm | None = None,
    back: tuple[int, CashReturnForm] | None = None,
) -> HttpResponse:
    need = mission.need
    lines = [_line(slip) for slip in slips_of_assignment(mission.pk)]
    for line in lines:
        if line["waits"]:
            wrong = back is not None and back[0] == line["slip"].pk
            line["form"] = back[1] if wrong and back else CashReturnForm(prefix=f"retour-{line['slip'].pk}")
    context = {
        "need": need,
        "mission": mission,
        "label": activity_label(need.activity),
        "lines": lines,
        "form": form or CashSlipForm(),
        "may_issue": can_have_slip(mission) and not any(line["waits"] for line in lines),
        "wrong": form is not None or back is not None,
        "trail": [
            ("File des demandes", reverse("desk:queue")),
            (str(need), reverse("desk:need", args=[need.pk])),
            ("Reçu", ""),
        ],
    }
    status = 422 if context["wrong"] else 200
    return desk_page(request, "desk/cash_slip.html", context, active="queue", status=status)


@requires(Permission.NEED_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def cash_slip(request: HttpRequest, need_id: int, assignment_id: int) -> HttpResponse:
    """Prepare the receipt of one mission, and see those already prepared."""
    mission = found_assignment(need_id, assignment_id)
    if request.method != "POST":
        return _page(request, mission)
    form = CashSlipForm(request.POST)
    if form.is_valid():
        try:
            slip = issue_cash_slip(
                assignment=mission, handed_cents=form.handed_cents(), by=agent(request), at=timezone.now()
            )
        except Refused as refused:
            if refused.field not in form.fields:
                messages.error(request, str(refused))
                return redirect("desk:cash_slip", need_id, assignment_id)
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Le reçu {slip.paper} est prêt : imprimez ses deux exemplaires.")
            return redirect("desk:cash_slip", need_id, assignment_id)
    return _page(request, mission, form=form)


@requires(Permission.NEED_DECIDE)
@require_POST
def cash_return(request: HttpRequest, need_id: int, assignment_id: int, slip_id: int) -> HttpResponse:
    """Note what came back."""
    mission = found_assignment(need_id, assignment_id)
    slip = slip_by_id(slip_id, assignment_id=mission.pk)
    if slip is None:
        raise Http404
    form = CashReturnForm(request.POST, prefix=f"retour-{slip_id}")
    if form.is_valid():
        try:
            record_cash_return(slip=slip, by=agent(request), at=timezone.now(), **form.returned())
        except Refused as refused:
            if refused.field not in form.fields:
                messages.error(request, str(refused))
                return redirect("desk:cash_slip", need_id, assignment_id)
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Le retour du reçu {slip.paper} est noté.")
            return redirect("desk:cash_slip", need_id, assignment_id)
    return _page(request, mission, back=(slip_id, form))


@requires(Permission.NEED_DECIDE)
@require_POST
def need_letter(request: HttpRequest, need_id: int) -> HttpResponse:
    """Prepare the letter and open it."""
    paper = issue_acknowledgement(need=found_need(need_id), by=agent(request), at=timezone.now())
    return redirect("desk:need_paper", need_id, paper.pk)


@requires(Permission.NEED_DECIDE)
@require_GET
def need_paper(request: HttpRequest, need_id: int, paper_id: int) -> HttpResponse:
    """A paper of this request as a PDF: its receipts, the letters to the person; no other."""
    need = found_need(need_id)
    letters = {letter.pk for letter in letters_to(need.beneficiary.person_id)}
    paper = paper_by_id(paper_id) if paper_id in letters | slip_papers_of_need(need.pk) else None
    if paper is None:
        raise Http404
    return printed_paper(request, paper, instead=lambda: redirect("desk:need", need_id))
