"""Suggestions: the engine's plan laid before a coordinator."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.assignments.models import IN_PLAY_STATES, Assignment, AssignmentState, PlanRun
from cordee.ground.assignments.rules.plans import Proposal, TownPlan
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.territory.models import current_commune


def suggestion_from(proposal: Proposal, *, at: datetime) -> Assignment:
    """An unsaved suggestion."""
    return Assignment.new(
        need_id=proposal.need_id,
        volunteer_id=proposal.volunteer_id,
        state=AssignmentState.SUGGESTED,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        reasons=list(proposal.reasons),
        cost={"total": proposal.cost, "former": proposal.former},
        distance_km=proposal.distance_km,
        suggested_at=at,
    )


@transaction.atomic
def lay_suggestion(*, proposal: Proposal, by: Actor, at: datetime) -> Assignment | None:
    """Lay one volunteer before the coordinator, unless a suggestion already waits for that need."""
    if Assignment.objects.filter(need=proposal.need_id, state=AssignmentState.SUGGESTED).exists():
        return None
    suggestion = suggestion_from(proposal, at=at)
    suggestion.save()
    leave_trace(verb="lay_suggestion", subject=suggestion, by=by, commune_code=current_commune(), at=at)
    return suggestion


@transaction.atomic
def store_plan(*, plan: TownPlan, by: Actor, at: datetime) -> list[Assignment]:
    """Replace the suggestions nobody has decided yet by those of a new plan."""
    Assignment.objects.filter(state=AssignmentState.SUGGESTED).delete()
    # A volunteer who answered while the plan was computed keeps what they hold: that pair is left out.
    taken = set(Assignment.objects.filter(state__in=IN_PLAY_STATES).values_list("need", "volunteer"))
    suggestions = Assignment.objects.bulk_create(
        suggestion_from(proposal, at=at)
        for proposal in plan.proposals
        if (proposal.need_id, proposal.volunteer_id) not in taken
    )
    run = PlanRun.objects.create(
        commune_id=current_commune(),
        at=at,
        by=by.trace_key,
        suggestions=len(suggestions),
        objective=plan.objective,
        unserved=[one.as_json() for one in plan.unserved],
    )
    leave_trace(
        verb="store_plan", subject=run, by=by, commune_code=current_commune(), at=at,
        suggestions=len(suggestions), unserved=len(plan.unserved), objective=plan.objective,
    )  # fmt: skip
    return suggestions
