"""Laws of the outbox under any interleaving of workers, deaths, slowness and clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from conftest import make_town
from cordee.ground.messaging.actions.draining import _record, claim_next, renew_leases, settle_lost_leases
from cordee.ground.messaging.models import MessageState, OnDoubt, OutgoingMessage
from cordee.ground.messaging.rules.retries import LEASE
from cordee.ground.messaging.tests.factories import queued
from cordee.ground.territory.models import town_scope

WORKERS = ("ada", "bob", "cleo")


class Outbox(RuleBasedStateMachine):
    """Three workers, any order of events. ``left`` counts what the provider took; ``hands`` who is sending
    what.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = timezone.now()
        self.hands: dict[str, OutgoingMessage] = {}
        self.left: dict[int, int] = {}
        self.scope = town_scope(TOWN)
        self.scope.__enter__()

    def teardown(self) -> None:
        """In the end, whatever died on the way, every message that may be sent again has left."""
        settle_lost_leases(at=self.now + LEASE * 10)
        while (message := claim_next(at=self.now + LEASE * 10, worker="last")) is not None:
            self.left[message.pk] += 1
            _record(message, "sent", state=MessageState.SENT)
        for message in OutgoingMessage.everywhere.filter(on_doubt=OnDoubt.RESEND):
            assert self.left[message.pk] >= 1
            assert message.state in {MessageState.SENT, MessageState.FAILED}
        OutgoingMessage.everywhere.all().delete()
        self.scope.__exit__(None, None, None)

    @rule(held=st.booleans())
    def queue(self, held: bool) -> None:
        message = queued(self.now, on_doubt=OnDoubt.HOLD if held else OnDoubt.RESEND)
        self.left[message.pk] = 0

    @rule(worker=st.sampled_from(WORKERS))
    def take(self, worker: str) -> None:
        if worker in self.hands:
            return
        message = claim_next(at=self.now, worker=worker)
        if message is not None:
            # Nobody whose lease still runs has it.
            assert all(other.pk != message.pk or not self._alive(other) for other in self.hands.values())
            self.hands[worker] = message
            self.left[message.pk] += 1

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.hands)))
        _record(self.hands.pop(worker), "sent", state=MessageState.SENT)

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def be_told_to_wait(self, data: st.DataObject) -> None:
        message = self.hands.pop(data.draw(st.sampled_from(sorted(self.hands))))
        self.left[message.pk] -= 1
        sent = OutgoingMessage.everywhere.get(pk=message.pk).state == MessageState.SENT
        _record(message, "retried", state=MessageState.QUEUED, next_attempt_at=self.now)
        # What another worker sent meanwhile stays sent.
        assert not sent or OutgoingMessage.everywhere.get(pk=message.pk).state == MessageState.SENT

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        del self.hands[data.draw(st.sampled_from(sorted(self.hands)))]

    @rule(worker=st.sampled_from(WORKERS))
    def pulse(self, worker: str) -> None:
        renew_leases(worker=worker, at=self.now)

    @rule(seconds=st.integers(-90, 90))
    def clock(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def settle(self) -> None:
        settle_lost_leases(at=self.now)

    def _alive(self, message: OutgoingMessage) -> bool:
        return OutgoingMessage.everywhere.filter(
            pk=message.pk, state=MessageState.SENDING, lease_token=message.lease_token
        ).exists()

    @invariant()
    def held_messages_leave_once(self) -> None:
        held = OutgoingMessage.everywhere.filter(on_doubt=OnDoubt.HOLD).values_list("pk", flat=True)
        assert all(self.left[pk] <= 1 for pk in held)

    @invariant()
    def nothing_is_lost(self) -> None:
        for message in OutgoingMessage.everywhere.all():
            # Sent is never said of what the provider did not take, and what it took is never said to be
            # untouched.
            assert message.state != MessageState.SENT or self.left[message.pk] >= 1
            assert self.left[message.pk] >= 1 or message.state == MessageState.QUEUED
            assert message.state in {
                MessageState.QUEUED,
                MessageState.SENDING,
                MessageState.SENT,
                MessageState.UNKNOWN,
                MessageState.FAILED,
            }

    @invariant()
    def two_workers_never_hold_one_lease(self) -> None:
        tokens = [message.lease_token for message in self.hands.values() if self._alive(message)]
        assert len(tokens) == len(set(tokens))


TOWN = "49999"


class OutboxLaws(Outbox.TestCase, TestCase):  # type: ignore[valid-type, misc]
    """Runs the machine on a database that is rolled back."""

    settings = settings(  # type: ignore[assignment]
        max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )

    @classmethod
    def setUpTestData(cls) -> None:
        make_town()
