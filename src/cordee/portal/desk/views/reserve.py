"""The municipal reserve: the days of each reservist, the vote that lengthens the year, the word of each one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.assignments.rules.reserve import ReserveDays
from cordee.ground.assignments.selectors.reserve import days_served
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.reserve import record_extension, say_on_extension, withdraw_extension
from cordee.ground.volunteers.selectors.reserve import (
    Reservist,
    extension_by_id,
    extension_on,
    extensions,
    reservists,
)
from cordee.portal.desk.forms.reserve import ExtensionForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.portal.desk.views.volunteer import found_volunteer
from cordee.ui.numbers import row_number


def reserve_counter(days: ReserveDays, today: date) -> dict[str, int]:
    """Days of the year served, how many there are, how many are left."""
    used, most = days.used(today.year), days.limit(today)
    return {"used": used, "most": most, "left": max(0, most - used), "year": today.year}


_PAGE = 25
_KEPT: dict[str, Callable[[Reservist, dict[str, int]], bool]] = {
    "": lambda _one, _days: True,
    "attente": lambda one, _days: one.word is None,
    "limite": lambda _one, days: not days["left"],
}


def _page(request: HttpRequest, form: ExtensionForm | None = None) -> HttpResponse:
    now, account = timezone.now(), agent(request)
    today = timezone.localtime(now).date()
    current = extension_on(today)
    served = days_served(at=now)
    lines = [
        (one, reserve_counter(served.get(one.volunteer.pk, ReserveDays()), today))
        for one in reservists(current)
    ]
    wanted = request.GET.get("voir", "")
    kept = [line for line in lines if _KEPT.get(wanted, _KEPT[""])(*line)]
    page = Paginator(kept, _PAGE).get_page(request.GET.get("page"))
    leave_read_trace(
        subjects=[one.volunteer for one, _ in page.object_list], by=account, commune_code=current_commune(),
        page="reserve",
    )  # fmt: skip
    tabs = [
        ("Tous", ""),
        *([("Pas encore demandé", "attente")] if current else []),
        ("Limite atteinte", "limite"),
    ]
    context: dict[str, Any] = {
        "page": page,
        "any": bool(lines),
        "tabs": [
            (label, f"?voir={key}", key == wanted, sum(_KEPT[key](*line) for line in lines))
            for label, key in tabs
        ],
        "current": current,
        "votes": extensions(),
        "form": form or ExtensionForm(initial={"voted_on": f"{today:%d/%m/%Y}"}),
        "wrong": form is not None,
        "may_vote": can(account, Permission.CRISIS_DECIDE),
        "may_admit": can(account, Permission.VOLUNTEER_ADMIT),
        "trail": [("Bénévoles", reverse("desk:volunteers")), ("Réserve communale", "")],
    }
    return desk_page(
        request, "desk/reserve.html", context, active="volunteers", status=422 if form is not None else 200
    )


@requires(Permission.VOLUNTEER_READ)
@require_GET
def reserve(request: HttpRequest) -> HttpResponse:
    """Each reservist, the days of the year, and what they said of a longer year."""
    return _page(request)


@requires(Permission.CRISIS_DECIDE)
@require_POST
def reserve_extend(request: HttpRequest) -> HttpResponse:
    """Note a vote of the council."""
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            record_extension(**form.cleaned_data, by=agent(request), at=timezone.now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, "La délibération est notée. Reste à recueillir l’accord de chacun.")
            return redirect("desk:reserve")
    return _page(request, form)


@requires(Permission.CRISIS_DECIDE)
@require_POST
def reserve_withdraw(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Take a vote back."""
    extension = extension_by_id(extension_id)
    if extension is None:
        raise Http404
    withdraw_extension(extension=extension, by=agent(request), at=timezone.now())
    messages.success(request, "La délibération est retirée : la limite est de quinze jours pour tous.")
    return redirect("desk:reserve")


@requires(Permission.VOLUNTEER_ADMIT)
@require_POST
def reserve_word(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Note what a reservist said."""
    extension, who = extension_by_id(extension_id), row_number(request.POST.get("benevole", ""))
    if extension is None or who is None or request.POST.get("mot") not in {"oui", "non"}:
        raise Http404
    volunteer = found_volunteer(who)
    try:
        say_on_extension(
            extension=extension, volunteer=volunteer, agrees=request.POST["mot"] == "oui", by=agent(request),
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"C’est noté pour {volunteer.person.full_name}.")
    return redirect(f"{reverse('desk:reserve')}?{request.GET.urlencode()}")
