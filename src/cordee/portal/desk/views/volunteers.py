"""The volunteers: the promise made to them first, then the list; taken out of the house only for a stated purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.signup import sign_up_volunteer
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.levels import LEVELS
from cordee.ground.volunteers.rules.membership import TO_TELL, is_of_partner
from cordee.ground.volunteers.selectors.checks import volunteers_with_checks_to_renew, with_checks_to_renew
from cordee.ground.volunteers.selectors.lists import (
    VolunteerFilter,
    filtered_volunteers,
    promises,
    undecided_hints,
)
from cordee.portal.desk.forms.volunteer import NewVolunteerForm
from cordee.portal.desk.forms.volunteers import ExportForm, VolunteerFilterForm
from cordee.portal.desk.rules.exports import PURPOSES, renewal_words
from cordee.portal.desk.views.csv_file import csv_file
from cordee.portal.desk.views.located import place_of
from cordee.portal.desk.views.shell import add_refused, agent, desk_page

PAGE_SIZE = 50
MOST_EXPORTED = 5_000


def _is_call_list(wanted: VolunteerFilter) -> bool:
    """True for the lists one rings from: only these show telephone numbers."""
    return wanted.never_contacted or wanted.late or wanted.without_news or wanted.checks


def _rows(volunteers: list[Volunteer], *, with_phone: bool, today: date) -> list[dict[str, Any]]:
    return [
        {
            "volunteer": volunteer,
            "phone": display_phone(volunteer.person.shown_phone)
            if with_phone and volunteer.person.shown_phone and not is_of_partner(volunteer)
            else "",
            "of_partner": is_of_partner(volunteer),
            "partner": (volunteer.organisation.name if volunteer.organisation else TO_TELL)
            if is_of_partner(volunteer)
            else "",
            "count": len(volunteer.activities),
            "level": LEVELS[volunteer.trust_level].label,
            "checks": renewal_words(volunteer, today),
        }
        for volunteer in volunteers
    ]


@requires(Permission.VOLUNTEER_READ)
@require_GET
def volunteers(request: HttpRequest) -> HttpResponse:
    """The counters of the promise, the filters, fifty volunteers a page."""
    account, now = agent(request), timezone.now()
    form = VolunteerFilterForm(request.GET)
    wanted = form.wanted()
    page = Paginator(filtered_volunteers(wanted, now=now), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    ringing = _is_call_list(wanted)
    if ringing:
        leave_read_trace(
            subjects=list(shown), by=account, commune_code=current_commune(), page="volunteers_to_ring"
        )
    else:
        leave_trace(
            verb="list_volunteers", subject="volunteers", by=account, commune_code=current_commune(), kind=EventKind.READ,
            at=now, found=page.paginator.count, shown=len(shown),
        )  # fmt: skip
    context = {
        "form": form,
        "page": page,
        "rows": _rows(shown, with_phone=ringing, today=timezone.localtime(now).date()),
        "ringing": ringing,
        "checking": wanted.checks,
        "to_renew": volunteers_with_checks_to_renew(timezone.localtime(now).date()),
        "promises": promises(now=now),
        "pairs": undecided_hints().count() if can(account, Permission.VOLUNTEER_ADMIT) else 0,
        "query": request.GET.urlencode(),
        "now": now,
        "may_admit": can(account, Permission.VOLUNTEER_ADMIT),
        "may_export": can(account, Permission.EXPORT),
    }
    return desk_page(request, "desk/volunteers.html", context, active="volunteers")


@requires(Permission.EXPORT)
@require_http_methods(["GET", "POST"])
def volunteers_export(request: HttpRequest) -> HttpResponse:
    """Ask why, then give the columns that this needs, of the volunteers filtered on the list."""
    account, now = agent(request), timezone.now()
    wanted = VolunteerFilterForm(request.GET).wanted()
    found = filtered_volunteers(wanted, now=now)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        purpose = PURPOSES[form.cleaned_data["purpose"]]
        if purpose.code == "checks" and not wanted.checks:
            found = with_checks_to_renew(found, timezone.localtime(now).date())
        taken = list(found[:MOST_EXPORTED])
        leave_trace(
            verb="export_volunteers", subject="volunteers", by=account, commune_code=current_commune(), kind=EventKind.READ,
            at=now, purpose=purpose.code, count=len(taken), columns=list(purpose.columns),
        )  # fmt: skip
        rows = (purpose.row(volunteer) for volunteer in taken)
        return csv_file(f"benevoles-{timezone.localtime(now):%Y-%m-%d}", purpose.headers, rows)
    context = {
        "form": form,
        "count": found.count(),
        "most": MOST_EXPORTED,
        "trail": [("Bénévoles", reverse("desk:volunteers")), ("Exporter", "")],
        "query": request.GET.urlencode(),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/volunteers_export.html", context, active="volunteers", status=status)


@requires(Permission.EXPORT)
@require_GET
def volunteers_print(request: HttpRequest) -> HttpResponse:
    """The list on paper, to go on when there is no network."""
    now = timezone.now()
    taken = list(filtered_volunteers(VolunteerFilterForm(request.GET).wanted(), now=now)[:MOST_EXPORTED])
    leave_trace(
        verb="print_volunteers", subject="volunteers", by=agent(request), commune_code=current_commune(),
        kind=EventKind.READ, at=now, count=len(taken),
    )  # fmt: skip
    purpose = PURPOSES["site"]
    context = {
        "headers": purpose.headers,
        "rows": [purpose.row(volunteer) for volunteer in taken],
        "printed_at": now,
        "printed_by": agent(request).name,
        "query": request.GET.urlencode(),
    }
    return desk_page(request, "desk/volunteers_print.html", context, active="volunteers")


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def volunteer_new(request: HttpRequest) -> HttpResponse:
    """Sign somebody up at the counter or on the phone: the same act as on the site."""
    at, account = timezone.now(), agent(request)
    radius = request.municipality.default_radius_km  # type: ignore[attr-defined]
    form = NewVolunteerForm(request.POST if request.method == "POST" else None, default_radius_km=radius)
    if request.method == "POST" and form.is_valid():
        place, warning = place_of(form.cleaned_data["address"])
        try:
            volunteer = sign_up_volunteer(offer=form.offer(place=place), by=account, at=at)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"{volunteer.person.full_name} est inscrit·e, dossier {volunteer}.")
            if warning:
                messages.warning(request, warning)
            return redirect("desk:volunteer", volunteer.pk)
    context = {
        "form": form,
        "identity": [form[name] for name in form.identity_fields],
        "trail": [("Bénévoles", reverse("desk:volunteers")), ("Nouvelle inscription", "")],
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/volunteer_new.html", context, active="volunteers", status=status)
