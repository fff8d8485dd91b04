"""The checks of one volunteer: noting that a document was seen, taking it back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.ground.assignments.models import LIVE_STATES
from cordee.ground.assignments.selectors.ledger import missions_of_volunteer
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.actions.checks import note_check, take_check_back
from cordee.ground.volunteers.models import CheckKind, Volunteer
from cordee.ground.volunteers.rules.checks import ASKED, KINDS
from cordee.ground.volunteers.selectors.checks import current_checks
from cordee.portal.desk.forms.checks import SightForm
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.portal.desk.views.volunteer import found_volunteer, trail_of


def _kind(code: str) -> CheckKind:
    if code not in CheckKind.values:
        raise Http404
    return CheckKind(code)


def _missions_that_ask(volunteer: Volunteer, kind: CheckKind, *, now: datetime) -> int:
    """Missions to come, asked or promised, of an activity that asks for this kind."""
    return sum(
        kind in ASKED.get(one.need.activity, ())
        for one in missions_of_volunteer(volunteer.pk, now=now)
        if one.state in LIVE_STATES and one.ends_at > now
    )


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def volunteer_check_note(request: HttpRequest, volunteer_id: int, kind: str) -> HttpResponse:
    """« Vu le …, valable jusqu’au … »: to note a sight, to renew it or to correct it."""
    code, volunteer, now = _kind(kind), found_volunteer(volunteer_id), timezone.now()
    if code not in KINDS:
        raise Http404
    current = next((one for one in current_checks(volunteer.pk) if one.kind == code), None)
    today = timezone.localtime(now).date()
    form = SightForm(
        request.POST if request.method == "POST" else None, kind=code, today=today, current=current
    )
    if form.is_bound and form.is_valid():
        try:
            check = note_check(volunteer=volunteer, kind=code, by=agent(request), at=now, **form.sight())
        except Refused as refused:
            add_refused(form, refused)
        else:
            until = f", valable jusqu’au {check.valid_until:%d/%m/%Y}" if check.valid_until else ""
            messages.success(request, f"C’est noté : {code.label}{until}.")
            return redirect(reverse("desk:volunteer", args=[volunteer_id]) + "#controles")
    leave_read_trace(
        subjects=[volunteer, volunteer.person], by=agent(request), commune_code=current_commune(), page="volunteer_check"
    )  # fmt: skip
    context = {
        "form": form,
        "volunteer": volunteer,
        "title": code.label,
        "hint": KINDS[code].hint,
        "current": current,
        "opens": [activity_label(activity) for activity, asked in ASKED.items() if code in asked],
        "trail": trail_of(volunteer, (code.label.capitalize(), "")),
    }
    status = 422 if form.is_bound else 200
    return desk_page(request, "desk/check_note.html", context, active="volunteers", status=status)


@requires(Permission.VOLUNTEER_ADMIT)
@require_http_methods(["GET", "POST"])
def volunteer_check_back(request: HttpRequest, volunteer_id: int, kind: str) -> HttpResponse:
    """Take back what was noted by mistake, after one question."""
    code, volunteer, now = _kind(kind), found_volunteer(volunteer_id), timezone.now()
    page = reverse("desk:volunteer", args=[volunteer_id]) + "#controles"
    if request.method == "POST":
        try:
            take_check_back(volunteer=volunteer, kind=code, by=agent(request), at=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Retiré : {code.label}. Pour revenir en arrière, notez-le de nouveau.")
        return redirect(page)
    asking = _missions_that_ask(volunteer, code, now=now)
    told = (
        f" {asking} mission{'s' if asking > 1 else ''} à venir le demande{'nt' if asking > 1 else ''}."
        if asking
        else ""
    )
    context = {
        "heading": f"Retirer « {code.label} » ?",
        "text": f"Ce contrôle ne comptera plus, et ce qu’il ouvrait se ferme aussitôt.{told} "
        "La ligne reste lisible dans « Noté avant », puis elle s’efface.",
        "label": "Retirer",
        "back": page,
        "trail": trail_of(volunteer, ("Retirer un contrôle", "")),
    }
    return desk_page(request, "desk/confirm.html", context, active="volunteers")
