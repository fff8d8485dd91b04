"""Opening, telling and ending a crisis, with what the home page will say before it says it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import end_crisis, open_crisis, update_crisis
from cordee.ground.crisis.models import Crisis, CrisisPhase
from cordee.ground.crisis.rules.crises import can_change
from cordee.ground.crisis.selectors.crises import crisis_by_id, ended_crises, open_crises
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.desk.forms.crisis import CrisisForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

_PREVIEW = "apercu"


def _preview(form: CrisisForm) -> dict[str, Any] | None:
    """What the home page would say of what is typed; ``None`` until it is whole."""
    if not form.is_valid():
        return None
    found = form.cleaned_data
    return {
        "phase": CrisisPhase(found["phase"]).label,
        "title": found["title"],
        "message": found["public_message"],
        "source": found["source"],
    }


def _words(form: CrisisForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("kind", "title", "phase", "public_message", "source")}


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def crisis(request: HttpRequest) -> HttpResponse:
    """Crises going on, and a form to open one."""
    now = timezone.now()
    form = CrisisForm(request.POST if request.method == "POST" else None)
    previewing = _PREVIEW in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            opened = open_crisis(**_words(form), by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"« {opened.title} » est ouverte : la page d’accueil le dit.")
            return redirect("desk:crisis")
    context = {
        "open": open_crises(now=now),
        "ended": ended_crises(now=now),
        "form": form,
        "preview": _preview(form) if previewing else None,
        "now": now,
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/crisis.html", context, active="crisis", status=status)


def _found(crisis_id: int) -> Crisis:
    found = crisis_by_id(crisis_id)
    if found is None:
        raise Http404
    return found


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def crisis_edit(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """Change what is said."""
    subject, now = _found(crisis_id), timezone.now()
    if not can_change(subject):
        messages.error(request, "Cette crise est close.")
        return redirect("desk:crisis")
    known = {name: getattr(subject, name) for name in ("kind", "title", "phase", "public_message", "source")}
    form = CrisisForm(request.POST if request.method == "POST" else None, initial=known)
    previewing = _PREVIEW in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            update_crisis(crisis=subject, **_words(form), by=agent(request), at=now)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La page d’accueil est à jour.")
            return redirect("desk:crisis")
    context = {
        "crisis": subject,
        "form": form,
        "preview": _preview(form) if previewing else None,
        "trail": [("Crise", reverse("desk:crisis")), (subject.title, "")],
        "now": now,
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/crisis_edit.html", context, active="crisis", status=status)


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def crisis_end(request: HttpRequest, crisis_id: int) -> HttpResponse:
    """End, after one question."""
    subject = _found(crisis_id)
    if request.method == "POST":
        try:
            end_crisis(crisis=subject, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"« {subject.title} » est close. Les demandes et les missions en cours continuent."
            )
        return redirect("desk:crisis")
    context = {
        "heading": f"Clore « {subject.title} » ?",
        "text": "La page d’accueil n’en parlera plus. Les demandes et les missions en cours continuent jusqu’au bout.",
        "label": "Clore la crise",
        "back": reverse("desk:crisis"),
        "trail": [("Crise", reverse("desk:crisis")), ("Clore", "")],
    }
    return desk_page(request, "desk/confirm.html", context, active="crisis")
