"""Places for tests, noted as they are in life."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from cordee.coordinate.resources.actions.guardians import GivenKey, give_guardian_key
from cordee.coordinate.resources.actions.records import PlaceFacts, record_place
from cordee.coordinate.resources.actions.shelter import FamilyFacts, receive_family
from cordee.coordinate.resources.models import Place, PlaceKind, ShelteredFamily
from cordee.coordinate.resources.rules.weeks import read_hours
from cordee.ground.people.models import Account

_serial = count(1)
WHERE = {"address": "12 rue des Lilas", "latitude": 47.351, "longitude": -0.901, "location_quality": "door"}


def a_place(at: datetime, by: Account, *, hours: str = "9 h – 18 h", **fields: Any) -> Place:
    """A cool room, the same hours every day."""
    known = {
        "kind": PlaceKind.COOL,
        "name": f"Salle {next(_serial)}",
        "where": WHERE,
        "week": (read_hours(hours),) * 7,
    }
    return record_place(facts=PlaceFacts(**(known | fields)), by=by, at=at)


def a_shelter(at: datetime, by: Account, **fields: Any) -> Place:
    """A shelter open day and night."""
    return a_place(at, by, hours="24h/24", **{"kind": PlaceKind.SHELTER, "name": "Gymnase", **fields})


def a_family(place: Place, at: datetime, by: Account, **fields: Any) -> ShelteredFamily:
    """Two adults and a child, arrived now."""
    known = {"family_name": "Quéméner", "first_name": "Yolande", "arrived_at": at, "adults": 2, "children": 1}
    return receive_family(place=place, facts=FamilyFacts(**(known | fields)), by=by, at=at)


def a_key(place: Place, at: datetime, by: Account) -> GivenKey:
    """The link and the PIN of its guardian."""
    return give_guardian_key(place=place, by=by, at=at)
