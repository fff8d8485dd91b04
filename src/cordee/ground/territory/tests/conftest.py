"""What the tests of this room share: a town of its own, with nothing kept from the test before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cordee.ground.territory.models import Municipality, town_scope
from cordee.ground.territory.selectors import forget_municipalities, forget_town_maps
from cordee.ground.territory.tests.factories import make_municipality


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Each test starts with a process that has read nothing."""
    forget_town_maps()
    forget_municipalities()
    yield
    forget_town_maps()
    forget_municipalities()


@pytest.fixture
def town(db: None) -> Iterator[Municipality]:
    """Saint-Aubin-sur-Loire (fictional), served and in scope."""
    municipality = make_municipality()
    with town_scope(municipality.pk):
        yield municipality
