"""The checks of one volunteer as the desk shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.ground.volunteers.models import CheckKind, Volunteer, VolunteerCheck
from cordee.ground.volunteers.rules.checks import ASKED, KINDS, CheckState, End, check_state, state_words
from cordee.ground.volunteers.selectors.checks import current_checks

TONES = {
    CheckState.NEVER: "neutral",
    CheckState.GOOD: "ok",
    CheckState.SOON: "warn",
    CheckState.OVER: "danger",
    CheckState.AGAIN: "warn",
}


@dataclass(frozen=True)
class CheckLine:
    """One kind as the page shows it: ``check`` is what was noted, ``state`` in words, ``asked`` by something offered."""

    kind: CheckKind
    title: str
    hint: str
    check: VolunteerCheck | None
    state: str
    tone: str
    asked: bool
    one_tap: bool


def check_lines(volunteer: Volunteer, *, today: date) -> list[CheckLine]:
    """Every kind in order, what stands without its kind last; one query."""
    current = {one.kind: one for one in current_checks(volunteer.pk)}
    known = {kind: one.valid_until for kind, one in current.items()}
    asked = {kind for code in volunteer.activities for kind in ASKED.get(code, ())} | {CheckKind.IDENTITY}
    kinds = [*KINDS, *([CheckKind.UNSAID] if CheckKind.UNSAID in current else [])]
    lines = []
    for kind in kinds:
        state, rules = check_state(kind, known, today), KINDS.get(kind)
        lines.append(
            CheckLine(
                kind,
                kind.label[:1].upper() + kind.label[1:],
                rules.hint
                if rules
                else "noté avant que chaque document ait sa ligne, il n’ouvre rien. "
                "Regardez de nouveau celui qu’il faut, la ligne s’en ira.",
                current.get(kind),
                state_words(kind, state),
                TONES[state],
                kind in asked,
                rules is not None and rules.end == End.NONE,
            )
        )
    return lines
