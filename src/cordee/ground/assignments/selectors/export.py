"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import (
    Accompaniment,
    Assignment,
    AssignmentState,
    BlockedPair,
    CashSlip,
    CompanionKind,
    RulesOverride,
)
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
            "Consignes": "; ".join(one["text"] for one in mission.verdict.get("conditions", ())) or None,
            "Consignes lues le": f"{timezone.localtime(mission.conditions_read_at):%d/%m/%Y %H:%M}"
            if mission.conditions_read_at
            else None,
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
    slips = (
        CashSlip.objects.select_related("paper").filter(assignment__volunteer__person=person).order_by("pk")
    )
    if slips:
        told["Reçus de ce qui vous a été remis"] = [
            {
                "Reçu": str(slip.paper),
                "Remis (€)": slip.handed_cents / 100 if slip.handed_cents is not None else "",
                "Retour noté": slip.returned_at is not None,
            }
            for slip in slips
        ]
    exempted = RulesOverride.objects.filter(volunteer__person=person).order_by("granted_at")
    if exempted:
        told["Dérogations à un protocole"] = [
            {
                "Demande": str(one.need),
                "Le": f"{timezone.localtime(one.granted_at):%d/%m/%Y}",
                "Motif": one.reason,
            }
            for one in exempted.select_related("need")
        ]
    first = (
        Accompaniment.objects.filter(volunteer__person=person).select_related("need").order_by("chosen_at")
    )
    if first:
        told["Premières missions"] = [
            {
                "Demande": str(one.need),
                "Accompagnement": CompanionKind(one.kind).label,
                "Fait": "oui" if one.done_at else "pas encore",
                "Motif": one.reason,
            }
            for one in first
        ]
    kept_apart = BlockedPair.objects.filter(volunteer__person=person, asked_by="volunteer").count()
    if kept_apart:
        told["Personnes avec qui vous n’êtes plus mis en relation"] = kept_apart
    return told
