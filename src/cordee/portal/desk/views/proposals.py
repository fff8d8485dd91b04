"""Proposals: the engine suggests, a coordinator decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from cordee.ground.assignments.actions.answers import accept_assignment, decline_assignment
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, set_suggestion_aside
from cordee.ground.assignments.actions.proposals import propose as ask_volunteer
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.rules.accompaniment import CompanionNeeded
from cordee.ground.assignments.selectors.accompaniment import first_missions, first_missions_among
from cordee.ground.assignments.selectors.ledger import (
    assignment_by_id,
    assignments_by_id,
    last_plan,
    suggestions,
    waiting_answers,
)
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.selectors.queue import needs_past_their_window
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.volunteers.selectors.lists import volunteer_by_id
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.shell import agent, desk_page
from cordee.ui.numbers import row_number
from cordee.ui.wording import counted


def _back(request: HttpRequest) -> HttpResponse:
    """Where the agent came from, if it is a page of ours."""
    target = request.POST.get("retour", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect(target)
    return redirect("desk:proposals")


@requires(Permission.MATCH_DECIDE)
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Suggestions to decide, answers awaited, needs that stay without help and why."""
    now = timezone.now()
    to_decide = suggestions()
    context = {
        "suggestions": to_decide,
        "first": first_missions_among(to_decide),
        "accompanied": first_missions(),
        "waiting": waiting_answers(),
        "too_late": needs_past_their_window(now=now),
        "plan": last_plan(),
        "now": now,
        "automatic": request.municipality.automatic_proposals,  # type: ignore[attr-defined]
    }
    return desk_page(request, "desk/proposals.html", context, active="proposals")


@requires(Permission.MATCH_DECIDE)
@require_POST
def make_plan(request: HttpRequest) -> HttpResponse:
    """Plan the whole town again; suggestions not decided yet are replaced."""
    at = timezone.now()
    plan = propose_town_plan(at=at)
    stored = store_plan(plan=plan, by=agent(request), at=at)
    if stored:
        messages.success(
            request,
            f"{counted(len(stored), 'proposition à valider', 'propositions à valider')}, "
            f"{counted(len(plan.unserved), 'demande', 'demandes')} sans solution.",
        )
    elif plan.needs:
        messages.warning(request, "Aucune proposition possible : voyez pourquoi ci-dessous.")
    else:
        messages.info(request, "Aucune demande qualifiée n’attend de bénévole.")
    return redirect("desk:proposals")


@requires(Permission.MATCH_DECIDE)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Approve or set aside the suggestions ticked; one that moved meanwhile is told, the others go on."""
    account, at = agent(request), timezone.now()
    chosen = [key for value in request.POST.getlist("assignment") if (key := row_number(value)) is not None]
    aside = request.POST.get("decision") == "ecarter"
    if not chosen:
        messages.error(request, "Cochez au moins une proposition.")
        return _back(request)
    done, refused = 0, []
    known = assignments_by_id(chosen)
    for key in chosen:
        assignment = known.get(key)
        if assignment is None:
            refused.append("Une proposition cochée n’existe plus : le plan a été recalculé.")
            continue
        try:
            if aside:
                set_suggestion_aside(
                    assignment=assignment, by=account, at=at, block=request.POST.get("bloquer") == "oui"
                )
            else:
                approve_suggestion(assignment=assignment, by=account, at=at)
            done += 1
        except CompanionNeeded as no:
            if len(chosen) == 1:
                return redirect("desk:companion", assignment.need_id, assignment.volunteer_id)
            refused.append(f"{assignment.need} : {no}")
        except Refused as no:
            refused.append(f"{assignment.need} : {no}")
    if done:
        said = (
            counted(done, "écartée.", "écartées.")
            if aside
            else counted(done, "envoyée au bénévole.", "envoyées aux bénévoles.")
        )
        messages.success(request, said)
    for sentence in sorted(set(refused))[:5]:
        messages.warning(request, sentence)
    return _back(request)


@requires(Permission.MATCH_DECIDE)
@require_POST
def propose(request: HttpRequest, need_id: int, volunteer_id: int) -> HttpResponse:
    """Ask this volunteer rather than the one suggested."""
    volunteer, at = volunteer_by_id(volunteer_id), timezone.now()
    if volunteer is None:
        raise Http404
    try:
        found = proposal_for(need=found_need(need_id), volunteer=volunteer, at=at)
        ask_volunteer(proposal=found, by=agent(request), at=at)
    except CompanionNeeded:
        return redirect("desk:companion", need_id, volunteer_id)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Proposé à {volunteer.person.short_name}.")
    return redirect("desk:need", need_id)


@requires(Permission.MATCH_DECIDE)
@require_POST
def answered_by_phone(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """A volunteer without mobile said yes or no on the phone."""
    assignment = assignment_by_id(assignment_id)
    if assignment is None:
        raise Http404
    account, at = agent(request), timezone.now()
    try:
        if request.POST.get("reponse") == "oui":
            answer = accept_assignment(assignment=assignment, by=account, at=at, channel="phone")
            if answer.held:
                messages.success(request, f"{assignment.volunteer.person.short_name} prend la mission.")
            else:
                messages.warning(request, answer.sentence)
        else:
            decline_assignment(assignment=assignment, by=account, at=at, channel="phone")
            messages.success(request, "Refus noté, la suite est cherchée.")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request)
