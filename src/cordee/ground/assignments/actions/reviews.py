"""Looking at planned missions again when the town changes its rules: each is judged once, its volunteer told once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.ground.assignments.models import (
    Assignment,
    AssignmentState,
    ReviewedMission,
    RulesOverride,
    RulesReview,
)
from cordee.ground.assignments.ports import say_place_freed
from cordee.ground.assignments.rules.places import ADDRESS_STAYS_FOR
from cordee.ground.assignments.rules.verdicts import (
    TownRules,
    as_kept,
    check_override,
    has_to_read,
    same_orders,
    verdict_of,
)
from cordee.ground.assignments.selectors.verdicts import is_overridden, missions_to_review
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.messaging.actions.tell import tell_person, way_to_reach
from cordee.ground.needs.actions.steps import mark_unassigned
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import Account, EntryPurpose
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.rules.week import words_of_slot


@transaction.atomic
def open_review(*, decision: ProtocolDecision | ForbiddenZone, by: Actor, at: datetime) -> RulesReview:
    """Note that a decision makes one look at the missions again; the work is done behind."""
    review = RulesReview(at=at)
    if isinstance(decision, ProtocolDecision):
        review.decision = decision
    else:
        review.zone = decision
        review.opens_zone = decision.ends_at is not None and decision.ends_at <= at
    review.save()
    leave_trace(verb="open_review", subject=review, by=by, commune_code=current_commune(), at=at)
    return review


@transaction.atomic
def list_missions(*, review: RulesReview, by: Actor, at: datetime) -> int:
    """Write the worklist of a review, once. Returns how many missions it holds."""
    review = RulesReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.listed_at is not None:
        return ReviewedMission.objects.filter(review=review).count()
    found = missions_to_review(review)
    ReviewedMission.objects.bulk_create(
        ReviewedMission.new(
            review=review,
            assignment_id=int(one.case.id),
            before=as_kept(one.before, one.case.activity),
            after=as_kept(one.after, one.case.activity),
            changed=one.changed,
        )
        for one in found
    )
    review.listed_at = at
    review.save(update_fields=["listed_at"])
    leave_trace(
        verb="list_missions", subject=review, by=by, commune_code=current_commune(), at=at, count=len(found),
        changed=sum(one.changed for one in found),
    )  # fmt: skip
    return len(found)


@transaction.atomic
def judge_mission(*, line: int, rules: TownRules, by: Actor, at: datetime) -> bool:
    """Give one mission the verdict of today and tell its volunteer, once. False when that was done already.

    A proposal nobody answered is taken back when it may no longer be; a promise waits for a coordinator, its address
    hidden meanwhile.
    """
    found = ReviewedMission.objects.select_for_update(of=("self",)).filter(pk=line, judged_at=None).first()
    if found is None:
        return False
    need = Need.objects.select_for_update(of=("self",)).get(
        pk=Assignment.objects.values_list("need", flat=True).get(pk=found.assignment_id)
    )
    mission = Assignment.objects.select_related(
        "need__beneficiary__household__district", "volunteer__person"
    ).get(pk=found.assignment_id)
    found.judged_at = at
    if mission.state in {AssignmentState.PROPOSED, AssignmentState.ACCEPTED}:
        kept = as_kept(
            verdict_of(mission, rules),
            mission.need.activity,
            overridden=is_overridden(mission.need_id, mission.volunteer_id),
        )
        if not same_orders(mission.verdict, kept):
            mission.conditions_read_at = None
        mission.verdict = kept
        mission.save(update_fields=["verdict", "conditions_read_at"])
        if found.changed:
            found.told = _tell(mission, key=f"rules:{found.review_id}:{mission.pk}", by=by, at=at)
        if not kept["open"] and mission.state == AssignmentState.PROPOSED:
            Assignment.objects.filter(pk=mission.pk).update(state=AssignmentState.CANCELLED, place=None)
            found.settled_at = at
            say_place_freed(need, at)
    found.save(update_fields=["judged_at", "told", "settled_at"])
    leave_trace(
        verb="judge_mission", subject=mission, by=by, commune_code=current_commune(), at=at,
        changed=found.changed, status=mission.verdict.get("status", ""),
    )  # fmt: skip
    return True


def _tell(mission: Assignment, *, key: str, by: Actor, at: datetime) -> bool:
    person = mission.volunteer.person
    if way_to_reach(person) is None:
        return False
    when = words_of_slot(max(mission.starts_at, at), at)
    if not mission.verdict["open"]:
        sent = tell_person(
            person=person, template="mission_on_hold", key=key, by=by, at=at, number=str(mission), when=when
        )
        return sent is not None
    entry = issue_entry_key(
        person=person,
        purpose=EntryPurpose.MINE,
        target=f"assignment:{mission.pk}",
        by=by,
        at=at,
        valid_for=max(mission.ends_at + ADDRESS_STAYS_FOR - at, timedelta(hours=1)),
    )
    sent = tell_person(
        person=person,
        template="mission_rules_changed",
        key=key,
        by=by,
        at=at,
        number=str(mission),
        when=when,
        link=entry.link,
    )
    return sent is not None


@transaction.atomic
def finish_review(*, review: RulesReview, by: Actor, at: datetime) -> None:
    """Every line was judged."""
    if RulesReview.objects.filter(pk=review.pk, finished_at=None).update(finished_at=at):
        leave_trace(verb="finish_review", subject=review, by=by, commune_code=current_commune(), at=at)


@transaction.atomic
def release_for_rules(*, line: ReviewedMission, by: Account, at: datetime) -> None:
    """Free the place of a mission that may no longer go: somebody, or another moment, is looked for. ``Refused``."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=line.assignment.need_id)
    mission = Assignment.objects.get(pk=line.assignment_id)
    if mission.state != AssignmentState.ACCEPTED or mission.verdict.get("open", True):
        raise Refused("Cette mission n’est plus en attente de décision.")
    Assignment.objects.filter(pk=mission.pk).update(state=AssignmentState.CANCELLED, place=None)
    ReviewedMission.objects.filter(assignment=mission, settled_at=None, judged_at__isnull=False).update(
        settled_at=at
    )
    leave_trace(verb="release_for_rules", subject=mission, by=by, commune_code=current_commune(), at=at)
    if need.state in {NeedState.ASSIGNED, NeedState.IN_PROGRESS}:
        mark_unassigned(need=need, by=by, at=at)
    say_place_freed(need, at)


@transaction.atomic
def pass_over_rules(
    *, mission: Assignment, rules: TownRules, reason: str, by: Account, at: datetime
) -> RulesOverride:
    """Let one volunteer help with one need in spite of a protocol, with a reason; never against a hard rule (§ 9.1).

    ``mission`` may be unsaved: a pair and a moment. Raises ``Refused``.
    """
    check_override(verdict_of(mission, rules), mission.need.activity, reason)
    override, created = RulesOverride.objects.get_or_create(
        need=mission.need,
        volunteer=mission.volunteer,
        defaults={
            "commune_id": current_commune(),
            "reason": reason.strip()[:300],
            "granted_by": by,
            "granted_at": at,
        },
    )
    if not created:
        raise Refused("Cette dérogation est déjà donnée.")
    for held in Assignment.objects.select_related("need__beneficiary__household", "volunteer__person").filter(
        need=mission.need, volunteer=mission.volunteer, state=AssignmentState.ACCEPTED, ends_at__gt=at
    ):
        held.verdict = as_kept(verdict_of(held, rules), held.need.activity, overridden=True)
        held.save(update_fields=["verdict"])
        ReviewedMission.objects.filter(assignment=held, settled_at=None).update(settled_at=at)
    leave_trace(
        verb="pass_over_rules", subject=override, by=by, commune_code=current_commune(), at=at,
        need=mission.need_id, volunteer=mission.volunteer_id,
    )  # fmt: skip
    return override


@transaction.atomic
def acknowledge_conditions(*, assignment: Assignment, by: Actor, at: datetime) -> None:
    """« J’ai lu les consignes et je les suivrai »: the address may show. Raises ``Refused`` when one may not go."""
    mission = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not mission.verdict.get("open", True):
        raise Refused("Les consignes en vigueur suspendent cette mission : n’y allez pas, appelez la mairie.")
    if mission.conditions_read_at is not None or not has_to_read(mission.verdict):
        return
    Assignment.objects.filter(pk=mission.pk).update(conditions_read_at=at)
    leave_trace(
        verb="acknowledge_conditions", subject=mission, by=by, commune_code=current_commune(), at=at,
        protocols=mission.verdict.get("protocols", []),
    )  # fmt: skip
