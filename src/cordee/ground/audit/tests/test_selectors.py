"""The log answers who did what, when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.audit.selectors import EventFilter, filtered_events


@pytest.fixture
def log(db, now):
    """Three events of our town and one of another."""
    leave_trace(verb="a", subject="need:1", by=Task("x"), commune_code="49999", at=now - timedelta(days=2))
    leave_trace(verb="b", subject="need:12", by=Task("y"), commune_code="49999", at=now, kind=EventKind.READ)
    leave_trace(verb="c", subject="volunteer:1", by=Task("x"), commune_code="49999", at=now)
    leave_trace(verb="a", subject="need:1", by=Task("x"), commune_code="49001", at=now)


@pytest.mark.parametrize(
    ("wanted", "verbs"),
    [
        ({}, ["c", "b", "a"]),
        ({"kind": "read"}, ["b"]),
        ({"verb": "a"}, ["a"]),
        ({"actor": "task:x"}, ["c", "a"]),
        ({"actor": "task"}, ["c", "b", "a"]),
        ({"subject": "need:1"}, ["a"]),
        ({"subject": "need"}, ["b", "a"]),
    ],
)
def test_the_log_is_read_by_kind_verb_actor_and_subject(log, wanted, verbs):
    assert [event.verb for event in filtered_events("49999", EventFilter(**wanted))] == verbs


def test_the_log_is_read_by_dates_and_by_town(log, now):
    assert [event.verb for event in filtered_events("49999", EventFilter(since=now))] == ["c", "b"]
    assert [event.verb for event in filtered_events("49999", EventFilter(until=now))] == ["a"]
    assert filtered_events("49001", EventFilter()).count() == 1
