"""A protocol is put in force by a dated decision, tightened, lifted; the past stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.crisis.actions.zones import open_zone
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.crisis.rules.parameters import PARAMETER_WORDS, as_typed, as_value
from cordee.ground.crisis.selectors.protocols import (
    all_decisions,
    catalogue,
    engine_protocols,
    parameter_lines,
    protocols_of_town,
)
from cordee.ground.crisis.selectors.zones import zones_from
from cordee.ground.crisis.tests.factories import closed_zone, decided, lifted, square
from cordee.ground.people.models import Role

HERE = (47.35, -0.9)


@pytest.fixture
def mayor(account):
    return account(Role.MAYOR)


def in_force(at):
    return [line.name for line in protocols_of_town(now=at, decisions=all_decisions()).now]


def test_a_protocol_holds_from_its_date_to_its_end(town, mayor, now):
    decided("EPI-CONF", by=mayor, at=now, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=3))
    assert [in_force(now + timedelta(days=days)) for days in (0, 1, 2.9, 3)] == [
        [], ["EPI-CONF version 3"], ["EPI-CONF version 3"], [],
    ]  # fmt: skip


def test_a_new_version_leaves_yesterday_as_it_was(town, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    later = now + timedelta(days=2)
    changed = decided("EPI-CONF", by=mayor, at=later, parameters={"age_max_onsite": 64})
    assert (changed.kind, changed.version) == ("change", 4)
    assert in_force(later - timedelta(minutes=1)) == ["EPI-CONF version 3"]
    assert in_force(later) == ["EPI-CONF version 4"]
    [(_, before), (_, after)] = engine_protocols(all_decisions())
    assert (before.value("age_max_onsite"), after.value("age_max_onsite")) == (69, 64)
    assert before.valid_to == after.valid_from == later


def test_several_protocols_hold_at_once_and_one_in_its_district_only(town, mayor, now, district):
    decided("EPI-CONF", by=mayor, at=now)
    decided("CAN-ROUGE", by=mayor, at=now, district=district)
    assert sorted(in_force(now)) == ["CAN-ROUGE version 1", "EPI-CONF version 3"]
    named = {place: protocol.name for place, protocol in engine_protocols(all_decisions())}
    assert named == {None: "EPI-CONF version 3", district.pk: "CAN-ROUGE (Les Tilleuls) version 1"}


def test_a_lifting_ends_what_was_planned_too(town, mayor, now):
    decided("CAN-ROUGE", by=mayor, at=now, ends_at=now + timedelta(days=9))
    lifted("CAN-ROUGE", by=mayor, at=now, starts_at=now + timedelta(days=1))
    assert in_force(now + timedelta(hours=23)) == ["CAN-ROUGE version 1"]
    assert in_force(now + timedelta(days=1)) == []
    with pytest.raises(Refused):
        lifted("CAN-ROUGE", by=mayor, at=now + timedelta(days=2))


def test_put_in_force_again_it_bears_a_new_number(town, mayor, now):
    decided("FROID", by=mayor, at=now)
    lifted("FROID", by=mayor, at=now + timedelta(days=1))
    again = decided("FROID", by=mayor, at=now + timedelta(days=2))
    assert (again.kind, again.version) == ("force", 2)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_at": -1}, "starts_on"),
        ({"ends_at": 0}, "ends_on"),
        ({"decided_by": " "}, "decided_by"),
        ({"legal_ref": ""}, "legal_ref"),
        ({"decided_on": 2}, "decided_on"),
        ({"parameters": {"indoor_visit": "yes"}}, "value_indoor_visit"),
        ({"parameters": {"distance_m": 0.5}}, "value_distance_m"),
        ({"parameters": {"travel_doc": ["ORDRE_MISSION"]}}, "value_travel_doc"),
        ({"parameters": {"age_min": 70}}, "value_age_max_onsite"),
    ],
)
def test_a_decision_that_would_not_hold_is_refused_with_its_field(town, mayor, now, said, field):
    for name in ("starts_at", "ends_at", "decided_on"):
        if name in said:
            moment = now + timedelta(days=said[name])
            said = said | {name: moment.date() if name == "decided_on" else moment}
    with pytest.raises(Refused) as refused:
        decided("EPI-CONF", by=mayor, at=now, **said)
    assert refused.value.field == field
    assert not ProtocolDecision.objects.exists()


def test_a_national_rule_may_be_tightened(town, mayor, now):
    decision = decided("EPI-CONF", by=mayor, at=now, parameters={"distance_m": 2})
    assert decision.parameters["distance_m"]["value"] == 2


def test_the_same_decision_sent_twice_is_one(town, mayor, now):
    decided("EPI-CONF", by=mayor, at=now)
    with pytest.raises(Refused, match="déjà"):
        decided("EPI-CONF", by=mayor, at=now)
    assert ProtocolDecision.objects.count() == 1


def test_what_is_confirmed_is_counted_with_its_source_and_day(town, mayor, now):
    said = {"value": 69, "source": "Décret, article 3", "confirmed": True, "checked_on": "2026-04-07"}
    decided("EPI-CONF", by=mayor, at=now, parameters={"age_max_onsite": said})
    [line] = protocols_of_town(now=now, decisions=all_decisions()).now
    known = {one.name: one for one in parameter_lines("EPI-CONF", line.decision.parameters)}
    assert line.unconfirmed == len(known) - 1
    assert (known["age_max_onsite"].source, known["age_max_onsite"].checked_on) == (
        "Décret, article 3",
        "2026-04-07",
    )
    [(_, protocol)] = engine_protocols(all_decisions())
    assert protocol.parameters["age_max_onsite"].confirmed and not protocol.parameters["age_min"].confirmed


def test_every_parameter_of_the_catalogue_has_french_words_and_comes_back_as_typed(town):
    for model in catalogue():
        for line in parameter_lines(model.code):
            assert line.name in PARAMETER_WORDS and line.words
            assert as_typed(line.name, as_value(line.name, line.typed)) == line.typed


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("age_min", "dix-huit"),
        ("age_min", "17,5"),
        ("hours", "8h-19h"),
        ("hours", ""),
        ("scope", "mars"),
        ("distance_m", "-1"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_at_its_field(name, typed):
    with pytest.raises(Refused) as refused:
        as_value(name, typed)
    assert refused.value.field == f"value_{name}"


def test_each_decision_leaves_one_trace(town, mayor, now):
    decision = decided("FROID", by=mayor, at=now)
    assert [event.verb for event in events_about(decision)] == ["put_protocol_in_force"]


def test_a_zone_is_closed_then_opened_again(town, mayor, now, district):
    zone = closed_zone(by=mayor, at=now, outline=square(*HERE))
    closed_zone(by=mayor, at=now, name="", district=district)
    assert [one.name for one in zones_from(now)] == ["Quais de Loire", "Les Tilleuls"]
    open_zone(zone=zone, by=mayor, at=now + timedelta(hours=1))
    assert [one.name for one in zones_from(now + timedelta(hours=2))] == ["Les Tilleuls"]
    with pytest.raises(Refused):
        open_zone(zone=zone, by=mayor, at=now + timedelta(hours=3))


@pytest.mark.parametrize(
    "outline",
    [
        "pas du GeoJSON", "{}", "[]", '{"type": "Point", "coordinates": [0, 47]}', '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[[47.3, -0.9], [47.4, -0.9], [47.4, -0.8], [47.3, -0.9]]]}',
        '{"type": "FeatureCollection", "features": []}', "[" * 2000, "",
    ],
)  # fmt: skip
def test_an_outline_that_is_none_is_refused_at_its_field(town, mayor, now, outline):
    with pytest.raises(Refused) as refused:
        closed_zone(by=mayor, at=now, outline=outline)
    assert refused.value.field == "outline"
    assert not ForbiddenZone.objects.exists()
