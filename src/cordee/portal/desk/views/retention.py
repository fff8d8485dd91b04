"""How long things are kept, what is too old, and the bordereau of what was destroyed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.retention import choose_retention, eliminate
from cordee.ground.people.models import Elimination
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.people.selectors.privacy import (
    MOST_AT_ONCE,
    elimination_by_id,
    eliminations,
    preview_of,
    previews,
)
from cordee.portal.desk.forms.privacy import DaysForm, EliminateForm
from cordee.portal.desk.views.csv_file import csv_file
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

LINES_SHOWN = 200
TRAIL = ("Données personnelles", "desk:privacy")


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(TRAIL[0], reverse(TRAIL[1])), *steps]


@requires(Permission.ELIMINATE)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Every series: how long, since when, how much is too old; and what was destroyed before."""
    context = {
        "previews": previews(at=timezone.now()),
        "done": eliminations(),
        "trail": _trail(("Durées et éliminations", "")),
    }
    return desk_page(request, "desk/privacy/retention.html", context, active="privacy")


@requires(Permission.ELIMINATE)
@require_http_methods(["GET", "POST"])
def retention_days(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another length for one series."""
    preview = preview_of(code, at=timezone.now())
    if preview is None:
        raise Http404
    form = DaysForm(request.POST if request.method == "POST" else None, initial={"days": preview.kept.days})
    if request.method == "POST" and form.is_valid():
        try:
            choose_retention(code=code, days=form.cleaned_data["days"], by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La durée est changée. Rien n’est détruit sans votre confirmation.")
            return redirect("desk:retention")
    context = {
        "kept": preview.kept,
        "form": form,
        "trail": _trail(("Durées et éliminations", reverse("desk:retention")), ("Changer une durée", "")),
    }
    return desk_page(
        request, "desk/privacy/days.html", context, active="privacy", status=422 if form.is_bound else 200
    )


@requires(Permission.ELIMINATE)
@require_http_methods(["GET", "POST"])
def retention_purge(request: HttpRequest, code: str) -> HttpResponse:
    """Read the list, then destroy exactly that."""
    now = timezone.now()
    preview = preview_of(code, at=now)
    if preview is None:
        raise Http404
    form = EliminateForm(
        request.POST if request.method == "POST" else None, initial={"fingerprint": preview.fingerprint}
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            done = eliminate(
                code=code, fingerprint=found["fingerprint"], visa=found["visa"], by=agent(request), at=now
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("desk:retention_purge", code)
        messages.success(request, f"C’est éliminé. Voici le bordereau {done}.")
        return redirect("desk:elimination", done.pk)
    context = {
        "preview": preview,
        "shown": preview.lines[:LINES_SHOWN],
        "more": max(0, len(preview.lines) - LINES_SHOWN),
        "full": len(preview.lines) == MOST_AT_ONCE,
        "form": form,
        "trail": _trail(("Durées et éliminations", reverse("desk:retention")), ("Projet de bordereau", "")),
    }
    return desk_page(
        request, "desk/privacy/purge.html", context, active="privacy", status=422 if form.is_bound else 200
    )


def _found(elimination_id: int) -> Elimination:
    done = elimination_by_id(elimination_id)
    if done is None:
        raise Http404
    return done


@requires(Permission.ELIMINATE)
@require_GET
def elimination(request: HttpRequest, elimination_id: int) -> HttpResponse:
    """The bordereau, to print and sign."""
    context = {
        "done": _found(elimination_id),
        "printed_at": timezone.now(),
        "printed_by": agent(request).name,
    }
    return desk_page(request, "desk/privacy/elimination.html", context, active="privacy")


@requires(Permission.ELIMINATE)
@require_GET
def elimination_csv(_request: HttpRequest, elimination_id: int) -> HttpResponse:
    """The bordereau as a spreadsheet."""
    done = _found(elimination_id)
    headers = [
        "Bordereau", "Série", "Traitement", "Premier jour", "Dernier jour", "Nombre", "Durée (jours)", "Fondement",
        "Visa des archives", "Détruit le", "Par", "Empreinte de la liste",
    ]  # fmt: skip
    row = [
        str(done), done.series, done.processing, f"{done.first_on:%d/%m/%Y}", f"{done.last_on:%d/%m/%Y}",
        str(done.volume), str(done.days), done.basis, done.visa,
        f"{timezone.localtime(done.done_at):%d/%m/%Y %H:%M}", done.done_by.name if done.done_by else "",
        done.fingerprint,
    ]  # fmt: skip
    return csv_file(f"bordereau-{done}", headers, [row])
