"""A decision changed the rules: the worklist is written, then each mission judged, behind and one by one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.actions.reviews import finish_review, judge_mission, list_missions, open_review
from cordee.ground.assignments.selectors.verdicts import review_by_id, town_rules, waiting_lines
from cordee.ground.audit.actions import Task
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.messaging.ports import task
from cordee.ground.territory.models import current_commune, town_scope

_BY = Task("review_missions")


def look_again_at_missions(decision: ProtocolDecision | ForbiddenZone, at: datetime) -> None:
    """Open the review with the decision, and hand its work to the background."""
    review, code = open_review(decision=decision, by=_BY, at=at), current_commune()
    transaction.on_commit(lambda: review_missions_later.enqueue(review.pk, code))


@task()
def review_missions_later(review_id: int, commune_code: str) -> None:
    """Do a review; run again after a crash, it goes on where it was."""
    with town_scope(commune_code):
        review_missions(review_id, at=timezone.now())


def review_missions(review_id: int, *, at: datetime) -> None:
    """Write the worklist, judge every line, say it is finished."""
    review = review_by_id(review_id)
    if review is None:
        return
    list_missions(review=review, by=_BY, at=at)
    rules = town_rules(at=at)
    for line in waiting_lines(review.pk):
        judge_mission(line=line, rules=rules, by=_BY, at=at)
    finish_review(review=review, by=_BY, at=at)
