"""Visitors somebody doubted: taken down on the telephone, found out about at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.visitors import report_visitor, settle_report
from cordee.ground.crisis.models import VisitorOutcome
from cordee.ground.crisis.selectors.visitors import report_by_id, visitor_reports
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.selectors.checking import checked_code
from cordee.portal.desk.forms.visitors import VisitorForm
from cordee.portal.desk.views.shell import agent, desk_page


@requires(Permission.CALLER_RECOGNISE)
@require_http_methods(["GET", "HEAD", "POST"])
def visitor_reports_page(request: HttpRequest) -> HttpResponse:
    """Reports, those to look into first, and a form for a caller."""
    at = timezone.now()
    form = VisitorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            report_visitor(by=agent(request), at=at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(
                request,
                "Le signalement est noté. Rappelez la règle : ne pas ouvrir, et le 17 si l’on insiste.",
            )
            return redirect("desk:visitor_reports")
    reports = visitor_reports()
    if reports:
        leave_read_trace(
            subjects=list(reports), by=agent(request), commune_code=current_commune(), page="visitors"
        )
    context = {
        "reports": [
            (
                one,
                checked_code(one.badge, at=at) if one.badge else None,
                display_phone(one.phone) if one.phone else "",
            )
            for one in reports
        ],
        "outcomes": [choice for choice in VisitorOutcome.choices if choice[0] != VisitorOutcome.NEW],
        "form": form,
        "trail": [("Vérifier un badge", reverse("desk:check_badge")), ("Signalements", "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/visitors.html", context, active="check", status=status)


@requires(Permission.CALLER_RECOGNISE)
@require_POST
def visitor_settle(request: HttpRequest, report_id: int) -> HttpResponse:
    """Say what was found out."""
    report, typed = report_by_id(report_id), request.POST.get("outcome", "")
    if report is None:
        raise Http404
    outcome = VisitorOutcome(typed) if typed in VisitorOutcome.values else VisitorOutcome.NEW
    try:
        settle_report(report=report, outcome=outcome, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{report} est traité.")
    return redirect("desk:visitor_reports")
