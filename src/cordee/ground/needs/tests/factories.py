"""Needs for tests, made through the one door they all come by."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cordee.ground.audit.actions import Task
from cordee.ground.needs.actions.requests import Asked, Circumstances, take_request
from cordee.ground.needs.models import Need
from cordee.ground.people.actions.persons import record_person

_serial = count(1)
CENTRE = (47.3500, -0.9000)


def a_need(
    at: datetime,
    *,
    activity: str = "COURSES",
    urgency: int = 2,
    where: tuple[float, float] | None = CENTRE,
    qualified: bool = True,
    last_name: str = "",
    **asked: Any,
) -> Need:
    """A qualified need at ``where`` (degrees; ``None`` = address unknown), wanted within two days."""
    number = next(_serial)
    person = record_person(
        by=Task("tests"),
        last_name=last_name or f"Personne{number}",
        first_name="Jeanne",
        phone=f"+332619{number:05d}",
    )
    place: dict[str, Any] = {"address": f"{number} rue des Lilas"}
    if where:
        place |= {"latitude": where[0], "longitude": where[1], "location_quality": "door"}
    money = {"money_method": "shop_account"} if activity == "COURSES" else {}
    taken = take_request(
        by=Task("tests"),
        at=at,
        door="phone",
        person=person,
        place=place,
        asked=[
            Asked(
                activity=activity,
                urgency=urgency,
                **({"wanted_until": at + timedelta(days=2)} | money | asked),
            )
        ],
        circumstances=Circumstances(share_with_helper=True, recognition_word="tilleul"),
        qualified=qualified,
    )
    return taken.needs[0]
