"""Reports of danger: filed by anybody at the desk, read by two directions, each with a reason (domain.md § 5.4)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.safeguarding.actions import following
from cordee.coordinate.safeguarding.actions.filing import file_report
from cordee.coordinate.safeguarding.actions.reading import Opened, open_report, trace_list
from cordee.coordinate.safeguarding.rules.choices import SafeguardingReport
from cordee.coordinate.safeguarding.rules.reports import READING_REASONS, is_late
from cordee.coordinate.safeguarding.rules.routing import (
    Concern,
    concern_label,
    concern_of,
    concerns,
    named,
    services,
)
from cordee.coordinate.safeguarding.selectors.reports import is_report, late_count, referents, reports
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.selectors.printing import document_pdf
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.selectors.persons import person_by_id
from cordee.portal.desk.forms.safeguarding import (
    CloseForm,
    HandForm,
    OpenForm,
    ReopenForm,
    ReportForm,
    SendForm,
    StepForm,
)
from cordee.portal.desk.views.pdf_file import pdf_file
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.wording import moment

PAGE_SIZE = 50
SEAL, SEAL_LIFE_S = "desk.safeguarding", 12 * 3600
RECEIPT, REASON = "safeguarding_receipt", "safeguarding_reason"
REASON_LIFE_S = 3600
"""Seconds for which the reason given for one report holds."""
FIRST_NUMBERS = ("15", "17", "18", "112", "114")


def report_url(person_id: int | None = None) -> str:
    """Where a page that shows somebody leads, about them: sealed, so that nobody learns a name by trying numbers."""
    start = reverse("desk:safeguard_start")
    return start + "?" + urlencode({"de": signing.dumps(person_id, salt=SEAL)}) if person_id else start


def _meant(request: HttpRequest) -> Person | None:
    """The person a page of the desk sealed for this form; nobody when there is none, or it is too old."""
    # No trace under the person’s key: their own file must not tell that somebody began a report.
    token = request.GET.get("de", "")
    try:
        return person_by_id(int(signing.loads(token, salt=SEAL, max_age=SEAL_LIFE_S))) if token else None
    except signing.BadSignature:
        return None


@requires(Permission.SAFEGUARD_FILE)
@require_GET
def safeguard_start(request: HttpRequest) -> HttpResponse:
    """What worries you: the numbers first, then one line for each kind."""
    context = {
        "numbers": [services()[code] for code in FIRST_NUMBERS],
        "concerns": list(concerns().values()),
        "de": request.GET.get("de", ""),
        "may_read": can(agent(request), Permission.SAFEGUARD_READ),
        "may_check": can(agent(request), Permission.CALLER_RECOGNISE),
    }
    return desk_page(request, "desk/safeguarding/start.html", context, active="safeguard")


def _concern(code: str) -> Concern:
    try:
        return concern_of(code)
    except Refused:
        raise Http404 from None


@requires(Permission.SAFEGUARD_FILE)
@require_http_methods(["GET", "POST"])
def safeguard_new(request: HttpRequest, concern: str) -> HttpResponse:
    """Whom to call now, what not to do, then what was seen and heard."""
    kind, person, now = _concern(concern), _meant(request), timezone.now()
    initial = {"key": secrets.token_urlsafe(18)} | ({"about": person.full_name} if person else {})
    form = ReportForm(request.POST if request.method == "POST" else None, concern=kind, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            filing = form.filing(person_id=person.pk if person else None, now=now)
            report = file_report(filing=filing, by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            request.session[RECEIPT] = [str(report), kind.code]
            return redirect("desk:safeguard_received")
    context = {
        "concern": kind,
        "form": form,
        "emergency": [form[name] for name in form.emergency_fields],
        "facts": [form[name] for name in form.fact_fields],
        "trail": [("Signaler un danger", reverse("desk:safeguard_start")), (kind.label, "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/safeguarding/new.html", context, active="safeguard", status=status)


@requires(Permission.SAFEGUARD_FILE)
@require_GET
def safeguard_received(request: HttpRequest) -> HttpResponse:
    """The number of the receipt, and nothing of what was written."""
    number, code = request.session.get(RECEIPT, ("", ""))
    if not number:
        return redirect("desk:safeguard_start")
    context = {"number": number, "concern": concerns().get(code)}
    return desk_page(request, "desk/safeguarding/received.html", context, active="safeguard")


def _row(report: SafeguardingReport, now: datetime) -> dict[str, Any]:
    return {"report": report, "label": concern_label(report.concern), "late": is_late(report, now)}


@requires(Permission.SAFEGUARD_READ)
@require_GET
def safeguards(request: HttpRequest) -> HttpResponse:
    """Numbers, kinds, owners and deadlines; the words wait behind a reason."""
    now, closed = timezone.now(), request.GET.get("voir") == "clos"
    page = Paginator(reports(closed=closed), PAGE_SIZE).get_page(request.GET.get("page"))
    trace_list(by=agent(request), at=now, found=page.paginator.count)
    context = {
        "page": page,
        "rows": [_row(one, now) for one in page.object_list],
        "closed": closed,
        "late": late_count(now),
        "now": now,
        "tabs": [("À suivre", "?", not closed), ("Clos", "?voir=clos", closed)],
    }
    return desk_page(request, "desk/safeguarding/list.html", context, active="safeguards")


def _reason(request: HttpRequest, safeguard_id: int) -> str:
    """Why this agent opened this report, within the hour; empty when they have to say it. Raises ``Http404``."""
    if not is_report(safeguard_id):
        raise Http404
    code, given = request.session.get(REASON, {}).get(str(safeguard_id), ("", 0))
    fresh = 0 <= timezone.now().timestamp() - given < REASON_LIFE_S
    return code if code in READING_REASONS and fresh else ""


def _opened(request: HttpRequest, safeguard_id: int, *, page: str = "safeguarding") -> Opened:
    """The report, traced. Raises ``Http404``; ``Refused`` without a reason given within the hour."""
    try:
        return open_report(
            report_id=safeguard_id, by=agent(request), at=timezone.now(), reason=_reason(request, safeguard_id), page=page
        )  # fmt: skip
    except ObjectDoesNotExist:
        raise Http404 from None


@requires(Permission.SAFEGUARD_READ)
@require_http_methods(["GET", "POST"])
def safeguard_reason(request: HttpRequest, safeguard_id: int) -> HttpResponse:
    """Say why, for this report and an hour."""
    if not is_report(safeguard_id):
        raise Http404
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        now = int(timezone.now().timestamp())
        kept = {
            key: value
            for key, value in request.session.get(REASON, {}).items()
            if now - value[1] < REASON_LIFE_S
        }
        request.session[REASON] = kept | {str(safeguard_id): (form.cleaned_data["reason"], now)}
        return redirect("desk:safeguard", safeguard_id)
    number = f"SG-{safeguard_id:05d}"
    context = {
        "form": form,
        "number": number,
        "trail": [("Signalements", reverse("desk:safeguards")), (number, "")],
    }
    status = 422 if form.errors else 200
    return desk_page(request, "desk/safeguarding/reason.html", context, active="safeguards", status=status)


def _form(
    act: str, report: SafeguardingReport, account: Account, data: QueryDict | None = None
) -> forms.Form:
    """What one act asks; ids bear its name, for all of them stand on one page."""
    auto_id = f"id_{act}_%s"
    if act == "noter":
        return StepForm(data, auto_id=auto_id)
    if act == "transmettre":
        return SendForm(data, auto_id=auto_id, concern=report.concern, initial={"signer": account.name})
    if act == "confier":
        others = [one for one in referents() if one.pk != report.owner_id]
        return HandForm(data, auto_id=auto_id, referents=others)
    return (CloseForm if act == "clore" else ReopenForm)(data, auto_id=auto_id)


def _page(
    request: HttpRequest, opened: Opened, *, wrong: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    report, now = opened.report, timezone.now()
    proposed = {act: _form(act, report, agent(request)) for act in _ACTS} | (
        {wrong[0]: wrong[1]} if wrong else {}
    )
    context = {
        "report": report,
        "concern": concerns().get(report.concern),
        "label": concern_label(report.concern),
        "late": is_late(report, now),
        "called": named(report.called) if report.called else "",
        "steps": [(one, named(one.to) if one.to else "") for one in opened.steps],
        "others": [_row(one, now) for one in opened.others],
        "forms": proposed,
        "may_hand": bool(proposed["confier"].fields["owner"].choices),  # type: ignore[attr-defined]
        "wrong": wrong[0] if wrong else "",
        "bad": wrong[1] if wrong else None,
        "reason": READING_REASONS[_reason(request, report.pk)],
        "trail": [("Signalements", reverse("desk:safeguards")), (str(report), "")],
    }
    status = 422 if wrong else 200
    return desk_page(request, "desk/safeguarding/one.html", context, active="safeguards", status=status)


@requires(Permission.SAFEGUARD_READ)
@require_GET
def safeguard(request: HttpRequest, safeguard_id: int) -> HttpResponse:
    """One report, what followed, what may follow."""
    if not _reason(request, safeguard_id):
        return redirect("desk:safeguard_reason", safeguard_id)
    return _page(request, _opened(request, safeguard_id))


def _noted(report: SafeguardingReport, form: StepForm, by: Account, at: datetime) -> str:
    following.note_step(report=report, kind=form.step_kind(), done=form.done(at), by=by, at=at)
    return "C’est noté."


def _sent(report: SafeguardingReport, form: SendForm, by: Account, at: datetime) -> str:
    signer = form.cleaned_data["signer"]
    step = following.send_report(report=report, done=form.done(), signer=signer, by=by, at=at)
    return f"La fiche {step.paper_number} est prête : ouvrez le PDF, signez, envoyez par la voie que ce service demande."


def _handed(report: SafeguardingReport, form: HandForm, by: Account, at: datetime) -> str:
    following.hand_report(report=report, owner=form.chosen(), done=form.done(), by=by, at=at)
    return f"Confié à {form.chosen().name}, qui en est averti."


def _closed(report: SafeguardingReport, form: CloseForm, by: Account, at: datetime) -> str:
    following.close_report(report=report, words=form.cleaned_data["words"], by=by, at=at)
    return "Le signalement est clos."


def _reopened(report: SafeguardingReport, form: ReopenForm, by: Account, at: datetime) -> str:
    step = following.reopen_report(report=report, done=form.done(), by=by, at=at)
    return f"Rouvert, à traiter avant {moment(step.due_at)}." if step.due_at else "Rouvert."


_ACTS: dict[str, Callable[..., str]] = {
    "noter": _noted,
    "transmettre": _sent,
    "confier": _handed,
    "clore": _closed,
    "rouvrir": _reopened,
}


@requires(Permission.SAFEGUARD_READ)
@require_POST
def safeguard_follow(request: HttpRequest, safeguard_id: int, act: str) -> HttpResponse:
    """Write what was done, then come back."""
    if act not in _ACTS:
        raise Http404
    if not _reason(request, safeguard_id):
        return redirect("desk:safeguard_reason", safeguard_id)
    opened = _opened(request, safeguard_id)
    form = _form(act, opened.report, agent(request), request.POST)
    if form.is_valid():
        try:
            told = _ACTS[act](opened.report, form, agent(request), timezone.now())
        except Refused as refused:
            field = {"happened_at": "hour", "due_at": "due_on"}.get(refused.field or "", refused.field)
            add_refused(form, Refused(str(refused), field=field))
        else:
            messages.success(request, told)
            return redirect("desk:safeguard", safeguard_id)
    return _page(request, opened, wrong=(act, form))


@requires(Permission.SAFEGUARD_READ)
@require_GET
def safeguard_sheet(request: HttpRequest, safeguard_id: int, follow_id: int) -> HttpResponse:
    """A transmission sheet as it was prepared."""
    if not _reason(request, safeguard_id):
        return redirect("desk:safeguard_reason", safeguard_id)
    opened = _opened(request, safeguard_id, page="safeguarding_sheet")
    step = next((one for one in opened.steps if one.pk == follow_id and one.sheet), None)
    if step is None:
        raise Http404
    try:
        content = document_pdf(json.loads(step.sheet), number=step.paper_number)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:safeguard", safeguard_id)
    return pdf_file(content, step.paper_number)
