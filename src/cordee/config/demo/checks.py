"""What the agents of the demonstration town saw of its volunteers; one check ends in twelve days, one is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cordee.engine.protocol.cases import months_after
from cordee.ground.people.models import Account
from cordee.ground.volunteers.models import CheckKind, Volunteer, VolunteerCheck, VolunteerState
from cordee.ground.volunteers.rules.admission import earned_state, earned_trust
from cordee.ground.volunteers.rules.checks import ASKED, Known, in_force

_MONTHS = {
    CheckKind.IDENTITY: None,
    CheckKind.RECORD: 11,
    CheckKind.HONORABILITY: 5,
    CheckKind.LICENCE: None,
    CheckKind.INSURANCE: 8,
    CheckKind.INSPECTION: 14,
}
"""How long what was shown is still good, months."""


class Seen:
    """The checks noted so far, by volunteer."""

    def __init__(self, by: Account, today: date) -> None:
        self._by, self._today = by, today
        self._of: dict[int, list[VolunteerCheck]] = {}

    def note(self, volunteer: Volunteer, kind: CheckKind, on: date) -> None:
        """One document seen on a day."""
        months = _MONTHS[kind]
        self._of.setdefault(id(volunteer), []).append(
            VolunteerCheck.new(
                volunteer=volunteer, kind=kind, seen_on=on, seen_by=self._by,
                valid_until=months and months_after(on, months),
            )
        )  # fmt: skip

    def note_asked(self, volunteer: Volunteer, on: date) -> None:
        """What the activities ticked ask for, the bulletin n° 3 apart."""
        asked = {kind for code in volunteer.activities for kind in ASKED.get(code, ())} - {CheckKind.RECORD}
        for kind in sorted(asked):
            self.note(volunteer, kind, on)

    def known(self, volunteer: Volunteer) -> Known:
        """As ``rules.checks`` reads them."""
        return {str(one.kind): one.valid_until for one in self._of.get(id(volunteer), ())}

    def settle(self, volunteer: Volunteer) -> None:
        """The state and the level they have earned."""
        seen = in_force(self.known(volunteer), self._today)
        volunteer.state, volunteer.trust_level = earned_state(volunteer, seen), earned_trust(volunteer, seen)

    def _dated(self, volunteer: Volunteer) -> tuple[list[VolunteerCheck], bool]:
        """The checks that end, and whether something this volunteer offers asks for them."""
        dated = [one for one in self._of.get(id(volunteer), ()) if one.valid_until is not None]
        asked = {kind for code in volunteer.activities for kind in ASKED.get(code, ())}
        wanted = [one for one in dated if one.kind in asked]
        return wanted or dated, bool(wanted)

    def let_two_end(self, volunteers: list[Volunteer]) -> None:
        """The attestations shown were not of the day: one ends in twelve days, the other two days ago. Of those whose offer
        it changes, if any."""
        ends = [self._today + timedelta(days=12), self._today - timedelta(days=2)]
        cleared = [one for one in volunteers if one.state == VolunteerState.CLEARED]
        for volunteer in sorted(cleared, key=lambda one: not self._dated(one)[1]):
            dated, _ = self._dated(volunteer)
            if ends and dated and dated[-1].seen_on <= ends[0]:
                dated[-1].valid_until = ends.pop(0)
                self.settle(volunteer)

    def rows(self, volunteers: list[Volunteer]) -> list[VolunteerCheck]:
        """All of them, in the order of the volunteers."""
        return [check for volunteer in volunteers for check in self._of.get(id(volunteer), ())]


def seen_by(agent: Account, at: datetime) -> Seen:
    """An empty record, at an instant of the story."""
    return Seen(agent, at.date())
