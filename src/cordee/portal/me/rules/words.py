"""A request and a mission told to the person they concern, without the vocabulary of the desk."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.needs.models import NeedState
from cordee.ui.wording import NBSP, day, hour

STEPS = ("Reçue", "On cherche quelqu’un", "Quelqu’un vient", "C’est fait")

_REQUEST: dict[str, tuple[int, str]] = {
    NeedState.NEW: (1, "Nous avons votre demande. Une personne de la mairie vous rappelle."),
    NeedState.QUALIFIED: (2, "Nous cherchons quelqu’un près de chez vous."),
    NeedState.PROPOSED: (2, "Nous avons demandé à quelqu’un et attendons sa réponse."),
    NeedState.ASSIGNED: (3, "Quelqu’un a dit oui."),
    NeedState.IN_PROGRESS: (3, "La personne est en route."),
    NeedState.DONE: (5, "C’est fait. Nous vous appelons pour vérifier que tout va bien."),
    NeedState.VERIFIED: (5, "C’est fait et vérifié."),
    NeedState.CLOSED: (5, "C’est terminé."),
    NeedState.POSTPONED: (1, "Reportée : nous la reprenons à la date prévue."),
    NeedState.CANCELLED: (0, "Annulée."),
    NeedState.NO_SOLUTION: (
        0,
        "Nous n’avons trouvé personne, et nous en sommes désolés. Appelez-nous pour en parler.",
    ),
    NeedState.REFERRED: (0, "Nous avons passé le relais à un autre service."),
}

_MISSION: dict[str, str] = {
    AssignmentState.PROPOSED: "On vous attend : oui ou non ?",
    AssignmentState.ACCEPTED: "Vous avez dit oui.",
    AssignmentState.STARTED: "Vous êtes en route.",
    AssignmentState.DONE: "C’est fait, merci.",
    AssignmentState.DECLINED: "Vous avez dit non.",
    AssignmentState.NO_ANSWER: "Sans réponse à temps ; vous pouvez encore dire oui si la place est libre.",
    AssignmentState.TAKEN: "Quelqu’un d’autre a répondu avant. Merci quand même.",
    AssignmentState.DROPPED: "Vous avez rendu cette mission.",
    AssignmentState.CANCELLED: "Annulée : vous n’avez plus à vous déplacer.",
    AssignmentState.NO_SHOW: "Notée comme non faite.",
}

_TONES: dict[str, str] = {
    AssignmentState.PROPOSED: "warn",
    AssignmentState.ACCEPTED: "info",
    AssignmentState.STARTED: "info",
    AssignmentState.DONE: "ok",
}


def request_words(state: str) -> str:
    """The state of a request in a sentence."""
    return _REQUEST[state][1]


def request_step(state: str) -> int:
    """The step reached, from 1; 0 for a request that left the path, 5 once done."""
    return _REQUEST[state][0]


def mission_words(state: str) -> str:
    """The state of a mission in a sentence."""
    return _MISSION.get(state, "")


def mission_tone(state: str) -> str:
    """The tone of its badge."""
    return _TONES.get(state, "neutral")


def slot_words(assignment: Assignment, now: datetime) -> str:
    """« aujourd’hui entre 8 h et 12 h », in local time."""
    start, end = timezone.localtime(assignment.starts_at), timezone.localtime(assignment.ends_at)
    today = timezone.localtime(now).date()
    first = day(start.date(), today)
    if end.date() == start.date():
        return f"{first} entre {hour(start)} et {hour(end)}"
    return f"de {first} {hour(start)} à {day(end.date(), today)} {hour(end)}".replace(" à ", f" à{NBSP}", 1)
