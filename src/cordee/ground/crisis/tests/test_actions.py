"""A crisis is opened, told, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.audit.selectors import events_about
from cordee.ground.crisis.actions.crises import end_crisis, open_crisis, update_crisis
from cordee.ground.crisis.selectors.crises import crisis_by_id, ended_crises, open_crises
from cordee.ground.people.models import Role


@pytest.fixture
def mayor(account):
    return account(Role.MAYOR)


def opened(mayor, now, **words):
    return open_crisis(
        **{
            "kind": "flood",
            "title": " Crue de la Loire ",
            "phase": "alert",
            "public_message": "Montez.",
            "by": mayor,
            "at": now,
        }
        | words
    )


def test_an_open_crisis_is_told_until_it_ends(town, mayor, now):
    crisis = opened(mayor, now)
    assert [one.title for one in open_crises(now=now)] == ["Crue de la Loire"]
    end_crisis(crisis=crisis, by=mayor, at=now + timedelta(hours=3))
    assert open_crises(now=now + timedelta(hours=4)) == []
    assert [one.pk for one in ended_crises(now=now + timedelta(hours=4))] == [crisis.pk]


def test_each_step_leaves_a_trace_without_the_words_of_the_message(town, mayor, now):
    crisis = opened(mayor, now)
    update_crisis(
        crisis=crisis,
        kind="flood",
        title="Crue",
        phase="crisis",
        public_message="Secret",
        source="",
        by=mayor,
        at=now,
    )
    end_crisis(crisis=crisis, by=mayor, at=now)
    events = events_about(crisis)
    assert [event.verb for event in events] == ["end_crisis", "update_crisis", "open_crisis"]
    assert all("Secret" not in str(event.facts) for event in events)


def test_saying_the_same_again_leaves_no_trace(town, mayor, now):
    crisis = opened(mayor, now)
    update_crisis(
        crisis=crisis, kind="flood", title="Crue de la Loire", phase="alert", public_message="Montez.", source="", by=mayor,
        at=now,
    )  # fmt: skip
    assert len(events_about(crisis)) == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "war"}, "kind"),
        ({"phase": "panic"}, "phase"),
        ({"public_message": "a" * 1001}, "public_message"),
    ],
)
def test_a_crisis_that_could_not_be_shown_is_refused_with_its_field(town, mayor, now, words, field):
    with pytest.raises(Refused) as refused:
        opened(mayor, now, **words)
    assert refused.value.field == field
    assert open_crises(now=now) == []


def test_an_ended_crisis_no_longer_changes(town, mayor, now):
    crisis = opened(mayor, now)
    end_crisis(crisis=crisis, by=mayor, at=now)
    with pytest.raises(Refused):
        end_crisis(crisis=crisis_by_id(crisis.pk), by=mayor, at=now)
    with pytest.raises(Refused):
        update_crisis(
            crisis=crisis,
            kind="flood",
            title="x",
            phase="alert",
            public_message="",
            source="",
            by=mayor,
            at=now,
        )
