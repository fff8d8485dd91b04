"""Who opened the file of a person: a day, an hour, a role, a reason; never the name of an agent."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.ground.audit.models import EventKind
from cordee.ground.audit.selectors import events_about_any
from cordee.ground.people.models import Person, Role, StaffRole
from cordee.ground.people.ports import traced_keys
from cordee.ground.people.rules.consultations import reason_of

MOST = 1000
_ALSO = ("break_glass",)


def _roles(actors: set[str]) -> dict[str, str]:
    ids = {int(actor.partition(":")[2]) for actor in actors if actor.startswith("account:")}
    found: dict[str, list[str]] = {}
    for account, role in (
        StaffRole.objects.filter(account__in=ids).order_by("id").values_list("account", "role")
    ):
        found.setdefault(f"account:{account}", []).append(Role(role).label)
    return {actor: ", ".join(roles) for actor, roles in found.items()}


def _who(actor: str, roles: dict[str, str]) -> str:
    if actor.startswith("account:"):
        return roles.get(actor, "agent de la commune")
    return "bénévole chargé de vous aider" if actor.startswith("person:") else "service automatique"


def export_consultations(person: Person) -> dict[str, Any]:
    """Every time somebody else opened the person’s file, as long as the log is kept; one line a visit."""
    keys = [person.trace_key, *traced_keys(person)]
    events = [
        event
        for event in events_about_any(person.commune_id, keys, kind=EventKind.READ, verbs=_ALSO, limit=MOST)
        if event.actor != person.trace_key
    ]
    roles = _roles({event.actor for event in events})
    lines = {
        (
            f"{timezone.localtime(event.at):%d/%m/%Y %H:%M}",
            _who(event.actor, roles),
            reason_of(event.verb, str(event.facts.get("page", ""))),
        ): None
        for event in events
    }
    told = [{"Le": at, "Qui": who, "Pourquoi": why} for at, who, why in lines]
    return {"Consultations": told} if told else {}
