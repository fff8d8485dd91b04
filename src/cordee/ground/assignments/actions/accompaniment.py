"""Choosing who accompanies a first mission, passing over it with a reason, and recording that it was done."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cordee.ground.assignments.actions.answers import release_companions
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose
from cordee.ground.assignments.models import (
    LIVE_STATES,
    Accompaniment,
    Assignment,
    AssignmentState,
    CompanionKind,
)
from cordee.ground.assignments.rules.accompaniment import check_companion
from cordee.ground.assignments.rules.plans import Proposal
from cordee.ground.assignments.selectors.accompaniment import (
    accompaniment_of,
    companion_missions,
    experienced_among,
    must_be_accompanied,
)
from cordee.ground.assignments.selectors.ledger import assignment_by_id
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.models import Volunteer


def _choose(
    need: Need, volunteer: Volunteer, *, by: Account, at: datetime, **chosen: object
) -> Accompaniment:
    if not must_be_accompanied(need, volunteer):
        raise Refused("Cette personne n’a pas besoin d’être accompagnée pour cette demande.")
    blank = {"companion": None, "agent_name": "", "reason": "", "done_at": None}
    found, _ = Accompaniment.objects.update_or_create(
        need=need,
        volunteer=volunteer,
        defaults={"commune_id": current_commune(), "chosen_by": by, "chosen_at": at} | blank | chosen,
    )
    leave_trace(
        verb="choose_companion", subject=volunteer, by=by, commune_code=current_commune(), at=at,
        need=need.pk, how=str(found.kind), companion=found.companion_id,
    )  # fmt: skip
    return found


def _release(need: Need, volunteer: Volunteer, *, by: Account, at: datetime) -> None:
    """Whoever was asked to come along is freed and told: somebody else does, or nobody."""
    for late in companion_missions(need.pk, volunteer.pk):
        release_companions(late.accompanies_id, by=by, at=at)


def _first_mission(
    need: Need, volunteer: Volunteer, proposal: Proposal | None, *, by: Account, at: datetime
) -> Assignment:
    """The mission of the newcomer, asked of them now if it was not yet."""
    known = (
        Assignment.objects.filter(need=need, volunteer=volunteer, state__in=LIVE_STATES)
        .order_by("pk")
        .first()
    )
    if known is not None and known.state != AssignmentState.SUGGESTED:
        return known
    if known is not None and (suggested := assignment_by_id(known.pk)) is not None:
        return approve_suggestion(assignment=suggested, by=by, at=at)
    if proposal is None:
        raise Refused("Cette suggestion n’existe plus : relancez le calcul.")
    return propose(proposal=proposal, by=by, at=at)


@transaction.atomic
def propose_with_agent(
    *,
    need: Need,
    volunteer: Volunteer,
    agent_name: str,
    by: Account,
    at: datetime,
    proposal: Proposal | None = None,
) -> Assignment:
    """Ask the newcomer; an agent of the town, named, comes along.

    ``proposal`` is needed when nothing was suggested to the newcomer yet. Raises ``Refused``.
    """
    name = " ".join(agent_name.split())
    if not name:
        raise Refused("Écrivez le nom de l’agent qui accompagne.", field="agent_name")
    _release(need, volunteer, by=by, at=at)
    _choose(need, volunteer, by=by, at=at, kind=CompanionKind.AGENT, agent_name=name[:80])
    return _first_mission(need, volunteer, proposal, by=by, at=at)


@transaction.atomic
def propose_with_companion(
    *,
    need: Need,
    volunteer: Volunteer,
    companion: Volunteer,
    by: Account,
    at: datetime,
    proposal: Proposal | None = None,
) -> Assignment:
    """Ask the newcomer, and ask an experienced volunteer to come along at the same moment.

    ``proposal`` is needed when nothing was suggested to the newcomer yet. Raises ``Refused``.
    """
    check_companion(experienced=bool(experienced_among([companion.pk])), same=companion.pk == volunteer.pk)
    _choose(need, volunteer, by=by, at=at, kind=CompanionKind.VOLUNTEER, companion=companion)
    first = _first_mission(need, volunteer, proposal, by=by, at=at)
    release_companions(first.pk, at=at, by=by)
    along = Assignment.new(
        need_id=need.pk, volunteer_id=companion.pk, state=AssignmentState.SUGGESTED, starts_at=first.starts_at,
        ends_at=first.ends_at, suggested_at=at, accompanies=first,
        reasons=[f"Accompagne {volunteer.person.short_name}, dont c’est la première mission."],
    )  # fmt: skip
    Assignment.objects.filter(need=need, volunteer=companion, state=AssignmentState.SUGGESTED).delete()
    try:
        with transaction.atomic():
            along.save()
    except IntegrityError:
        raise Refused("Cette personne est déjà sollicitée pour cette demande.", field="companion") from None
    ready = assignment_by_id(along.pk)
    if ready is None:
        raise Refused("Cette demande n’existe plus.")
    approve_suggestion(assignment=ready, by=by, at=at)
    return first


@transaction.atomic
def waive_companion(
    *, need: Need, volunteer: Volunteer, reason: str, by: Account, at: datetime
) -> Accompaniment:
    """Somebody who answers for it lets a newcomer go alone, with a reason kept beside their name. Raises ``Refused``."""
    if not reason.strip():
        raise Refused("Écrivez pourquoi : le motif est gardé au journal.", field="reason")
    _release(need, volunteer, by=by, at=at)
    return _choose(need, volunteer, by=by, at=at, kind=CompanionKind.WAIVED, reason=reason.strip()[:300])


@transaction.atomic
def record_accompaniment_done(*, assignment: Assignment, by: Account, at: datetime) -> None:
    """« Accompagnement fait »: the mission is over, somebody was there; from now on the volunteer may go alone.

    Raises ``Refused`` before the mission is done, or when nobody was to come along.
    """
    chosen = accompaniment_of(assignment.need_id, assignment.volunteer_id)
    if chosen is None or chosen.kind == CompanionKind.WAIVED or assignment.accompanies_id is not None:
        raise Refused("Aucun accompagnement n’est noté pour cette mission.")
    if assignment.state != AssignmentState.DONE:
        raise Refused("La mission n’est pas encore faite : l’accompagnement se note ensuite.")
    there = Assignment.objects.filter(accompanies=assignment, state=AssignmentState.DONE).exists()
    if chosen.kind == CompanionKind.VOLUNTEER and not there:
        raise Refused(
            "La personne qui accompagnait n’a pas dit que c’était fait : appelez-la, puis notez-le sur la demande."
        )
    if chosen.done_at is not None:
        return
    Accompaniment.objects.filter(pk=chosen.pk).update(done_at=at)
    Volunteer.objects.filter(pk=assignment.volunteer_id).update(
        accompanied_on=timezone.localtime(at).date(), accompanied_seen_by=by
    )
    leave_trace(
        verb="record_accompaniment_done", subject=assignment.volunteer, by=by, commune_code=current_commune(),
        at=at, mission=assignment.pk,
    )  # fmt: skip
