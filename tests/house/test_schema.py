"""Forms filled in as their own description allows, to the real application: it answers what it says, and never breaks."""

from __future__ import annotations

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bench.fuzz_town import known_objects
from bench.openapi import describe, read_view
from bench.schema import Storm, Visitors
from cordee.portal.desk.views.call import call
from tests.house.routes import ROUTES
from tests.house.test_routes import objects  # noqa: F401 - a fixture

EXAMPLES = 1


@pytest.fixture
def kept_open():
    """A real request closes its connection at the end: here it is the one the test made its town with."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture(scope="module")
def told():
    return describe()


def test_every_address_is_described_with_its_parts(told):
    named = {
        operation["summary"]: path
        for path, methods in told["paths"].items()
        for operation in methods.values()
    }
    assert set(named) == set(ROUTES)
    for path, methods in told["paths"].items():
        for operation in methods.values():
            parts = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert parts == {part.split("}")[0] for part in path.split("{")[1:]}


def test_a_form_tells_its_fields_types_lengths_choices_and_what_is_required(told):
    asked = told["paths"]["/aide/"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"][
        "schema"
    ]
    assert {"last_name", "share", "when"} <= set(asked["required"])
    assert asked["properties"]["last_name"]["maxLength"] == 80
    assert set(asked["properties"]["share"]["enum"]) == {"yes", "no"}
    assert "multipart/form-data" in told["paths"]["/bureau/tableurs/"]["post"]["requestBody"]["content"]
    assert told["paths"]["/bureau/journal/exporter/"].keys() == {"post"}
    assert "text/csv" in told["paths"]["/bureau/chiffres/exporter/"]["get"]["responses"]["default"]["content"]
    assert {form.__name__ for form in read_view(call).forms} >= {"CallForm"}


@pytest.mark.usefixtures("objects", "kept_open")
def test_nothing_breaks_nor_tells_how_it_is_made_when_forms_are_filled_as_described(settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    storm = Storm(known_objects(), Visitors(), [settings.SECRET_KEY.encode(), settings.AUDIT_KEY.encode()])
    done = list(storm.blow(EXAMPLES, seed=5))
    assert storm.drawn.findings == []
    assert len(done) > 200 and len(storm.drawn.reached) > 80
