"""Who is named, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.coordinate.register.models import Clearance, ClearanceScope


@dataclass(frozen=True)
class ClearanceLine:
    """One clearance: in force, to come, or over."""

    key: int
    name: str
    scope: str
    act: str
    granted_on: date
    pledged_on: date
    expires_on: date
    ended_on: date | None
    living: bool
    ends_soon: bool


def clearances(on: date, *, limit: int = 200) -> list[ClearanceLine]:
    """Those in force first, the ones that end soonest on top."""
    rows = Clearance.objects.select_related("account")[:limit]
    lines = [
        ClearanceLine(
            key=row.pk,
            name=row.account.name,
            scope=ClearanceScope(row.scope).label,
            act=row.act,
            granted_on=row.granted_on,
            pledged_on=row.pledged_on,
            expires_on=row.expires_on,
            ended_on=row.ended_on,
            living=row.ended_on is None and row.granted_on <= on <= row.expires_on,
            ends_soon=row.ended_on is None and 0 <= (row.expires_on - on).days <= 30,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.living, line.expires_on, line.key))
