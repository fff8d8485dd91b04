"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import Assignment, AssignmentState, BlockedPair
from cordee.ground.people.models import Person


def export_missions(person: Person) -> dict[str, Any]:
    """Missions asked of a volunteer and what became of them; nothing of the people helped."""
    missions = [
        {
            "Mission": str(mission),
            "Aide": ACTIVITIES[mission.need.activity].label
            if mission.need.activity in ACTIVITIES
            else mission.need.activity,
            "Créneau": f"{timezone.localtime(mission.starts_at):%d/%m/%Y %H:%M}",
            "État": AssignmentState(mission.state).label,
            "Durée (minutes)": mission.minutes,
            "Ticket (€)": mission.amount_cents / 100 if mission.amount_cents is not None else None,
        }
        for mission in Assignment.objects.select_related("need")
        .filter(volunteer__person=person)
        .exclude(state=AssignmentState.SUGGESTED)
        .order_by("-starts_at")
    ]
    told: dict[str, Any] = {}
    if missions:
        told["Missions"] = [
            {label: value for label, value in one.items() if value is not None} for one in missions
        ]
    kept_apart = BlockedPair.objects.filter(volunteer__person=person, asked_by="volunteer").count()
    if kept_apart:
        told["Personnes avec qui vous n’êtes plus mis en relation"] = kept_apart
    return told
