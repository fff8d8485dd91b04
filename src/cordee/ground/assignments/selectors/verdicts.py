"""Reading what the protocols say of missions, and the worklists of those that change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cordee.engine.protocol.changes import Review, reviews
from cordee.engine.protocol.decision import decide
from cordee.ground.assignments.models import (
    Assignment,
    AssignmentState,
    ReviewedMission,
    RulesOverride,
    RulesReview,
)
from cordee.ground.assignments.rules.verdicts import TownRules, case_of
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.crisis.selectors.protocols import all_decisions, engine_protocols
from cordee.ground.crisis.selectors.zones import zones_from

PLANNED_STATES = (AssignmentState.PROPOSED, AssignmentState.ACCEPTED)
"""Missions asked or promised, and not begun."""


def town_rules(*, at: datetime, decisions: list[ProtocolDecision] | None = None) -> TownRules:
    """Every protocol and zone of the town from now on; two queries. ``decisions`` asks « and if only these were »."""
    found = all_decisions() if decisions is None else decisions
    return TownRules(tuple(engine_protocols(found)), tuple(zones_from(at)))


def is_overridden(need_id: int, volunteer_id: int) -> bool:
    """Whether somebody who answers for it passed over the protocols for this pair."""
    return RulesOverride.objects.filter(need=need_id, volunteer=volunteer_id).exists()


def overrides(*, limit: int = 50) -> list[RulesOverride]:
    """Who passed over what, newest first."""
    return list(
        RulesOverride.objects.select_related("need", "volunteer", "granted_by").order_by("-pk")[:limit]
    )


def planned_missions(*, now: datetime) -> list[Assignment]:
    """Missions to come, asked or promised; one query."""
    return list(
        Assignment.objects.select_related("need__beneficiary__household", "volunteer__person")
        .filter(state__in=PLANNED_STATES, ends_at__gt=now)
        .order_by("pk")
    )


def missions_to_review(review: RulesReview) -> list[Review]:
    """The exact worklist of a decision: each mission to come that it governs, judged before and after."""
    missions = planned_missions(now=review.at)
    if review.decision is not None:
        return _by_protocol(review.decision, missions, review.at)
    return _by_zone(review.zone, missions, review.at, opens=review.opens_zone) if review.zone else []


def _by_protocol(decision: ProtocolDecision, missions: list[Assignment], at: datetime) -> list[Review]:
    until = [one for one in all_decisions() if one.pk <= decision.pk]
    after = town_rules(at=at, decisions=until)
    before = town_rules(at=at, decisions=[one for one in until if one.pk != decision.pk])
    by_district: dict[int | None, list[Assignment]] = {}
    for mission in missions:
        by_district.setdefault(mission.need.beneficiary.household.district_id, []).append(mission)
    found: list[Review] = []
    for district, there in by_district.items():
        cases = [case_of(mission, after.zones) for mission in there]
        found += reviews(before.of(district), after.of(district), cases)
    return found


def _by_zone(zone: ForbiddenZone, missions: list[Assignment], at: datetime, *, opens: bool) -> list[Review]:
    rules = town_rules(at=at)
    others = tuple(one for one in rules.zones if one.pk != zone.pk)
    # Opened again, the zone is told over: what it closed is what it would close without an end.
    closed = ForbiddenZone(
        outline=zone.outline,
        district_id=zone.district_id,
        starts_at=zone.starts_at,
        ends_at=None if opens else zone.ends_at,
    )
    found = []
    for mission in missions:
        protocols = rules.of(mission.need.beneficiary.household.district_id)
        free, shut = case_of(mission, others), case_of(mission, (*others, closed))
        if free != shut:
            cases = (shut, free) if opens else (free, shut)
            found.append(Review(cases[1], decide(cases[0], protocols), decide(cases[1], protocols)))
    return found


@dataclass(frozen=True)
class ReviewCounts:
    """How far a review is. ``to_settle`` are missions promised that may no longer go, and nobody decided yet."""

    total: int
    judged: int
    changed: int
    told: int
    to_settle: int


def review_counts(review_id: int) -> ReviewCounts:
    """One query."""
    counts = ReviewedMission.objects.filter(review=review_id).aggregate(
        total_n=Count("id"),
        judged_n=Count("id", filter=Q(judged_at__isnull=False)),
        changed_n=Count("id", filter=Q(changed=True)),
        told_n=Count("id", filter=Q(told=True)),
        to_settle_n=Count("id", filter=_TO_SETTLE),
    )
    return ReviewCounts(**{name.removesuffix("_n"): count for name, count in counts.items()})


_TO_SETTLE = Q(
    changed=True,
    judged_at__isnull=False,
    settled_at=None,
    assignment__state=AssignmentState.ACCEPTED,
    assignment__verdict__open=False,
)


def _whole_reviews() -> QuerySet[RulesReview]:
    return RulesReview.objects.select_related("decision__district", "zone")


def review_by_id(review_id: int) -> RulesReview | None:
    """One review of the town in scope."""
    return _whole_reviews().filter(pk=review_id).first()


def review_of_decision(decision_id: int) -> RulesReview | None:
    """The review a decision opened."""
    return _whole_reviews().filter(decision=decision_id).first()


def latest_reviews(*, limit: int = 20) -> list[RulesReview]:
    """Reviews with what they found (``changed_count``, ``total_count``), newest first; one query."""
    return list(
        _whole_reviews().annotate(
            total_count=Count("missions"), changed_count=Count("missions", filter=Q(missions__changed=True))
        )[:limit]
    )


def missions_to_settle_count() -> int:
    """Promised missions that may no longer go and wait for a coordinator."""
    return ReviewedMission.objects.filter(_TO_SETTLE).values("assignment").distinct().count()


def reviewed_missions(review_id: int, *, changed: bool | None = None) -> QuerySet[ReviewedMission]:
    """The lines of a review, with need and volunteer."""
    found = ReviewedMission.objects.select_related(
        "assignment__need__beneficiary__household__district", "assignment__volunteer__person"
    ).filter(review=review_id)
    return found if changed is None else found.filter(changed=changed)


def waiting_lines(review_id: int) -> list[int]:
    """Keys of the lines not judged yet."""
    return list(
        ReviewedMission.objects.filter(review=review_id, judged_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def reviewed_mission(line_id: int) -> ReviewedMission | None:
    """One line."""
    return ReviewedMission.objects.select_related("assignment__need").filter(pk=line_id).first()
