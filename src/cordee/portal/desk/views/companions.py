"""First missions: who comes along, or why nobody does, and « accompagnement fait »."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.ground.assignments.actions.accompaniment import (
    propose_with_agent,
    propose_with_companion,
    record_accompaniment_done,
    waive_companion,
)
from cordee.ground.assignments.models import LIVE_STATES
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.assignments.rules.plans import Proposal
from cordee.ground.assignments.selectors.accompaniment import (
    accompaniment_of,
    must_be_accompanied,
    possible_companions,
    words_of_company,
)
from cordee.ground.assignments.selectors.ledger import assignment_by_id, assignments_of_need
from cordee.ground.audit.actions import leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.people.models import Account
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.protection import check_open
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.selectors.lists import volunteer_by_id
from cordee.portal.desk.forms.companions import CompanionForm
from cordee.portal.desk.forms.protocols import OverrideForm
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.portal.desk.views.volunteer import found_volunteer


def _planned(need: Need, newcomer: Volunteer, at: datetime) -> tuple[datetime, Proposal | None]:
    """When the first mission is; with a proposal when nothing was suggested yet. Raises ``Refused``."""
    for one in assignments_of_need(need.pk):
        if one.volunteer_id == newcomer.pk and one.state in LIVE_STATES and one.accompanies_id is None:
            return one.starts_at, None
    proposal = proposal_for(need=need, volunteer=newcomer, at=at)
    return proposal.starts_at, proposal


def _trail(need: Need, last: str) -> list[tuple[str, str]]:
    return [
        ("Propositions", reverse("desk:proposals")),
        (str(need), reverse("desk:need", args=[need.pk])),
        (last, ""),
    ]


@requires(Permission.MATCH_DECIDE)
@require_http_methods(["GET", "POST"])
def companion(request: HttpRequest, need_id: int, volunteer_id: int) -> HttpResponse:
    """« Première mission à accompagner : par qui ? » Both are asked at once."""
    need, newcomer, at = found_need(need_id), found_volunteer(volunteer_id), timezone.now()
    account = agent(request)
    try:
        starts_at, proposal = _planned(need, newcomer, at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:need", need_id)
    if not must_be_accompanied(need, newcomer):
        messages.info(request, f"{newcomer.person.short_name} n’a pas besoin d’être accompagné·e.")
        return redirect("desk:need", need_id)
    possible = possible_companions(need, newcomer, starts_at=starts_at, at=at)
    form = CompanionForm(request.POST if request.method == "POST" else None, possible=possible)
    if request.method == "POST" and form.is_valid():
        try:
            said = _ask(form, need, newcomer, proposal, by=account, at=at)
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, said)
            return redirect("desk:need", need_id)
    leave_read_trace(
        subjects=[newcomer, *(one.volunteer for one in possible)], by=account, commune_code=current_commune(),
        page="companion",
    )  # fmt: skip
    chosen = accompaniment_of(need.pk, newcomer.pk)
    context = {
        "need": need,
        "label": activity_label(need.activity),
        "newcomer": newcomer,
        "starts_at": starts_at,
        "form": form,
        "possible": possible,
        "chosen": words_of_company(chosen) if chosen else "",
        "may_waive": can(account, Permission.CRISIS_DECIDE),
        "trail": _trail(need, "Première mission"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/companion.html", context, active="proposals", status=status)


def _ask(
    form: CompanionForm,
    need: Need,
    newcomer: Volunteer,
    proposal: Proposal | None,
    *,
    by: Account,
    at: datetime,
) -> str:
    key = form.companion_id()
    if key is None:
        name = form.cleaned_data["agent_name"]
        propose_with_agent(need=need, volunteer=newcomer, agent_name=name, by=by, at=at, proposal=proposal)
        return f"Proposé à {newcomer.person.short_name}, avec {name}."
    along = volunteer_by_id(key)
    if along is None:
        raise Refused("Cette personne n’est plus dans la liste.", field="companion")
    propose_with_companion(need=need, volunteer=newcomer, companion=along, by=by, at=at, proposal=proposal)
    return f"Proposé à {newcomer.person.short_name} et à {along.person.short_name}, ensemble."


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def companion_waive(request: HttpRequest, need_id: int, volunteer_id: int) -> HttpResponse:
    """Let a newcomer go alone for one need, with a reason, by whoever answers for it."""
    need, newcomer = found_need(need_id), volunteer_by_id(volunteer_id)
    if newcomer is None:
        raise Http404
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            waive_companion(
                need=need, volunteer=newcomer, reason=form.cleaned_data["reason"], by=agent(request),
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"Dispense donnée : {need} peut être proposée à {newcomer}.")
            return redirect("desk:need", need_id)
    context = {
        "need": need,
        "label": activity_label(need.activity),
        "newcomer": newcomer,
        "form": form,
        "trail": [(str(need), reverse("desk:need", args=[need.pk])), ("Dispense", "")],
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/companion_waive.html", context, active="proposals", status=status)


@requires(Permission.MATCH_DECIDE)
@require_POST
def companion_done(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """« Accompagnement fait »: the volunteer may go alone from now on."""
    assignment = assignment_by_id(assignment_id)
    if assignment is None:
        raise Http404
    check_open(assignment.need.beneficiary.person)
    try:
        record_accompaniment_done(assignment=assignment, by=agent(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"C’est noté : {assignment.volunteer.person.short_name} peut maintenant partir seul·e."
        )
    return redirect("desk:proposals")
