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

    def let_two_end(self, volunteers: list[Volunteer]) -> None:
        """The attestations shown were not of the day: one ends in twelve days, the other two days ago."""
        ends = [self._today + timedelta(days=12), self._today - timedelta(days=2)]
        for volunteer in volunteers:
            dated = [one for one in self._of.get(id(volunteer), ()) if one.valid_until is not None]
            if not ends or volunteer.state != VolunteerState.CLEARED or not dated:
                continue
            check, end = dated[-1], ends[0]
            if end < check.seen_on:
                continue
            check.valid_until = ends.pop(0)
            self.settle(volunteer)

    def rows(self, volunteers: list[Volunteer]) -> list[VolunteerCheck]:
        """All of them, in the order of the volunteers."""
        return [check for volunteer in volunteers for check in self._of.get(id(volunteer), ())]


def seen_by(agent: Account, at: datetime) -> Seen:
    """An empty record, at an instant of the story."""
    return Seen(agent, at.date())
