"""The desk's own words and tones."""

from __future__ import annotations

from django import template

from cordee.ground.assignments.models import AssignmentState
from cordee.ground.needs.models import NeedState
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.volunteers.models import VolunteerState

register = template.Library()
register.filter("activity_label", activity_label)

_TONES = {
    NeedState.NEW: "warn",
    NeedState.QUALIFIED: "info",
    NeedState.PROPOSED: "info",
    NeedState.ASSIGNED: "ok",
    NeedState.IN_PROGRESS: "ok",
    NeedState.DONE: "warn",
    NeedState.NO_SOLUTION: "danger",
    AssignmentState.ACCEPTED: "ok",
    AssignmentState.STARTED: "ok",
    AssignmentState.NO_ANSWER: "warn",
    AssignmentState.NO_SHOW: "danger",
    VolunteerState.CLEARED: "ok",
    VolunteerState.APPLICANT: "warn",
    VolunteerState.INCOMPLETE: "warn",
    VolunteerState.SUSPENDED: "danger",
}


@register.filter
def state_tone(state: str) -> str:
    """Tone of a badge for a state of a need, an assignment or a volunteer."""
    return _TONES.get(state, "neutral")  # type: ignore[call-overload]


@register.filter
def priority_words(priority: int) -> str:
    """« Priorité 1 »."""
    return f"Priorité {priority}"


@register.filter
def priority_tone(priority: int) -> str:
    """Tone of a badge for the priority of somebody to call."""
    return {1: "danger", 2: "warn"}.get(priority, "neutral")
