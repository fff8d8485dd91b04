"""What the town saw of one's documents, and what it still asks to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.ground.volunteers.models import CheckKind, Volunteer
from cordee.ground.volunteers.rules.checks import (
    ASKED,
    KINDS,
    ONLY_IF_NOTED,
    CheckState,
    check_state,
    state_words,
)
from cordee.ground.volunteers.selectors.checks import known_checks


@dataclass(frozen=True)
class MyCheck:
    """One document: its name, its state in words, its last good day if it has one, and whether to bring it."""

    title: str
    state: str
    until: date | None
    good: bool


def my_checks(volunteer: Volunteer, *, today: date) -> list[MyCheck]:
    """What was seen, then what one's own activities ask for and nobody saw; one query."""
    known = known_checks(volunteer.pk)
    asked = {kind for code in volunteer.activities for kind in ASKED.get(code, ())} - ONLY_IF_NOTED
    lines = []
    for kind in (one for one in KINDS if one in known or one in asked):
        state = check_state(kind, known, today)
        label = CheckKind(kind).label
        good = state in {CheckState.GOOD, CheckState.SOON}
        lines.append(MyCheck(label[:1].upper() + label[1:], state_words(kind, state), known.get(kind), good))
    return lines
