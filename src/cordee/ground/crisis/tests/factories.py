"""Decisions for tests, taken as they are in life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cordee.ground.crisis.actions.protocols import lift_protocol, put_in_force
from cordee.ground.crisis.actions.zones import close_zone
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.people.models import Account

SIGNED = {"decided_by": "Hélène Martin, maire", "legal_ref": "Arrêté municipal 2026-041"}


def decided(code: str, *, by: Account, at: datetime, **said: Any) -> ProtocolDecision:
    """A protocol put in force now, in the whole town, unless ``said`` otherwise; parameters by their bare value."""
    given = {"district": None, "starts_at": at, "ends_at": None, "decided_on": at.date(), "parameters": {}}
    bare = said.pop("parameters", {})
    parameters = {
        name: value if isinstance(value, dict) else {"value": value} for name, value in bare.items()
    }
    return put_in_force(code=code, by=by, at=at, **(given | SIGNED | said | {"parameters": parameters}))


def lifted(code: str, *, by: Account, at: datetime, **said: Any) -> ProtocolDecision:
    """The same protocol lifted now."""
    given = {"district": None, "starts_at": at, "decided_on": at.date()}
    return lift_protocol(code=code, by=by, at=at, **(given | SIGNED | said))


def square(lat: float, lon: float, *, side: float = 0.01) -> str:
    """A square of ``side`` degrees around a point, as GeoJSON."""
    west, east, south, north = lon - side / 2, lon + side / 2, lat - side / 2, lat + side / 2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return f'{{"type": "Polygon", "coordinates": [{ring}]}}'


def closed_zone(*, by: Account, at: datetime, days: int | None = None, **said: Any) -> ForbiddenZone:
    """A zone closed now."""
    given = {
        "name": "Quais de Loire",
        "outline": "",
        "district": None,
        "starts_at": at,
        "ends_at": at + timedelta(days=days) if days else None,
        "decided_by": "Poste de commandement",
        "source": "PCS",
    }
    return close_zone(by=by, at=at, **(given | said))
