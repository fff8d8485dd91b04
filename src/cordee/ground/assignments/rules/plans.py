"""What a plan says: who is proposed for what, and who stays without help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """One volunteer for one need, in one half-day, with the sentences that say why."""

    need_id: int
    need_number: int
    activity: str
    urgency: int
    volunteer_id: int
    volunteer_number: int
    starts_at: datetime
    ends_at: datetime
    slot_words: str
    distance_km: float
    former: bool
    cost: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Unserved:
    """A need with empty places, how many, and why."""

    need_id: int
    need_number: int
    activity: str
    urgency: int
    missing: int
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is stored and printed: ``{"need", "number", "activity", "urgency", "missing", "reasons"}``."""
        return {
            "need": self.need_id,
            "number": self.need_number,
            "activity": self.activity,
            "urgency": self.urgency,
            "missing": self.missing,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True)
class TownPlan:
    """The best plan for the town at one moment. ``objective`` is what was minimised (see ``engine.matching.plan``)."""

    at: datetime
    proposals: tuple[Proposal, ...]
    unserved: tuple[Unserved, ...]
    objective: int
    needs: int
    volunteers: int
