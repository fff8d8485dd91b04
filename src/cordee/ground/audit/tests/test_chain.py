"""Nobody rewrites the log unseen: not a word, not a line, not an end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cordee.ground.audit.actions import (
    Task,
    destroy_events,
    gathered_traces,
    leave_read_trace,
    leave_trace,
    seal_events,
)
from cordee.ground.audit.models import Chain, Event
from cordee.ground.audit.selectors import oldest_events, verify_chain

TOWN = "49999"


@pytest.fixture
def log(db):
    """Nine sealed events, by the three ways an event is written, and one that waits."""
    start = timezone.now() - timedelta(days=9)
    for day in range(5):
        leave_trace(
            verb="take_request", subject=f"need:{day}", by=Task("t"), commune_code=TOWN,
            at=start + timedelta(days=day), fields=("a", "b"), count=day,
        )  # fmt: skip
    with gathered_traces():
        leave_trace(verb="close_need", subject="need:1", by=Task("t"), commune_code=TOWN, ratio=1.5)
        leave_trace(verb="close_need", subject="need:2", by=Task("t"), commune_code=TOWN)
    leave_read_trace(subjects=["person:1", "person:2"], by=Task("t"), commune_code=TOWN, page="need")
    assert seal_events(commune_code=TOWN) == 9
    leave_trace(verb="close_need", subject="need:3", by=Task("t"), commune_code=TOWN)


def test_a_log_left_alone_is_intact(log):
    state = verify_chain(TOWN)
    assert (state.broken, state.sealed, state.waiting) == ("", 9, 1)
    assert seal_events(commune_code=TOWN) == 1 and verify_chain(TOWN).sealed == 10


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: Event.objects.filter(rank=4).update(actor="account:9"), r"rang 4.*changé"),
        (lambda: Event.objects.filter(rank=4).update(facts={"count": 7}), r"rang 4.*changé"),
        (lambda: Event.objects.filter(rank=4).update(at=timezone.now()), r"rang 4.*changé"),
        (lambda: Event.objects.filter(rank=4).delete(), r"rang 4 manque"),
        (lambda: Event.objects.filter(rank=1).delete(), r"rang 1 manque"),
        (lambda: Event.objects.filter(rank=9).delete(), r"après le rang 8 manquent"),
        (lambda: Event.objects.filter(rank=None).update(verb="read"), r"pas encore scellé"),
        (lambda: Chain.objects.update(end_rank=5), r"bouts"),
        (lambda: Chain.objects.update(signature=""), r"bouts"),
        (lambda: Chain.objects.all().delete(), r"bouts"),
        (lambda: (Event.objects.filter(rank=9).delete(), Chain.objects.update(end_rank=8)), r"bouts"),
    ],
)
def test_every_harm_is_found_and_the_first_broken_event_is_named(log, harm, said, capsys):
    harm()
    assert re.search(said, verify_chain(TOWN).broken)
    with pytest.raises(SystemExit):
        call_command("verifyaudit")
    assert "rompu" in capsys.readouterr().out


def test_two_events_that_swap_places_are_found(log):
    first, second = Event.objects.get(rank=2), Event.objects.get(rank=3)
    Event.objects.filter(pk=first.pk).update(rank=99)
    Event.objects.filter(pk=second.pk).update(rank=2)
    Event.objects.filter(pk=first.pk).update(rank=3)
    assert "rang 2" in verify_chain(TOWN).broken


def test_an_event_made_without_the_key_is_found(log, settings):
    known, settings.AUDIT_KEY = settings.AUDIT_KEY, "a key somebody made up"
    leave_trace(verb="take_request", subject="need:7", by=Task("t"), commune_code=TOWN)
    settings.AUDIT_KEY = known
    assert "pas encore scellé" in verify_chain(TOWN).broken


def test_the_purge_takes_the_beginning_and_the_rest_still_verifies(log, capsys):
    old = oldest_events(TOWN, before=timezone.now() - timedelta(days=6, hours=12), most=100)
    assert [rank for rank, _ in old] == [1, 2, 3]
    assert destroy_events(commune_code=TOWN, up_to_rank=3) == 3
    state = verify_chain(TOWN)
    assert (state.broken, state.sealed, state.purged_up_to) == ("", 6, 3)
    call_command("verifyaudit")
    assert "intact" in capsys.readouterr().out
    Event.objects.filter(rank=4).delete()
    assert "rang 4 manque" in verify_chain(TOWN).broken


def test_towns_have_chains_of_their_own(log):
    leave_trace(verb="take_request", subject="need:1", by=Task("t"), commune_code="49001")
    seal_events(commune_code="49001")
    Event.objects.filter(commune_code="49001").delete()
    assert verify_chain("49001").broken and not verify_chain(TOWN).broken
