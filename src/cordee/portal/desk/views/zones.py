"""Forbidden zones: closing one on a map or by a form, opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.zones import close_zone, open_zone
from cordee.ground.crisis.selectors.zones import zone_by_id
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.selectors import districts, districts_geojson, town_centre
from cordee.portal.desk.forms.protocols import ZoneForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def zone_close(request: HttpRequest) -> HttpResponse:
    """Forbid a zone: nobody is sent there from then on."""
    now = timezone.now()
    form = ZoneForm(request.POST if request.method == "POST" else None, districts=districts())
    if request.method == "POST" and form.is_valid():
        try:
            zone = close_zone(
                name=form.cleaned_data["name"],
                outline=form.cleaned_data["outline"],
                district=form.place(),
                starts_at=form.starts_at(now),
                ends_at=form.ends_at(),
                decided_by=form.cleaned_data["decided_by"],
                source=form.cleaned_data["legal_ref"],
                by=agent(request),
                at=now,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"« {zone} » est interdite. Les missions prévues y sont relues.")
            return redirect("desk:protocols")
    context = {
        "form": form,
        "points": [],
        "outlines": districts_geojson(),
        "centre": town_centre(),
        "trail": [("Protocoles", reverse("desk:protocols")), ("Interdire une zone", "")],
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/protocols/zone.html", context, active="protocols", status=status)


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def zone_open(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Open a zone again, after one question."""
    zone = zone_by_id(zone_id)
    if zone is None:
        raise Http404
    if request.method == "POST":
        try:
            open_zone(zone=zone, by=agent(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"« {zone} » est rouverte. Les missions suspendues y sont relues.")
        return redirect("desk:protocols")
    context = {
        "heading": f"Rouvrir « {zone} » ?",
        "text": "Des bénévoles pourront de nouveau y être envoyés, sous les protocoles en vigueur.",
        "label": "Rouvrir la zone",
        "back": reverse("desk:protocols"),
        "trail": [("Protocoles", reverse("desk:protocols")), ("Rouvrir", "")],
    }
    return desk_page(request, "desk/confirm.html", context, active="protocols")
