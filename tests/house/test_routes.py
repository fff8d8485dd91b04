"""Every address, every role: who gets in, who is told no, who is asked to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission
from cordee.ground.volunteers.tests.factories import a_volunteer
from tests.house.routes import LETTERS, MATRIX, ROUTES


def _patterns(resolver: Any, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


PATTERNS = dict(_patterns(get_resolver()))


def test_every_route_has_its_line_in_the_matrix_and_wears_that_guard():
    assert {name: getattr(pattern.callback, "access", None) for name, pattern in PATTERNS.items()} == ROUTES


def test_the_permission_table_is_the_one_that_was_decided():
    assert {
        permission: frozenset(LETTERS[letter] for letter in letters) for permission, letters in MATRIX.items()
    } == PERMISSIONS


@pytest.fixture
def objects(town, account, now) -> dict[str, Any]:
    """One of each thing an address may name."""
    need, volunteer = a_need(now), a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    store_plan(plan=propose_town_plan(at=now), by=account(Role.VOLUNTEER_COORDINATOR), at=now)
    return {
        "need_id": need.pk,
        "volunteer_id": volunteer.pk,
        "assignment_id": Assignment.objects.get().pk,
        "account_id": Account.objects.first().pk,
        "message_id": OutgoingMessage.objects.first().pk,
        "step": "fait",
        "kind": "charter",
        "code": "K7MP-3XQ9",
        "check": "phone",
        "token": "inconnu",
        "told": "inconnu",
        "provider": "ovh",
        "language": "en",
        "channel": "sms",
        "name": "rss.xml",
    }


def _address(name: str, objects: dict[str, Any]) -> str:
    pattern = PATTERNS[name].pattern
    return reverse(name, kwargs={key: objects.get(key, 1) for key in pattern.converters})


def _statuses(client: Client, address: str) -> list[int]:
    return [client.get(address).status_code, client.post(address).status_code]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(role, objects, staff):
    client = staff(role)
    for name, access in ROUTES.items():
        if not isinstance(access, Permission) or name == "desk:sign_out":
            continue
        statuses = _statuses(client, _address(name, objects))
        allowed = role in PERMISSIONS[access]
        if allowed:
            assert 403 not in statuses, f"{role} is refused {name}: {statuses}"
            assert all(status < 500 for status in statuses), f"{role} breaks {name}: {statuses}"
        else:
            assert statuses == [403, 403], f"{role} opens {name}: {statuses}"


def test_a_stranger_is_asked_to_sign_in_everywhere_behind_the_counter(objects):
    client = Client()
    for name, access in ROUTES.items():
        if not isinstance(access, Permission):
            continue
        answer = client.get(_address(name, objects))
        assert answer.status_code == 302 and answer.url.startswith(reverse("desk:sign_in")), name


def test_a_stranger_is_offered_a_key_everywhere_in_a_persons_space(objects):
    client = Client()
    for name, access in ROUTES.items():
        if access != "resident":
            continue
        answer = client.get(_address(name, objects))
        assert answer.status_code == 302 and answer.url.startswith(reverse("me:enter")), name


def test_a_volunteer_with_a_key_is_still_a_stranger_at_the_desk(objects, town, now):
    client = Client()
    session = client.session
    session[SESSION_PERSON] = Assignment.objects.get().volunteer.person_id
    session.save()
    for name, access in ROUTES.items():
        if isinstance(access, Permission):
            assert client.get(_address(name, objects)).status_code == 302, name


def test_an_agent_of_another_town_is_nobody_here(objects, account, staff):
    other = staff(Role.MAYOR)
    from cordee.ground.people.models import StaffRole

    StaffRole.objects.all().delete()
    for name, access in ROUTES.items():
        if isinstance(access, Permission):
            assert other.get(_address(name, objects)).status_code == 403, name


def test_a_number_in_an_address_is_never_one_that_no_database_holds():
    """``<int:…>`` takes a number of any length, and the database breaks on it: ``<row:…>`` does not."""
    found = {
        name: [part for part, how in pattern.pattern.converters.items() if type(how) is IntConverter]
        for name, pattern in PATTERNS.items()
    }
    assert {name: parts for name, parts in found.items() if parts} == {}
