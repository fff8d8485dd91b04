"""Who is on call, who will be, what is handed over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.duty import cancel_duty, give_duty, plan_duty, take_duty
from cordee.ground.crisis.rules.duty import can_take
from cordee.ground.crisis.selectors.duty import (
    duty_gaps,
    hand_over_by_id,
    hand_overs,
    on_duty,
    shift_by_id,
    shifts_ahead,
)
from cordee.ground.people.models import Account
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.selectors.accounts import staff_members
from cordee.ground.territory.models import current_commune
from cordee.portal.cell.forms.duty import HandOverForm, ShiftForm
from cordee.portal.cell.views.shell import add_refused, agent, cell_page, with_phones
from cordee.ui.forms import moment_of


def _staff() -> list[Account]:
    """Accounts that may open the command post."""
    return [one.account for one in staff_members() if can(one.account, Permission.CELL)]


@requires(Permission.CELL)
@require_GET
def duty(request: HttpRequest) -> HttpResponse:
    """Now, then the fortnight and its holes, then the notes."""
    now, notes = timezone.now(), hand_overs()
    if notes:
        leave_read_trace(subjects=list(notes), by=agent(request), commune_code=current_commune(), page="duty")
    context = {
        "current": with_phones(on_duty(now=now)),
        "ahead": shifts_ahead(now=now),
        "gaps": duty_gaps(now=now),
        "notes": [(one, can_take(one, agent(request))) for one in notes],
        "now": now,
    }
    return cell_page(request, "cell/duty.html", context, active="duty")


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def duty_new(request: HttpRequest) -> HttpResponse:
    """Put somebody on call."""
    now = timezone.now()
    today = f"{timezone.localtime(now):%d/%m/%Y}"
    form = ShiftForm(
        request.POST if request.method == "POST" else None, staff=_staff(), initial={"starts_on": today}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        starts_at, ends_at = (moment_of(said[f"{end}_on"], said[f"{end}_hour"]) for end in ("starts", "ends"))
        try:
            shift = plan_duty(
                kind=said["kind"], account=form.account(), phone=said["phone"], starts_at=starts_at,
                ends_at=ends_at, by=agent(request), at=now,
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"{shift.account.name} est d’astreinte.")
            return redirect("cell:duty")
    context = {
        "form": form,
        "heading": "Prévoir une astreinte",
        "label": "Enregistrer l’astreinte",
        "back": reverse("cell:duty"),
        "trail": [("Astreintes", reverse("cell:duty")), ("Prévoir", "")],
    }
    return cell_page(request, "cell/form.html", context, active="duty")


@requires(Permission.CRISIS_DECIDE)
@require_POST
def duty_cancel(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take somebody off call."""
    shift = shift_by_id(shift_id)
    if shift is None:
        raise Http404
    try:
        cancel_duty(shift=shift, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"L’astreinte de {shift.account.name} est retirée. Regardez s’il reste un trou."
        )
    return redirect("cell:duty")


@requires(Permission.CELL)
@require_http_methods(["GET", "POST"])
def hand_over_new(request: HttpRequest) -> HttpResponse:
    """Leave a note to whoever comes next."""
    staff = [one for one in _staff() if one.pk != agent(request).pk]
    mine = [one.kind for one in on_duty(now=timezone.now()) if one.account_id == agent(request).pk]
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        staff=staff,
        initial={"kind": mine[0] if mine else ""},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            give_duty(
                kind=said["kind"],
                taker=form.account(),
                note=said["note"],
                by=agent(request),
                at=timezone.now(),
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"Consignes signées. {form.account().name} doit les signer à son tour.")
            return redirect("cell:duty")
    context = {
        "form": form,
        "heading": "Passer les consignes",
        "label": "Signer et remettre",
        "back": reverse("cell:duty"),
        "trail": [("Astreintes", reverse("cell:duty")), ("Passer les consignes", "")],
    }
    return cell_page(request, "cell/form.html", context, active="duty")


@requires(Permission.CELL)
@require_POST
def hand_over_take(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Sign for a note."""
    found = hand_over_by_id(hand_over_id)
    if found is None:
        raise Http404
    try:
        take_duty(hand_over=found, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Consignes prises : l’astreinte est à vous.")
    return redirect("cell:duty")
