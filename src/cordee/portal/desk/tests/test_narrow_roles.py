"""What a role that sees no volunteer and no address reads of a need."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cordee.ground.assignments.actions.proposals import propose
from cordee.ground.assignments.planning.pairs import proposal_for
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.CALLER, Role.DISTRICT_REFERENT])
def test_a_helper_is_a_first_name_and_an_initial_to_who_sees_no_volunteer(account, staff, now, role):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    karim = a_volunteer(now, lucie)
    need = a_need(now, wanted_until=now + timedelta(hours=9))
    propose(proposal=proposal_for(need=need, volunteer=karim, at=now), by=lucie, at=now)
    page = reverse("desk:need", args=[need.pk])
    assert karim.person.full_name in staff(Role.VOLUNTEER_COORDINATOR).get(page).content.decode()
    html = staff(role).get(page).content.decode()
    assert karim.person.short_name in html
    assert karim.person.last_name not in html


def test_who_may_not_suggest_is_offered_no_link_to_suggest(staff, now, town):
    page = reverse("desk:need", args=[a_need(now).pk])
    assert "/pourquoi/" in staff(Role.DISTRICT_REFERENT).get(page).content.decode()
    assert "/pourquoi/" not in staff(Role.RECEPTIONIST).get(page).content.decode()
