"""What a level of trust opens, and what a volunteer offered that waits for a higher one (features.md N27)."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.engine.protocol.activities import ACTIVITIES, TRUST_LEVELS
from cordee.ground.volunteers.models import Volunteer


@dataclass(frozen=True)
class Level:
    """One level in words: its label and what it allows."""

    number: int
    label: str
    allows: str


LEVELS = tuple(Level(level.level, level.label, level.allows) for level in TRUST_LEVELS)


@dataclass(frozen=True)
class OfferedActivity:
    """One activity ticked: its label, the level it asks for, and whether the volunteer has it."""

    code: str
    label: str
    level: int
    is_open: bool


def offered_activities(volunteer: Volunteer) -> list[OfferedActivity]:
    """What the volunteer ticked, in catalogue order; at a distance only, the level asked for is the remote one."""
    offered = []
    for code in volunteer.activities:
        activity = ACTIVITIES[code]
        level = activity.trust_for(remote=volunteer.remote_only or not activity.on_site)
        offered.append(OfferedActivity(code, activity.label, level, volunteer.trust_level >= level))
    return offered
