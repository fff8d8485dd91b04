"""Points de situation: one click to prepare, read again, publish, print, send."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.situation import draft_situation, publish_situation, write_situation
from cordee.ground.crisis.models import SituationReport
from cordee.ground.crisis.rules.situation import can_write
from cordee.ground.crisis.selectors.crises import crisis_by_id, open_crises
from cordee.ground.crisis.selectors.situation import figures_of, report_by_id, reports_of_town
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.portal.cell.actions.sending import send_situation
from cordee.portal.cell.forms.situations import SendForm, SituationForm
from cordee.portal.cell.rules.situation import sections_of, sheet_of
from cordee.portal.cell.views.files import pdf_file
from cordee.portal.cell.views.shell import add_refused, agent, cell_page


def _found(report_id: int) -> SituationReport:
    found = report_by_id(report_id)
    if found is None:
        raise Http404
    return found


@requires(Permission.CELL)
@require_GET
def situations(request: HttpRequest) -> HttpResponse:
    """Those published, and one button for each event."""
    context = {"reports": reports_of_town(), "crises": open_crises(now=timezone.now())}
    return cell_page(request, "cell/situations.html", context, active="situations")


@requires(Permission.SITUATION)
@require_POST
def situation_new(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """One click: everything that is known is on the page."""
    crisis = crisis_by_id(crisis_id)
    if crisis is None:
        raise Http404
    try:
        report = draft_situation(crisis=crisis, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cell:situations")
    return redirect("cell:situation", report.pk)


def _page(request: HttpRequest, report: SituationReport, form: SituationForm, **more: Any) -> HttpResponse:
    now = timezone.now()
    before, after = sections_of(report)
    figures = figures_of(report, now=now)
    context = {
        "report": report,
        "form": form,
        "figures": [(part, list(rows)) for part, rows in groupby(figures, key=lambda one: one.part)],
        "before": before,
        "after": after,
        "writable": can_write(report),
        "send": SendForm(initial={"recipients": "\n".join(report.recipients)}),
        "trail": [("Points de situation", reverse("cell:situations")), (str(report), "")],
        "now": now,
    } | more
    status = 422 if "send" in more and more["send"].errors else 200
    return cell_page(request, "cell/situation.html", context, active="situations", status=status)


@requires(Permission.SITUATION)
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, report_id: int) -> HttpResponse:
    """Words to read again beside the figures; publishing saves first, so that nothing typed is lost."""
    report, now = _found(report_id), timezone.now()
    form = SituationForm(request.POST if request.method == "POST" else None, initial=report.texts)
    if request.method == "POST" and form.is_valid():
        try:
            report = write_situation(report=report, texts=form.texts(), by=agent(request), at=now)
            if "publier" in request.POST:
                report = publish_situation(report=report, by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            said = (
                f"{report} est publié, ses chiffres sont arrêtés." if report.number else "C’est enregistré."
            )
            messages.success(request, said)
            return redirect("cell:situation", report.pk)
    return _page(request, report, form)


@requires(Permission.CELL)
@require_GET
def situation_pdf(request: HttpRequest, report_id: int) -> HttpResponse:
    """Two pages at most."""
    report, now, town = _found(report_id), timezone.now(), municipality_in_scope()
    content = sheet_of(
        report,
        figures_of(report, now=now),
        town=town.name,
        insee_code=town.pk,
        phone=display_phone(town.phone),
    )
    try:
        pdf = sheet_pdf("situation", content, at=report.published_at or now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cell:situations")
    leave_read_trace(subjects=[report], by=agent(request), commune_code=current_commune(), page="situation")
    return pdf_file(pdf, f"point-de-situation-{report.number or 'projet'}")


@requires(Permission.SITUATION)
@require_POST
def situation_send(request: HttpRequest, report_id: int) -> HttpResponse:
    """To a list of addresses, by the outbox."""
    report = _found(report_id)
    form = SendForm(request.POST)
    if form.is_valid():
        addresses = form.cleaned_data["recipients"]
        try:
            send_situation(
                report=report, recipients=addresses, town=municipality_in_scope().name, by=agent(request),
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(
                request, f"{report} part vers {len(addresses)} adresse{'s' if len(addresses) > 1 else ''}."
            )
            return redirect("cell:situation", report.pk)
    return _page(request, report, SituationForm(initial=report.texts), send=form)
