"""Lists from the town hall: sent, columns confirmed, run, told line by line."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.coordinate.register.actions.consulting import note_shut
from cordee.coordinate.register.rules.choices import ClearanceScope
from cordee.coordinate.register.rules.clearances import can_open, check_open_register
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.sheets import (
    BACKGROUND_FROM,
    confirm_columns,
    drop_sheet,
    forget_cells,
    queue_sheet,
    receive_sheet,
    release_stalled_sheet,
)
from cordee.ground.people.models import ReceivedSheet, SheetKind, SheetState
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.sheets.lines import DUPLICATE, OUTCOMES, REFUSED
from cordee.ground.people.selectors.sheets import (
    received_sheets,
    refused_lines_csv,
    report_lines,
    sheet_by_id,
)
from cordee.ground.territory.models import current_commune
from cordee.portal.desk.forms.sheets import ColumnsForm, SheetForm
from cordee.portal.desk.tasks import import_sheet, import_sheet_later
from cordee.portal.desk.views.shell import agent, desk_page

PAGE_SIZE = 100
STEPS = ("Le fichier", "Les colonnes", "Le résultat")
_TONES = {
    "created": "ok",
    "duplicate": "warn",
    "updated": "info",
    "unchanged": "neutral",
    "refused": "danger",
    "skipped": "neutral",
}


def _found(request: HttpRequest, sheet_id: int) -> ReceivedSheet:
    sheet = sheet_by_id(sheet_id)
    if sheet is None:
        raise Http404
    # A list of the register is the register: a role is not enough.
    at = timezone.now()
    if sheet.kind == SheetKind.REGISTER and not can_open(agent(request), at, scope=ClearanceScope.KEEP):
        note_shut(by=agent(request), at=at)
        raise PermissionDenied
    return sheet


def _trace_read(request: HttpRequest, sheet: ReceivedSheet, page: str) -> None:
    leave_read_trace(subjects=[sheet], by=agent(request), commune_code=current_commune(), page=page)


@requires(Permission.SHEET_IMPORT)
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Send a list; the last ones sent."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if form.cleaned_data["kind"] == SheetKind.REGISTER:
                check_open_register(agent(request), timezone.now(), scope=ClearanceScope.KEEP)
            sheet = receive_sheet(
                kind=form.cleaned_data["kind"],
                file_name=file.name or "",
                content=file.read(),
                by=agent(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("desk:sheet_columns", sheet.pk)
    context = {"form": form, "received": received_sheets(), "steps": STEPS}
    return desk_page(
        request, "desk/sheets/list.html", context, active="sheets", status=422 if form.errors else 200
    )


@requires(Permission.SHEET_IMPORT)
@require_http_methods(["GET", "POST"])
def sheet_columns(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Show what each column was understood as, to confirm or change; then run."""
    sheet, account = _found(request, sheet_id), agent(request)
    if sheet.state != SheetState.RECEIVED or (sheet.counts.get("queued") and not sheet.counts.get("stopped")):
        return redirect("desk:sheet_report", sheet.pk)
    sent = request.POST if request.method == "POST" else None
    form = ColumnsForm(sent, sheet=sheet, may_clear=can(account, Permission.VOLUNTEER_ADMIT))
    if form.is_valid():
        cleared = bool(form.cleaned_data.get("already_cleared"))
        try:
            confirm_columns(sheet=sheet, columns=form.columns(), by=account, at=timezone.now())
            _start(sheet, request, already_cleared=cleared)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:sheet_report", sheet.pk)
    if request.method == "GET":
        _trace_read(request, sheet, "sheet_columns")
    clearing = form["already_cleared"] if "already_cleared" in form.fields else None
    context = {"form": form, "sheet": sheet, "steps": STEPS, "clearing": clearing}
    return desk_page(
        request, "desk/sheets/columns.html", context, active="sheets", status=422 if form.errors else 200
    )


def _start(sheet: ReceivedSheet, request: HttpRequest, *, already_cleared: bool) -> None:
    """Run a short list at once; hand a long one to the worker."""
    account = agent(request)
    if sheet.counts["total"] <= BACKGROUND_FROM:
        import_sheet(sheet=sheet, by=account, already_cleared=already_cleared)
        return
    queue_sheet(sheet=sheet, by=account, at=timezone.now())
    code = current_commune()
    transaction.on_commit(lambda: import_sheet_later.enqueue(sheet.pk, code, account.pk, already_cleared))


@requires(Permission.SHEET_IMPORT)
@require_GET
def sheet_report(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """What became of every line; while the worker runs, how far it is."""
    sheet = release_stalled_sheet(sheet=_found(request, sheet_id), at=timezone.now())
    if sheet.state == SheetState.RECEIVED and (sheet.counts.get("stopped") or not sheet.counts.get("queued")):
        if sheet.counts.get("stopped"):
            messages.warning(
                request, "L’import n’a pas abouti : rien n’a été écrit. Vous pouvez recommencer."
            )
        return redirect("desk:sheet_columns", sheet.pk)
    if sheet.state != SheetState.DONE:
        context = {"sheet": sheet, "steps": STEPS, "read": sheet.counts.get("read", 0)}
        part = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
        return desk_page(request, f"desk/sheets/progress.html{part}", context, active="sheets")
    if request.htmx:  # type: ignore[attr-defined]
        # The list is done: the waiting fragment asks the browser for the whole page.
        return HttpResponse(headers={"HX-Refresh": "true"})
    _trace_read(request, sheet, "sheet_report")
    shown = request.GET.get("lignes", "")
    lines = (
        report_lines(sheet, outcome=shown)
        if shown in OUTCOMES
        else report_lines(sheet, explained=shown != "toutes")
    )
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "steps": STEPS,
        "page": page,
        "rows": [
            {**line, "label": OUTCOMES[line["outcome"]], "tone": _TONES[line["outcome"]]} for line in page
        ],
        "tabs": _tabs(sheet, shown),
        "refused": sheet.counts[REFUSED],
        "duplicates": sheet.counts[DUPLICATE],
        "correctable": any("cells" in line for line in report_lines(sheet, outcome=REFUSED)),
    }
    return desk_page(request, "desk/sheets/report.html", context, active="sheets")


def _tabs(sheet: ReceivedSheet, shown: str) -> list[tuple[str, str, bool, int]]:
    url = reverse("desk:sheet_report", args=[sheet.pk])
    explained = len(report_lines(sheet, explained=True))
    tabs: list[tuple[str, str, bool, int]] = [
        ("À savoir", url, shown not in {*OUTCOMES, "toutes"}, explained)
    ]
    for outcome, label in OUTCOMES.items():
        if sheet.counts[outcome]:
            tabs.append(
                (label.capitalize(), f"{url}?lignes={outcome}", shown == outcome, sheet.counts[outcome])
            )
    tabs.append(("Toutes", f"{url}?lignes=toutes", shown == "toutes", len(sheet.report)))
    return tabs


@requires(Permission.SHEET_IMPORT)
@require_GET
def sheet_refused(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """The refused lines as a file to correct and send again."""
    sheet = _found(request, sheet_id)
    if sheet.state != SheetState.DONE:
        raise Http404
    _trace_read(request, sheet, "sheet_refused")
    return HttpResponse(
        refused_lines_csv(sheet),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="lignes-refusees-{sheet.pk}.csv"'},
    )


@requires(Permission.SHEET_IMPORT)
@require_POST
def sheet_forget(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Forget what the refused lines contained, or throw away a list not yet imported."""
    sheet, now = _found(request, sheet_id), timezone.now()
    try:
        if sheet.state == SheetState.DONE:
            forget_cells(sheet=sheet, by=agent(request), at=now)
            messages.success(request, "Le contenu des lignes refusées est effacé.")
            return redirect("desk:sheet_report", sheet.pk)
        drop_sheet(sheet=sheet, by=agent(request), at=now)
        messages.success(request, "La liste est effacée, rien n’a été importé.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("desk:sheets")
