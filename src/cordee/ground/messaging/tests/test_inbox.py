"""What no rule understood waits for a person, once."""

from __future__ import annotations

from cordee.ground.audit.models import Event
from cordee.ground.messaging.actions import receive_sms
from cordee.ground.messaging.actions.reading import mark_incoming_read
from cordee.ground.messaging.models import MessageState
from cordee.ground.messaging.selectors import (
    incoming_by_id,
    incoming_to_read,
    outgoing_counts,
    outgoing_of_state,
)
from cordee.ground.messaging.tests.factories import queued
from cordee.ground.people.models import Role

KARIM = "+33639980042"


def received(text, now, ref):
    return receive_sms(provider="tests", provider_ref=ref, sender=KARIM, text=text, at=now)


def test_only_what_was_not_understood_is_left_to_read(town, now, account):
    lost = received("Bonjour, je serai en retard", now, "1")
    received("STOP", now, "2")
    assert [one.pk for one in incoming_to_read()] == [lost.pk]
    agent = account(Role.VOLUNTEER_COORDINATOR)
    assert mark_incoming_read(incoming=lost, by=agent, at=now)
    assert not mark_incoming_read(incoming=lost, by=agent, at=now)
    assert list(incoming_to_read()) == []
    assert incoming_by_id(lost.pk).read_at == now
    assert Event.objects.filter(verb="mark_incoming_read").count() == 1


def test_every_state_of_the_outbox_is_counted(town, now):
    message = queued(now)
    counts = outgoing_counts()
    assert counts == dict.fromkeys(MessageState.values, 0) | {"queued": 1}
    assert list(outgoing_of_state("queued")) == [message]
