"""Each level opens what it says."""

from __future__ import annotations

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.leaving import let_volunteer_go
from cordee.ground.volunteers.models import VolunteerState
from cordee.ground.volunteers.rules.levels import LEVELS
from cordee.ground.volunteers.selectors.checks import activities_offered
from cordee.ground.volunteers.selectors.lists import VolunteerFilter, filtered_volunteers
from cordee.ground.volunteers.tests.factories import a_volunteer


def test_shopping_waits_for_the_doorstep_level(town, account, now):
    reached = a_volunteer(now, cleared=False)
    cleared = a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    assert [one.is_open for one in activities_offered(reached, at=now) if one.code == "COURSES"] == [False]
    assert [one.is_open for one in activities_offered(cleared, at=now) if one.code == "COURSES"] == [True]


def test_every_level_is_told_in_words():
    assert [level.number for level in LEVELS] == [0, 1, 2, 3, 4]
    assert all(level.allows for level in LEVELS)


def test_somebody_who_leaves_is_no_longer_listed(town, now, account):
    volunteer = a_volunteer(now, cleared=False)
    let_volunteer_go(volunteer=volunteer, by=account(Role.VOLUNTEER_COORDINATOR), at=now)
    assert list(filtered_volunteers(VolunteerFilter(), now=now)) == []
    assert list(filtered_volunteers(VolunteerFilter(state=VolunteerState.LEFT), now=now)) == [volunteer]
    assert events_about(volunteer)[0].verb == "let_volunteer_go"
    with pytest.raises(Refused):
        let_volunteer_go(volunteer=volunteer, by=volunteer.person, at=now)
