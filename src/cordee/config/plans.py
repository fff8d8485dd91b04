"""A plan of the town, told to a terminal or to another program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.rules.plans import Proposal, TownPlan, Unserved
from cordee.ground.needs.models import Urgency, need_code
from cordee.ground.volunteers.models import volunteer_code


def plan_as_json(plan: TownPlan) -> dict[str, Any]:
    """The plan as JSON values: ``proposals``, ``unserved``, ``objective`` (what was minimised), counts and
    the instant.

    ``slot`` is the ISO 8601 start of the part of day, ``distance_km`` kilometres as the crow flies (0 at a
    distance).
    """
    return {
        "at": plan.at.isoformat(),
        "objective": plan.objective,
        "needs": plan.needs,
        "volunteers": plan.volunteers,
        "proposals": [
            {
                "need": one.need_id,
                "number": one.need_number,
                "activity": one.activity,
                "urgency": one.urgency,
                "volunteer": one.volunteer_id,
                "volunteer_number": one.volunteer_number,
                "slot": one.starts_at.isoformat(),
                "distance_km": one.distance_km,
                "cost": one.cost,
                "reasons": list(one.reasons),
            }
            for one in plan.proposals
        ],
        "unserved": [one.as_json() for one in plan.unserved],
    }


def _need(one: Proposal | Unserved) -> str:
    return f"  U{one.urgency}  {need_code(one.need_number)}  {ACTIVITIES[one.activity].label:<28.28}"


def _told(reasons: Sequence[str]) -> str:
    return " ; ".join(reason.rstrip(".") for reason in reasons)


def proposal_lines(plan: TownPlan, limit: int | None = None) -> Iterator[str]:
    """One line a proposal, urgent first: need, activity, volunteer, moment, reasons."""
    for one in plan.proposals[:limit]:
        yield f"{_need(one)}  {volunteer_code(one.volunteer_number)}  {_told(one.reasons)}"


def unserved_lines(plan: TownPlan, limit: int | None = None) -> Iterator[str]:
    """One line a need with an empty place, urgent first, with why."""
    for one in plan.unserved[:limit]:
        yield f"{_need(one)}  {_told(one.reasons)}"


def served_by_urgency(plan: TownPlan) -> list[tuple[str, int, int]]:
    """(« U1 · aujourd’hui », needs wholly served, needs with an empty place), urgent first."""
    unserved = Counter(one.urgency for one in plan.unserved)
    without = {one.need_id for one in plan.unserved}
    whole = {(one.need_id, one.urgency) for one in plan.proposals if one.need_id not in without}
    served = Counter(urgency for _, urgency in whole)
    return [(str(Urgency(urgency).label), served[urgency], unserved[urgency]) for urgency in Urgency.values]
