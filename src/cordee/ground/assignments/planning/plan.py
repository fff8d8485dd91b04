"""The plan that is best for the whole town, and its words; the engine decides, nothing is written here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.utils import timezone

from cordee.engine.geo.distances import haversine_km
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.changes import Change, cheapest_changes
from cordee.engine.matching.network import build
from cordee.engine.matching.phrases import (
    assignment_phrase,
    change_phrase,
    hint_phrases,
    reason_phrase,
)
from cordee.engine.matching.plan import Plan, read_plan, settle
from cordee.engine.matching.reasons import unserved_reasons
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Place
from cordee.engine.protocol.decision import Verdict, decide
from cordee.engine.protocol.pairs import window
from cordee.ground.assignments.planning.town import LEAST_MINUTES, Slot, TownProblem, town_problem
from cordee.ground.assignments.rules.plans import Proposal, TownPlan, Unserved
from cordee.ground.assignments.rules.verdicts import (
    helper_of,
    is_remote,
    opens,
    slot_of,
    why_closed,
    zone_status,
)
from cordee.ground.volunteers.models import Volunteer, volunteer_code
from cordee.ground.volunteers.rules.week import words_of_slot

CHANGES_TOLD = 100
"""Needs left without help for which the least that would serve them is worked out, the most urgent first."""


def window_of(town: TownProblem, need_id: int, slot: int) -> Slot:
    """The part of a slot in which a mission may be: what the person wishes, then what the protocols leave of it."""
    start, end = town.slots[slot]
    row = town.need_rows[need_id]
    start = max(start, row[6]) if start < row[6] < end else start
    activity = ACTIVITIES[row[1]]
    opening = max(town.slots[slot][0], town.now)
    counting = town.protocols(need_id, opening)
    if not counting or activity.can_be_remote:
        return start, end
    start = max(start, opening)
    midnight = timezone.localtime(start).replace(hour=0, minute=0, second=0, microsecond=0)
    for begun in (start, opening):
        span = slot_of(begun, end)
        left = window(activity, counting, span.start, span.end, least=LEAST_MINUTES)
        if left is not None:
            first, last = (midnight.replace(hour=minute // 60, minute=minute % 60) for minute in left)
            return max(first, begun), last
    return start, end


def mildest(town: TownProblem, need_id: int, volunteer: Volunteer | None = None) -> Verdict | None:
    """The mildest of the verdicts on the moments a need wishes; None when it wishes none."""
    found = mildest_moment(town, need_id, volunteer)
    return found and found[0]


def mildest_moment(
    town: TownProblem, need_id: int, volunteer: Volunteer | None = None
) -> tuple[Verdict, datetime, datetime, float | None] | None:
    """With the moment it is about, and the kilometres between the two when both places are known."""
    row = town.need_rows[need_id]
    activity, found = ACTIVITIES[row[1]], []
    for rank, (start, end) in enumerate(town.slots):
        if not town.wished[need_id] >> rank & 1:
            continue
        starts_at, ends_at = window_of(town, need_id, rank)
        helper = volunteer and helper_of(
            birth_on=volunteer.person.birth_on,
            day=timezone.localtime(town.now).date(),
            remote_only=volunteer.remote_only,
            frame=volunteer.frame,
        )
        km = None
        if volunteer is not None and volunteer.latitude is not None and volunteer.longitude is not None:
            there = float("nan") if row[9] is None else row[9], float("nan") if row[10] is None else row[10]
            far = float(haversine_km(*there, volunteer.latitude, volunteer.longitude))
            km = None if np.isnan(far) else far
        case = Case(
            row[1],
            remote=is_remote(activity),
            frame=volunteer.frame if volunteer else "commune_cosp",
            slot=slot_of(starts_at, ends_at),
            volunteer=helper or None,
            place=Place(
                zone=zone_status(
                    town.rules.zones,
                    lat=row[9] if row[9] is not None else row[12],
                    lon=row[10] if row[10] is not None else row[13],
                    district_id=town.district(need_id),
                    starts_at=start,
                    ends_at=end,
                ),
                distance_km=None if activity.can_be_remote else km,
            ),
        )
        verdict = decide(case, town.rules.of(town.district(need_id)))
        found.append((verdict, starts_at, ends_at, km))
    return min(found, key=lambda one: (one[0].status, one[0].hard), default=None)


def moments_of(town: TownProblem, need_row: int) -> list[str]:
    """The slots a need may be served in, in words; ``need_row`` is its row in the arrays."""
    bits = int(town.problem.needs.slots[need_row])
    return [words_of_slot(start, town.now) for rank, (start, _) in enumerate(town.slots) if bits >> rank & 1]


def _sentence(town: TownProblem, need_id: int, *, slot: int, km: float, former: bool, load: int) -> str:
    row = town.need_rows[need_id]
    index = town.problem.need_row(need_id)
    activity = ACTIVITIES[row[1]]
    return assignment_phrase(
        distance_km=float(km),
        remote=activity.can_be_remote,
        moment=words_of_slot(max(town.slots[slot][0], town.now), town.now),
        activity=activity.short_label,
        former=bool(former),
        load=int(load),
        approximate=bool(town.problem.needs.approximate[index]),
        vehicle=bool(town.problem.needs.vehicle[index]),
    )


def proposal_of(
    town: TownProblem,
    need_id: int,
    volunteer_id: int,
    slot: int,
    km: float,
    former: bool,
    load: int,
    cost: int,
) -> Proposal:
    """One pair at one slot, with the sentence that says why; ``km`` is not a number when it is not known."""
    row = town.need_rows[need_id]
    start, end = window_of(town, need_id, slot)
    return Proposal(
        need_id=need_id,
        need_number=row[14],
        activity=row[1],
        urgency=row[2],
        volunteer_id=volunteer_id,
        volunteer_number=town.volunteer_numbers[volunteer_id],
        starts_at=start,
        ends_at=end,
        slot_words=words_of_slot(max(start, town.now), town.now),
        distance_km=round(float(km), 3),
        former=bool(former),
        cost=int(cost),
        reasons=(_sentence(town, need_id, slot=slot, km=km, former=former, load=load),),
    )


def _told(town: TownProblem, plan: Plan, unserved: tuple[Unserved, ...]) -> TownPlan:
    proposals = [
        proposal_of(town, *found)
        for found in zip(
            plan.need_id.tolist(),
            plan.volunteer_id.tolist(),
            plan.slot.tolist(),
            plan.distance_km.tolist(),
            plan.former.tolist(),
            plan.load.tolist(),
            plan.cost.tolist(),
            strict=True,
        )
    ]
    proposals.sort(key=lambda proposal: (proposal.urgency, proposal.need_number, proposal.volunteer_number))
    return TownPlan(
        town.now,
        tuple(proposals),
        unserved,
        plan.objective,
        len(town.problem.needs),
        len(town.problem.volunteers),
    )


def propose_town_plan(*, at: datetime, only: list[int] | None = None) -> TownPlan:
    """The assignment that is best for the whole town at ``at``, with its reasons; writes nothing."""
    town = town_problem(at=at, only=only)
    candidates = find_candidates(town.problem)
    network = build(town.problem, candidates)
    plan = read_plan(town.problem, network, *settle(town.problem, network))
    unserved = []
    closed: dict[tuple[Any, ...], Verdict | None] = {}
    reasons = unserved_reasons(town.problem, plan, candidates)
    changes = _changes(town, plan)
    for need_id, missing, reason in zip(
        plan.missing_id.tolist(), plan.missing.tolist(), reasons, strict=True
    ):
        row = town.need_rows[need_id]
        activity = ACTIVITIES[row[1]]
        moments = moments_of(town, town.problem.need_row(need_id))
        vehicle = bool(row[4] or activity.requires_vehicle)
        sentence = reason_phrase(reason, activity=activity.short_label, moments=moments, vehicle=vehicle)
        told = (sentence, *hint_phrases(reason)[:2], *changes.get(need_id, ()))
        if town.rules:
            kind = (row[1], town.district(need_id), town.wished[need_id], bool(town.rules.zones) and need_id)
            if kind not in closed:
                closed[kind] = mildest(town, need_id)
            verdict = closed[kind]
            if verdict is not None and not opens(verdict, row[1]):
                told = (f"Consignes en vigueur : {why_closed(verdict)}",)
        unserved.append(Unserved(need_id, row[14], row[1], row[2], missing, told))
    unserved.sort(key=lambda one: (one.urgency, one.need_number))
    return _told(town, plan, tuple(unserved))


def _changes(town: TownProblem, plan: Plan) -> dict[int, tuple[str, ...]]:
    """The least that would serve each need left without help, as a sentence, for the most urgent ones."""
    rows_ = np.searchsorted(town.problem.needs.id, plan.missing_id)
    kept = plan.missing_id[np.lexsort((plan.missing_id, town.problem.needs.urgency[rows_]))][:CHANGES_TOLD]
    spared = np.isin(town.problem.volunteers.id, list(town.reserve_used))
    found = cheapest_changes(town.problem, plan, only=kept, spared=spared)
    return {change.need_id: _enough(town, change) for change in found}


def _enough(town: TownProblem, change: Change) -> tuple[str, ...]:
    """One sentence; none where only somebody new would do: the reason says it, or where the protocols may close the other
    moment."""
    if change.volunteer_id is None or change.slot is None or (change.code == "move" and town.rules):
        return ()
    row = town.need_rows[change.need_id]
    what = change_phrase(
        change,
        who=volunteer_code(town.volunteer_numbers[change.volunteer_id]),
        moment=words_of_slot(max(town.slots[change.slot][0], town.now), town.now),
        activity=ACTIVITIES[row[1]].short_label,
    )
    return (f"Il suffirait de ceci : {what[0].lower()}{what[1:]}",)
