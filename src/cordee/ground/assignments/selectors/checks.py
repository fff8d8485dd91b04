"""Whether the checks of who goes are in force on the day of one mission."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cordee.ground.assignments.models import Assignment
from cordee.ground.audit.rules import Refused
from cordee.ground.volunteers.rules.checks import ASKED, Lapse, lapses, lapses_words
from cordee.ground.volunteers.selectors.checks import known_checks


def lapses_of(assignment: Assignment) -> list[Lapse]:
    """What the activity asks for and the volunteer does not have in order on the day it begins; no query when it asks for
    nothing."""
    activity = assignment.need.activity
    if activity not in ASKED:
        return []
    return lapses(
        activity, known_checks(assignment.volunteer_id), timezone.localtime(assignment.starts_at).date()
    )


def check_in_order(assignment: Assignment, *, at: datetime) -> None:
    """Raise ``Refused``, for an agent, when a check is missing or over on the day of the mission."""
    found = lapses_of(assignment)
    if found:
        said = lapses_words(found, timezone.localtime(at).date())
        raise Refused(f"{said} : faites voir le document, puis notez-le sur la fiche du bénévole.")
