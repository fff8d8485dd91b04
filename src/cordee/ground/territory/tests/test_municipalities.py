"""The towns served here: opened, given a face, found by their host."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.territory.actions import serve_commune, update_municipality
from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import (
    logo_of,
    municipalities,
    municipality_for_host,
    municipality_in_scope,
)
from cordee.ground.territory.tests.factories import TESTER, make_commune, make_municipality

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20" + b"0" * 40


@pytest.mark.django_db
def test_a_commune_is_opened_with_its_own_name_and_a_number_to_call() -> None:
    make_commune("49261", "Gennes-Val-de-Loire")
    town = serve_commune(insee_code="49261", phone="02 41 51 81 30", by=TESTER)
    assert (town.name, town.phone) == ("Gennes-Val-de-Loire", "+33241518130")
    event = Event.objects.get()
    assert (event.verb, event.subject, event.commune_code) == ("serve_commune", "municipality:49261", "49261")


@pytest.mark.django_db
def test_an_unknown_commune_or_one_already_served_is_refused() -> None:
    make_commune("49261", "Gennes-Val-de-Loire")
    serve_commune(insee_code="49261", phone="0241518130", by=TESTER)
    with pytest.raises(Refused, match="déjà servie"):
        serve_commune(insee_code="49261", phone="0241518130", by=TESTER)
    for code in ("99999", "49 261", "Angers", "\x00"):
        with pytest.raises(Refused, match="code INSEE"):
            serve_commune(insee_code=code, phone="0241518130", by=TESTER)


def test_a_setting_changes_alone_and_leaves_its_name_in_the_trace(town: Municipality) -> None:
    update_municipality(
        municipality=town, by=TESTER, tagline="On s’encorde", colour="#1F5C4D", name=town.name
    )
    kept = Municipality.objects.get(pk=town.pk)
    assert (kept.tagline, kept.colour) == ("On s’encorde", "#1f5c4d")
    event = Event.objects.get()
    assert event.facts == {"fields": ["tagline"]}


def test_settings_given_back_unchanged_write_nothing(town: Municipality) -> None:
    update_municipality(municipality=town, by=TESTER, name=town.name, phone="02 41 00 00 00", host="")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colour": "#ffe08a"}, "colour"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"phone": "mairie"}, "phone"),
        ({"email": "mairie arobase"}, "email"),
        ({"host": "pas un hôte"}, "host"),
        ({"answer_minutes_u1": 0}, "answer_minutes_u1"),
        ({"answer_minutes_u1": 600}, "answer_minutes_u1"),
        ({"daily_cap": 5, "default_weekly_cap": 3}, "daily_cap"),
        ({"default_radius_km": 0}, "default_radius_km"),
        ({"logo": b"<svg/>"}, "logo"),
    ],
)
def test_an_unacceptable_setting_is_refused_on_its_field_and_nothing_is_kept(
    town: Municipality, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        update_municipality(municipality=town, by=TESTER, tagline="jamais", **changes)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert Municipality.objects.get(pk=town.pk).tagline == ""


def test_counters_and_identity_are_not_settings(town: Municipality) -> None:
    for name in ("next_need_number", "commune", "map_stamp", "logo_type"):
        with pytest.raises(TypeError):
            update_municipality(municipality=town, by=TESTER, **{name: 1})  # type: ignore[arg-type]


def test_a_logo_is_served_then_taken_away_with_a_new_version(town: Municipality) -> None:
    with_logo = update_municipality(municipality=town, by=TESTER, logo=PNG)
    assert logo_of(town.pk) == (PNG, "image/png")
    without = update_municipality(municipality=town, by=TESTER, without_logo=True)
    assert logo_of(town.pk) is None
    assert without.logo_version > with_logo.logo_version > 0


def test_two_towns_never_share_a_host(town: Municipality) -> None:
    make_municipality("49007", "Angers", host="entraide.angers.fr")
    with pytest.raises(Refused, match="déjà celle"):
        update_municipality(municipality=town, by=TESTER, host="Entraide.Angers.fr")


def test_a_host_finds_its_town_whatever_its_case_and_port(town: Municipality) -> None:
    make_municipality("49007", "Angers", host="entraide.angers.fr")
    found = municipality_for_host("Entraide.ANGERS.fr:8443")
    assert found is not None and found.pk == "49007"


def test_the_only_town_answers_for_every_host_but_not_one_of_two(
    town: Municipality, settings: Settings
) -> None:
    for host in ("127.0.0.1:8000", "[::1]:8000", "localhost"):
        found = municipality_for_host(host)
        assert found is not None and found.pk == town.pk
    make_municipality("49007", "Angers")
    assert municipality_for_host("autre.example") is None
    settings.DEFAULT_COMMUNE = "49007"
    found = municipality_for_host("encore.example")
    assert found is not None and found.pk == "49007"


@pytest.mark.django_db
def test_no_town_is_no_answer_and_a_town_just_opened_is_found_at_once() -> None:
    assert municipality_for_host("localhost") is None
    make_municipality()
    assert municipality_for_host("localhost") is not None


def test_the_town_of_a_host_is_asked_of_the_database_once_then_again_after_a_change(
    town: Municipality,
) -> None:
    municipality_for_host("localhost")
    with CaptureQueriesContext(connection) as queries:
        municipality_for_host("localhost:8000")
    assert len(queries) == 0
    update_municipality(municipality=town, by=TESTER, tagline="On s’encorde")
    found = municipality_for_host("localhost")
    assert found is not None and found.tagline == "On s’encorde"


def test_towns_are_listed_and_the_one_in_scope_is_read_afresh(town: Municipality) -> None:
    assert [served.pk for served in municipalities()] == ["49999"]
    assert municipality_in_scope().commune.name == "Saint-Aubin-sur-Loire"
