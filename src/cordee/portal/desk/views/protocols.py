"""Protocols: what is in force, deciding, confirming each value, and the missions a decision makes one look at again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordee.ground.assignments.actions.reviews import pass_over_rules, release_for_rules
from cordee.ground.assignments.planning.pairs import pair_to_authorise, why_not
from cordee.ground.assignments.selectors.verdicts import (
    latest_reviews,
    missions_to_settle_count,
    overrides,
    review_by_id,
    review_counts,
    review_of_decision,
    reviewed_mission,
    reviewed_missions,
    town_rules,
)
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.protocols import lift_protocol, put_in_force
from cordee.ground.crisis.models import DecisionKind, ProtocolDecision
from cordee.ground.crisis.selectors.protocols import (
    all_decisions,
    catalogue,
    current_thread,
    decision_by_id,
    model_named,
    parameter_lines,
    protocols_of_town,
    ruling_of,
)
from cordee.ground.crisis.selectors.zones import past_zones, zones_from
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.selectors import districts
from cordee.ground.volunteers.selectors.lists import volunteer_by_id
from cordee.portal.desk.forms.protocols import DecisionForm, FromForm, OverrideForm
from cordee.portal.desk.views.need import found_need
from cordee.portal.desk.views.shell import add_refused, agent, desk_page
from cordee.ui.numbers import row_number
from cordee.ui.wording import counted

_HOME = ("Protocoles", "desk:protocols")
_PAGE = 50


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_HOME[0], reverse(_HOME[1])), *steps]


@requires(Permission.NEED_TITLES)
@require_GET
def protocols(request: HttpRequest) -> HttpResponse:
    """What is in force, what comes, what is over; zones; missions to look at again."""
    now, account, decisions = timezone.now(), agent(request), all_decisions()
    may_settle = can(account, Permission.MATCH_DECIDE)
    context = {
        "protocols": protocols_of_town(now=now, decisions=decisions),
        "decisions": decisions[:30],
        "catalogue": catalogue(),
        "zones": zones_from(now),
        "past_zones": past_zones(now, limit=5),
        "reviews": latest_reviews(limit=10) if may_settle else [],
        "to_settle": missions_to_settle_count() if may_settle else 0,
        "overrides": overrides(limit=20),
        "may_decide": can(account, Permission.CRISIS_DECIDE),
        "now": now,
    }
    return desk_page(request, "desk/protocols/list.html", context, active="protocols")


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def protocol_decide(request: HttpRequest, code: str) -> HttpResponse:
    """Put a protocol in force, or change the version of the town or of one district."""
    model, now = model_named(code), timezone.now()
    if model is None:
        raise Http404
    place = row_number(request.GET.get("quartier", ""))
    current = current_thread(code, place, now=now)
    lines = parameter_lines(code, current.parameters if current else None)
    initial: dict[str, Any] = {"decided_on": timezone.localtime(now).date()}
    if current is not None:
        local_end = timezone.localtime(current.ends_at) if current.ends_at else None
        initial |= {"legal_ref": current.legal_ref, "district": current.district_id or ""}
        if local_end:
            initial |= {"ends_on": local_end.date(), "ends_time": local_end.time()}
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        districts=districts(), lines=lines, fixed_place=current is not None, initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        parameters = form.parameters(timezone.localtime(now).date())
        if not form.errors:
            try:
                decision = put_in_force(
                    code=code,
                    district=current.district if current else form.place(),
                    starts_at=form.starts_at(now),
                    ends_at=form.ends_at(),
                    decided_by=form.cleaned_data["decided_by"],
                    decided_on=form.cleaned_data["decided_on"],
                    legal_ref=form.cleaned_data["legal_ref"],
                    parameters=parameters,
                    by=agent(request),
                    at=now,
                )
            except Refused as refused:
                add_refused(form, refused)
            else:
                messages.success(
                    request, f"{decision} : décision enregistrée. Les missions prévues sont relues."
                )
                return redirect("desk:protocol", decision.pk)
    context = {
        "model": model,
        "form": form,
        "current": current,
        "trail": _trail((model.label, "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/protocols/decide.html", context, active="protocols", status=status)


def _decision(decision_id: int) -> ProtocolDecision:
    found = decision_by_id(decision_id)
    if found is None:
        raise Http404
    return found


def _about(decision: ProtocolDecision) -> dict[str, Any]:
    now, model = timezone.now(), model_named(decision.code)
    review = review_of_decision(decision.pk)
    return {
        "decision": decision,
        "model": model,
        "label": model.label if model else decision.code,
        "ruling": ruling_of(decision),
        "lines": parameter_lines(decision.code, decision.parameters)
        if model and decision.kind != DecisionKind.LIFT
        else [],
        "review": review,
        "counts": review_counts(review.pk) if review else None,
        "now": now,
    }


@requires(Permission.NEED_TITLES)
@require_GET
def protocol(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision: its dates, its values with their sources, and how far the missions were looked at."""
    decision, account = _decision(decision_id), agent(request)
    context = _about(decision)
    running = context["review"] is not None and context["review"].finished_at is None
    if request.htmx and not running:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})
    context |= {
        "running": running,
        "may_decide": can(account, Permission.CRISIS_DECIDE),
        "may_settle": can(account, Permission.MATCH_DECIDE),
        "unconfirmed": sum(not line.confirmed for line in context["lines"]),
        "trail": _trail((str(decision), "")),
    }
    part = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
    return desk_page(request, f"desk/protocols/decision.html{part}", context, active="protocols")


@requires(Permission.NEED_TITLES)
@require_GET
def protocol_print(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The same on paper, to be pinned up and signed."""
    return desk_page(request, "desk/protocols/print.html", _about(_decision(decision_id)), active="protocols")


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def protocol_lift(request: HttpRequest, decision_id: int) -> HttpResponse:
    """End a protocol, by a decision."""
    decision, now = _decision(decision_id), timezone.now()
    form = FromForm(
        request.POST if request.method == "POST" else None,
        initial={"decided_on": timezone.localtime(now).date()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            lifted = lift_protocol(
                code=decision.code,
                district=decision.district,
                starts_at=form.starts_at(now),
                decided_by=form.cleaned_data["decided_by"],
                decided_on=form.cleaned_data["decided_on"],
                legal_ref=form.cleaned_data["legal_ref"],
                by=agent(request),
                at=now,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(request, f"{decision.code} est levé. Les missions prévues sont relues.")
            return redirect("desk:protocol", lifted.pk)
    context = {
        "decision": decision,
        "form": form,
        "trail": _trail((str(decision), reverse("desk:protocol", args=[decision.pk])), ("Lever", "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/protocols/lift.html", context, active="protocols", status=status)


@requires(Permission.MATCH_DECIDE)
@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The worklist of a decision: what changes for each mission to come, and what waits for a coordinator."""
    found = review_by_id(review_id)
    if found is None:
        raise Http404
    shown, counts = request.GET.get("voir", ""), review_counts(review_id)
    url = reverse("desk:review", args=[review_id])
    lines = reviewed_missions(review_id, changed=None if shown == "toutes" else True)
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    context = {
        "review": found,
        "counts": counts,
        "page": page,
        "tabs": [
            ("Ce qui change", url, shown != "toutes", counts.changed),
            ("Toutes les missions relues", f"{url}?voir=toutes", shown == "toutes", counts.total),
        ],
        "trail": _trail(("Missions à revoir", "")),
    }
    return desk_page(request, "desk/protocols/review.html", context, active="protocols")


@requires(Permission.MATCH_DECIDE)
@require_POST
def review_release(request: HttpRequest, review_id: int) -> HttpResponse:
    """Free the places ticked; one that moved meanwhile is told, the others go on."""
    if review_by_id(review_id) is None:
        raise Http404
    account, at, done, refused = agent(request), timezone.now(), 0, set()
    chosen = [key for value in request.POST.getlist("line") if (key := row_number(value)) is not None]
    if not chosen:
        messages.error(request, "Cochez au moins une mission.")
    for key in chosen:
        line = reviewed_mission(key)
        if line is None or line.review_id != review_id:
            continue
        try:
            release_for_rules(line=line, by=account, at=at)
            done += 1
        except Refused as no:
            refused.add(f"{line.assignment.need} : {no}")
    if done:
        messages.success(
            request,
            f"{counted(done, 'place libérée', 'places libérées')} : quelqu’un d’autre, ou un autre moment, est cherché.",
        )
    for sentence in sorted(refused)[:5]:
        messages.warning(request, sentence)
    return redirect("desk:review", review_id)


@requires(Permission.CRISIS_DECIDE)
@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, need_id: int, volunteer_id: int) -> HttpResponse:
    """Pass over a protocol for one volunteer and one need, with a reason; never over a hard rule."""
    need, volunteer, now = found_need(need_id), volunteer_by_id(volunteer_id), timezone.now()
    if volunteer is None:
        raise Http404
    answer = why_not(need=need, volunteer=volunteer, at=now)
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pass_over_rules(
                mission=pair_to_authorise(need=need, volunteer=volunteer, at=now),
                rules=town_rules(at=now),
                reason=form.cleaned_data["reason"],
                by=agent(request),
                at=now,
            )
        except Refused as refused:
            add_refused(form, refused)
        else:
            messages.success(
                request, f"Dérogation donnée : la coordination peut proposer {need} à {volunteer}."
            )
            return redirect("desk:protocols")
    context = {
        "need": need,
        "label": activity_label(need.activity),
        "volunteer": volunteer,
        "answer": answer,
        "form": form,
        "trail": _trail(("Dérogation", "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return desk_page(request, "desk/protocols/override.html", context, active="protocols", status=status)
