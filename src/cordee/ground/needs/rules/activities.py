"""The catalogue of activities, handed to the pages: only the ground speaks with the engine."""

from __future__ import annotations

from collections.abc import Mapping

from cordee.engine.protocol.activities import ACTIVITIES, Activity


def catalogue() -> Mapping[str, Activity]:
    """Every activity by code, in catalogue order."""
    return ACTIVITIES


def activity_named(code: str) -> Activity | None:
    """One activity; ``None`` for a code this version does not know."""
    return ACTIVITIES.get(code)


def offerable_activities() -> list[Activity]:
    """What a volunteer may offer: everything but what agents keep for themselves."""
    return [activity for activity in ACTIVITIES.values() if not activity.staff_only]
