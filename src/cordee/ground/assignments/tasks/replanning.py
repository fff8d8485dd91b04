"""A place is free: the next best is asked when the town lets the engine ask, suggested otherwise."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from cordee.ground.assignments.actions.plans import lay_suggestion
from cordee.ground.assignments.actions.proposals import propose
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.planning.pairs import best_helpers
from cordee.ground.assignments.rules.accompaniment import CompanionNeeded
from cordee.ground.assignments.selectors.ledger import held_places
from cordee.ground.audit.actions import Task
from cordee.ground.needs.actions.steps import mark_unassigned
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.territory.models import Municipality

_BY = Task("replanning")


def look_again(need: Need, at: datetime) -> None:
    """Look for the next helper of a need that has fewer people asked or engaged than it needs."""
    need = Need.objects.select_related("beneficiary__household").get(pk=need.pk)
    waiting = Assignment.objects.filter(need=need, state=AssignmentState.PROPOSED, accompanies=None).count()
    if waiting + len(held_places(need.pk)) >= need.helpers or need.state not in {
        NeedState.QUALIFIED,
        NeedState.PROPOSED,
    }:
        return
    best = best_helpers(need=need, at=at, limit=1)
    if best and Municipality.objects.get(pk=need.commune_id).automatic_proposals:
        # A first mission waits for a person to say who comes along: it is suggested, not sent.
        with suppress(CompanionNeeded):
            propose(proposal=best[0], by=_BY, at=at)
            return
    if best:
        lay_suggestion(proposal=best[0], by=_BY, at=at)
    if not waiting and need.state == NeedState.PROPOSED:
        mark_unassigned(need=need, by=_BY, at=at)
