"""The desk's own words and tones."""

from __future__ import annotations

from django import template

from cordee.ground.assignments.models import AssignmentState
from cordee.ground.audit.models import Event
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


_VERBS = {
    "take_request": "demande enregistrée",
    "qualify_need": "qualifiée",
    "correct_need": "corrigée",
    "plan_next_action": "prochaine action notée",
    "postpone_need": "reportée",
    "cancel_need": "annulée",
    "declare_no_solution": "déclarée sans solution",
    "refer_need": "orientée",
    "mark_proposed": "proposée à un bénévole",
    "mark_assigned": "acceptée par un bénévole",
    "mark_unassigned": "de nouveau à pourvoir",
    "mark_started": "bénévole en route",
    "mark_done": "réalisée",
    "verify_need": "vérifiée avec la personne",
    "close_need": "close",
    "reopen_need": "rouverte",
    "open_next_occurrence": "nouvelle échéance ouverte",
}


@register.filter
def event_words(event: Event) -> str:
    """What happened, in a word or two; an unknown verb is shown as it is rather than hidden."""
    return _VERBS.get(event.verb, event.verb)
