"""What a level of trust opens, and what a volunteer offered that waits for a higher one (features.md N27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.engine.protocol.activities import ACTIVITIES, TRUST_LEVELS
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.checks import Known, lapse_words, lapses


@dataclass(frozen=True)
class Level:
    """One level in words: its label and what it allows."""

    number: int
    label: str
    allows: str


LEVELS = tuple(Level(level.level, level.label, level.allows) for level in TRUST_LEVELS)


@dataclass(frozen=True)
class OfferedActivity:
    """One activity ticked: its label, the level it asks for, whether it is open, and the checks that shut it, in words."""

    code: str
    label: str
    level: int
    is_open: bool
    shut_by: tuple[str, ...] = ()


def offered_activities(volunteer: Volunteer, known: Known, today: date) -> list[OfferedActivity]:
    """What the volunteer ticked, in catalogue order; at a distance only, the level asked for is the remote one.

    ``known`` are the current checks (``selectors.checks.known_checks``).
    """
    offered = []
    for code in volunteer.activities:
        activity = ACTIVITIES[code]
        remote = volunteer.remote_only or not activity.on_site
        shut_by = tuple(lapse_words(one, today) for one in lapses(code, known, today))
        admitted = volunteer.trust_level >= activity.admission_for(remote=remote)
        level = activity.trust_for(remote=remote)
        offered.append(OfferedActivity(code, activity.label, level, admitted and not shut_by, shut_by))
    return offered
