"""What was written on paper while power and network were down comes into the main courante, each line at its hour."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import copy_paper_lines
from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.cell.forms.paper_book import LineFormSet, SheetForm
from cordee.portal.cell.views.logbook import asked_book, crises_to_tell
from cordee.portal.cell.views.shell import add_refused, agent, cell_page
from cordee.ui.wording import counted

_KEPT = "paper_book"
"""The head of the last sheet, kept in the session: the next lines are most often of the same one."""


def _remembered(request: HttpRequest) -> dict[str, Any]:
    kept = dict(request.session.get(_KEPT, {}))
    if kept.get("on"):
        kept["on"] = date.fromisoformat(kept["on"])
    return kept


def _said(written: list[LogbookEntry], already: int) -> str:
    told = []
    if written:
        told.append(
            f"{counted(len(written), 'ligne écrite', 'lignes écrites')}, de {written[0]} "
            f"({timezone.localtime(written[0].happened_at):%d/%m %H:%M}) à {written[-1]} "
            f"({timezone.localtime(written[-1].happened_at):%d/%m %H:%M})."
        )
    if already:
        told.append(
            f"{counted(already, 'ligne y était', 'lignes y étaient')} déjà, à la même heure et avec les mêmes mots."
        )
    return " ".join(told)


def _write(request: HttpRequest, sheet: SheetForm, lines: Any, *, at: datetime) -> bool:
    """Copy the sheet; false when something is wrong, said beside its field."""
    if not (sheet.is_valid() & lines.is_valid()):
        return False
    found = lines.lines(sheet.cleaned_data["on"], at=at)
    if not lines.is_whole:
        return False
    if not found:
        sheet.add_error(None, "Écrivez au moins une ligne.")
        return False
    try:
        written, already = copy_paper_lines(
            lines=found, kept_by=sheet.cleaned_data["kept_by"], crisis=sheet.event(), by=agent(request), at=at
        )
    except Refused as refused:
        add_refused(sheet, refused)
        return False
    messages.success(request, _said(written, already))
    last = timezone.localtime(found[-1].happened_at).date()
    request.session[_KEPT] = {
        "on": last.isoformat(), "kept_by": sheet.cleaned_data["kept_by"], "crisis": sheet.cleaned_data["crisis"],
    }  # fmt: skip
    return True


@requires(Permission.CELL)
@require_http_methods(["GET", "POST"])
def logbook_paper(request: HttpRequest) -> HttpResponse:
    """The head of a sheet and its lines, as many pages as there are."""
    now = timezone.now()
    _, drill = asked_book(request)
    crises = crises_to_tell(drill, ended=True)
    known = {"crisis": str(crises[0].pk) if len(crises) == 1 else ""} | _remembered(request)
    posted = request.POST if request.method == "POST" else None
    sheet = SheetForm(posted, crises=crises, initial=known)
    lines = LineFormSet(posted, prefix="ligne")
    if posted is not None and _write(request, sheet, lines, at=now):
        return redirect(reverse("cell:logbook_paper") + ("?registre=exercice" if drill else ""))
    context = {
        "sheet": sheet,
        "lines": lines,
        "wrong": [form for form in lines.forms if form.is_bound and form.errors],
        "drill": drill,
        "trail": [("Main courante", reverse("cell:logbook")), ("Saisir du papier", "")],
    }
    status = 422 if posted is not None else 200
    return cell_page(request, "cell/logbook_paper.html", context, active="logbook", status=status)
