"""Saying how a place stands and how many people are there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.coordinate.resources.actions.records import held
from cordee.coordinate.resources.models import GuardianKey, Place, PlaceState
from cordee.coordinate.resources.rules.hours import timetable, word_until
from cordee.coordinate.resources.rules.weeks import week_of
from cordee.coordinate.resources.selectors.places import dated_of
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune

MOST_PRESENT = 20_000


class ByGuardian:
    """Whoever holds the link and the PIN of a place; the trace names the key, never the person."""

    def __init__(self, key: GuardianKey) -> None:
        self.key = key
        self.trace_key = f"guardiankey:{key.pk}"


def _say(place: Place, state: str, present: int | None, *, by: Actor, at: datetime, guardian: bool) -> Place:
    found = held(place)
    if found.ended_at is not None:
        raise Refused("Ce lieu n’est plus ouvert par la mairie.")
    if state not in PlaceState.values:
        raise Refused("Dites si le lieu est ouvert, complet ou fermé.", field="state")
    if present is not None and not 0 <= present <= MOST_PRESENT:
        raise Refused("Ce nombre ne peut pas être retenu : vérifiez.", field="present")
    if state == PlaceState.CLOSED and present:
        raise Refused(
            "Fermé, avec des personnes à l’intérieur ? Mettez 0, ou dites « ouvert » ou « complet ».",
            field="present",
        )
    hours = timetable(week_of(found.weekly), dated_of(found, at=at), at=at)
    found.said_state, found.said_at, found.present = state, at, present
    found.said_until = word_until(hours, state, at=at)
    found.said_by_guardian = guardian
    found.save(update_fields=["said_state", "said_at", "said_until", "said_by_guardian", "present"])
    facts: dict[str, Any] = {} if present is None else {"present": present}
    leave_trace(
        verb="say_place_state", subject=found, by=by, commune_code=current_commune(), at=at, place_state=str(state),
        **facts,
    )  # fmt: skip
    return found


@transaction.atomic
def say_state(*, place: Place, state: str, present: int | None, by: Account, at: datetime) -> Place:
    """An agent says it, who has just had somebody there on the phone. Raises ``Refused`` with the field."""
    check_can(by, Permission.PLACE_MANAGE)
    return _say(place, state, present, by=by, at=at, guardian=False)


@transaction.atomic
def say_state_as_guardian(*, key: GuardianKey, state: str, present: int | None, at: datetime) -> Place:
    """The guardian says it, by their link. Raises ``Refused`` with the field, or when the link was shut meanwhile."""
    if not GuardianKey.objects.filter(pk=key.pk, ended_at=None).exists():
        raise Refused("Ce lien n’est plus valable : demandez-en un autre à la mairie.")
    return _say(key.place, state, present, by=ByGuardian(key), at=at, guardian=True)
