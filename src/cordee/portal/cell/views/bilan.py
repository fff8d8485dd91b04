"""The bilan of an event: drafted in one click, read again, scanned, published; volunteers thanked."""

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
from cordee.ground.crisis.actions.bilan import tick_bilan_task, write_bilan
from cordee.ground.crisis.models import AfterActionReport
from cordee.ground.crisis.rules.bilan import can_write_bilan
from cordee.ground.crisis.selectors.bilan import bilan_of, lines_to_tell, task_by_id, tasks_of
from cordee.ground.crisis.selectors.crises import crisis_by_id
from cordee.ground.needs.models import need_code
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.models import current_commune
from cordee.ground.territory.selectors import districts_geojson
from cordee.ground.volunteers.selectors.lists import volunteers_to_thank
from cordee.portal.cell.actions.bilan import (
    begin_bilan,
    content_of,
    publish_scanned,
    read_before_publishing,
    thank_volunteers,
)
from cordee.portal.cell.forms.bilan import BilanForm, SuccessorsForm, tasks_form, tasks_said
from cordee.portal.cell.rules.bilan import bilan_sheet, taken_up
from cordee.portal.cell.selectors.bilan import needs_left
from cordee.portal.cell.views.files import pdf_file
from cordee.portal.cell.views.shell import add_refused, agent, cell_page


def _found(crisis_id: int) -> AfterActionReport:
    crisis = crisis_by_id(crisis_id)
    report = bilan_of(crisis) if crisis else None
    if report is None:
        raise Http404
    return report


def _trail(report: AfterActionReport, *here: str) -> list[tuple[str, str]]:
    pages = [
        (report.crisis.title, reverse("cell:crisis", args=[report.crisis_id])),
        ("Bilan", reverse("cell:bilan", args=[report.crisis_id])),
        *((one, "") for one in here),
    ]
    return [*pages[:-1], (pages[-1][0], "")]


@requires(Permission.BILAN)
@require_POST
def bilan_new(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """One click: figures, chronology and plots are there, words remain."""
    crisis = crisis_by_id(crisis_id)
    if crisis is None:
        raise Http404
    try:
        begin_bilan(crisis=crisis, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cell:crisis", crisis_id)
    return redirect("cell:bilan", crisis_id)


def _parts(figures: list[list[str]]) -> list[tuple[str, list[list[str]]]]:
    return [(part, [row[1:] for row in rows]) for part, rows in groupby(figures, key=lambda row: row[0])]


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "content": content,
        "parts": _parts(content["figures"]),
        "asked": [(label, int(count)) for label, count in content["activities"]],
        "district_heads": ("Quartier", "Demandes reçues", "Aides apportées"),
        "outlines": districts_geojson(),
        "task_heads": ("Action", "Qui en répond", "Pour le"),
    }


def _read_only(request: HttpRequest, report: AfterActionReport) -> HttpResponse:
    context = _shown(content_of(report, timezone.now())) | {
        "report": report,
        "tasks": tasks_of(report),
        "successors": taken_up(report.successors),
        "may_tick": can(agent(request), Permission.BILAN),
        "may_thank": can(agent(request), Permission.VOLUNTEER_ADMIT),
        "trail": _trail(report),
    }
    return cell_page(request, "cell/bilan_read.html", context, active="board")


@requires(Permission.BILAN)
@require_http_methods(["GET", "POST"])
def bilan(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Figures beside the words; what is typed is saved whole, then read again before publishing."""
    report, now = _found(crisis_id), timezone.now()
    if not can_write_bilan(report):
        return _read_only(request, report)
    data = request.POST if request.method == "POST" else None
    left, entries = needs_left(report, now), lines_to_tell(report.crisis)
    form = BilanForm(data, initial=report.texts | {"failures": "\n".join(report.failures)})
    plan, successors = tasks_form(data, tasks_of(report)), SuccessorsForm(data, report=report, left=left)
    known = {one.number for one in entries}
    kept = (
        {int(one) for one in data.getlist("ligne") if one.isdecimal()} & known if data else set(report.lines)
    )
    if data is not None and all([form.is_valid(), plan.is_valid(), successors.is_valid()]):
        try:
            write_bilan(
                report=report, texts=form.texts(), failures=form.failures(), lines=sorted(kept),
                successors=successors.successors(), tasks=tasks_said(plan), by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("cell:bilan_publish" if "relire" in data else "cell:bilan", crisis_id)
    leave_read_trace(subjects=[report], by=agent(request), commune_code=current_commune(), page="bilan")
    context = _shown(content_of(report, now)) | {
        "report": report,
        "form": form,
        "plan": plan,
        "successors": successors,
        "left": left,
        "lines": [(one, one.number in kept) for one in entries],
        "may_thank": can(agent(request), Permission.VOLUNTEER_ADMIT),
        "may_publish_bilan": can(agent(request), Permission.BILAN_PUBLISH),
        "trail": _trail(report),
    }
    wrong = data is not None and (form.errors or plan.total_error_count() or successors.errors)
    return cell_page(request, "cell/bilan.html", context, active="board", status=422 if wrong else 200)


@requires(Permission.BILAN_PUBLISH)
@require_http_methods(["GET", "POST"])
def bilan_publish(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """What everybody would read, with each passage where somebody is found; nothing is published while there is one."""
    report, now = _found(crisis_id), timezone.now()
    if not can_write_bilan(report):
        return _read_only(request, report)
    if request.method == "POST":
        try:
            publish_scanned(report=report, by=agent(request), at=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Le bilan est publié : tout le monde peut le lire, il ne change plus.")
        return redirect("cell:bilan_publish", crisis_id)
    read = read_before_publishing(report, now)
    context = _shown(read.content) | {
        "report": report,
        "hits": read.hits,
        "unnamed": read.unnamed,
        "closed": report.crisis.ended_at is not None,
        "may_write": can(agent(request), Permission.BILAN),
        "trail": _trail(report, "Relire et publier"),
    }
    return cell_page(request, "cell/bilan_publish.html", context, active="board")


@requires(Permission.BILAN)
@require_GET
def bilan_pdf(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """The internal version: with who takes up each request left."""
    report, now = _found(crisis_id), timezone.now()
    activities = {str(one.number): activity_label(one.activity) for one in needs_left(report, now)}
    successors = [
        [need_code(int(number)), activities.get(number, "close depuis"), who]
        for number, who in sorted(report.successors.items(), key=lambda one: int(one[0]))
    ]
    content = bilan_sheet(content_of(report, now), report=report, successors=successors, internal=True)
    try:
        pdf = sheet_pdf("bilan", content, at=report.published_at or now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cell:bilan", crisis_id)
    leave_read_trace(subjects=[report], by=agent(request), commune_code=current_commune(), page="bilan")
    return pdf_file(pdf, f"bilan-interne-{crisis_id}")


@requires(Permission.BILAN)
@require_POST
def bilan_task_done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tick an action of the plan."""
    task = task_by_id(task_id)
    if task is None:
        raise Http404
    tick_bilan_task(task=task, by=agent(request), at=timezone.now())
    messages.success(request, f"{task.what} : fait.")
    return redirect("cell:bilan", task.report.crisis_id)


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def bilan_thanks(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """How many will be thanked, then one message each, never twice."""
    report = _found(crisis_id)
    if request.method == "POST":
        try:
            done = thank_volunteers(report=report, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Remerciements en route : {done.thanked}, un message par personne.")
        return redirect("cell:bilan_thanks", crisis_id)
    context = {
        "report": report,
        "count": len(volunteers_to_thank()),
        "trail": [
            (report.crisis.title, reverse("cell:crisis", args=[crisis_id])), ("Remercier les bénévoles", ""),
        ],
    }  # fmt: skip
    return cell_page(request, "cell/bilan_thanks.html", context, active="board")
