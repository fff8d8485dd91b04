"""What the command post knows of the shelters."""

from __future__ import annotations

import pytest

from cordee.coordinate.resources.tests.factories import a_family, a_shelter
from cordee.ground.people.models import Role
from cordee.portal.cell.selectors.figures import shelter_figures
from cordee.portal.cell.selectors.open import shelters_left

pytestmark = pytest.mark.django_db


def test_the_command_post_knows_who_is_still_sheltered(now, account):
    place = a_shelter(now, account(Role.VOLUNTEER_COORDINATOR))
    assert shelters_left(None, now)[0].count == 0
    a_family(place, now, account(Role.CCAS_MANAGER))
    left = shelters_left(None, now)[0]
    assert (left.count, left.blocking) == (1, True)
    told = {one.label: one.value for one in shelter_figures(None, now, now)}
    assert told == {"centre d’accueil (CARE)": "1", "personnes accueillies": "moins de 5"}
