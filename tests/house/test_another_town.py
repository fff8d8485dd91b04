"""An object of another town does not exist here: every address that names one, for every role, and for a stranger's key."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cordee.ground.audit.models import Event
from cordee.ground.people.models import Role
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission
from cordee.ground.territory.models import Commune, town_scope
from tests.house.routes import ROUTES
from tests.house.test_routes import PATTERNS, objects  # noqa: F401 - a fixture

# What an address may name that is not the number of a row: the same words whatever the town.
WORDS = {
    "act": "noter",
    "concern": "enfant",
    "step": "fait",
    "check": "phone",
    "token": "inconnu",
    "told": "inconnu",
    "provider": "ovh",
    "kind": "order",
    "code": "EPI-CONF",
}
# A number that names a row of one's own list alone answers the same for a foreign row as for one already gone.
SILENT = {"desk:passkey_remove": 302, "desk:throw_draft": 302}
# The register shuts, whatever the row, before any is looked for: these agents have no clearance.
SILENT |= dict.fromkeys(
    ("desk:entry", "desk:entry_edit", "desk:entry_letter", "desk:entry_step", "desk:alert_end"), 302
)
_ASIDE = ("queue_message", "find_register_shut")
"""What a visit writes without changing anything: a message on its way, and that the register was found shut."""
# Rows that exist in the other town; an address that names anything else is asked for a number nobody has.
NOBODY = 987_654


def _naming_a_row() -> list[str]:
    return [
        name
        for name, access in ROUTES.items()
        if isinstance(access, Permission) and set(PATTERNS[name].pattern.converters) - set(WORDS)
    ]


@pytest.fixture
def elsewhere(objects):  # noqa: F811
    """The same rows, once they belong to the next town; the agents keep their roles here."""
    from cordee.ground.assignments.models import Assignment
    from cordee.ground.messaging.models import OutgoingMessage
    from cordee.ground.needs.models import Need
    from cordee.ground.people.models import Account, StaffRole
    from cordee.ground.volunteers.models import Volunteer

    Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="c", departement="49"
    )
    for model in (Need, Volunteer, Assignment, OutgoingMessage):
        model.everywhere.all().update(commune_id="49998")
    with town_scope("49998"):
        stranger = Account.objects.create_user("paul@ailleurs.example", "celui-de-paul", name="Paul")
        StaffRole.objects.create(account=stranger, role=Role.CALLER, commune_id="49998")
    return objects | {"account_id": stranger.pk}


@pytest.mark.parametrize("role", list(Role))
def test_a_row_of_another_town_is_not_found_whatever_the_role(role, elsewhere, staff):
    client, seen = staff(role), 0
    for name in _naming_a_row():
        keys = PATTERNS[name].pattern.converters
        address = reverse(name, kwargs={key: (WORDS | elsewhere).get(key, NOBODY) for key in keys})
        allowed = role in PERMISSIONS[ROUTES[name]]
        before = Event.objects.exclude(verb__in=_ASIDE).count()
        for method in (client.get, client.post):
            status = method(address).status_code
            expected = {404, 405, SILENT.get(name, 404)} if allowed else {403}
            assert status in expected, f"{role} at {name}: {status}"
            seen += 1
        assert Event.objects.exclude(verb__in=_ASIDE).count() == before, f"{name} wrote something"
    assert seen >= 40
