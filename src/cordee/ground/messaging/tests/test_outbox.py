"""A message is queued once, leaves once, and says what became of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions import (
    cancel_message,
    drain_outbox,
    queue_message,
    receive_sms,
    record_delivery,
    resend,
)
from cordee.ground.messaging.actions.draining import (
    _record,
    claim_next,
    drain,
    renew_leases,
    settle_lost_leases,
)
from cordee.ground.messaging.actions.receipts import attach_receipts, forget_orphan_receipts
from cordee.ground.messaging.models import (
    Channel,
    Delivery,
    Heartbeat,
    IncomingMessage,
    MessageState,
    OnDoubt,
    OutgoingMessage,
    Receipt,
)
from cordee.ground.messaging.ports import on_incoming_sms
from cordee.ground.messaging.rules.retries import LEASE, MAX_ATTEMPTS
from cordee.ground.messaging.selectors import (
    incoming_messages,
    messages_of_state,
    messages_to,
    outbox_health,
    said_stop,
)
from cordee.ground.messaging.tests.factories import queued
from cordee.ground.people.models import Person
from cordee.ground.territory.models import Commune, Municipality, town_scope

KARIM = "+33639980042"


@pytest.fixture(autouse=True)
def _town(town, sms_folder):
    return town


@pytest.fixture
def handlers(monkeypatch):
    """Only the handlers a test registers."""
    monkeypatch.setattr("cordee.ground.messaging.ports._sms_handlers", [])
    return on_incoming_sms


def reread(message):
    return OutgoingMessage.objects.get(pk=message.pk)


def written(folder):
    return [json.loads(line) for line in (folder / "sms.jsonl").read_text().splitlines()]


def test_the_same_reason_queues_one_message(now):
    first = queued(now, key="proposal:12")
    again = queued(now + timedelta(hours=1), key="proposal:12", body="autre texte")
    assert (again.pk, OutgoingMessage.objects.count()) == (first.pk, 1)
    assert Event.objects.filter(verb="queue_message").count() == 1


def test_two_towns_may_use_the_same_reason(now):
    first = queued(now, key="proposal:12")
    other = Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="c", departement="49"
    )
    with town_scope(other.pk):
        assert queued(now, key="proposal:12").pk != first.pk


@pytest.mark.parametrize("recipient", ["", "  ", "bonjour", "06 12", "02 41 00 00 00"])
def test_an_sms_that_nothing_can_carry_is_refused(now, recipient):
    with pytest.raises(Refused):
        queued(now, recipient=recipient)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("recipient", ["", "karim", "karim@", "a@b.fr\nBcc: tous@b.fr", "a@b.fr, c@d.fr"])
def test_an_email_to_a_wrong_address_is_refused(now, recipient):
    with pytest.raises(Refused):
        queued(now, channel=Channel.EMAIL, recipient=recipient)


def test_a_number_is_kept_in_one_form(now):
    assert queued(now, recipient="06.39.98.00.42").recipient == KARIM


def test_the_task_is_asked_for_once_however_many_messages_are_queued(now, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            queued(now)
    assert [task.task_path for task in DBTaskResult.objects.all()] == [drain.module_path]


def test_a_message_leaves_with_its_text_and_its_links_are_then_hidden(now, sms_folder):
    message = queued(now, recipient=KARIM, body="Ici: https://exemple.fr/m/Zx81kQ0aPbLw3vTyUeR5sA")
    assert drain_outbox(at=now).sent == 1
    assert written(sms_folder)[0]["body"].endswith("/m/Zx81kQ0aPbLw3vTyUeR5sA")
    message = reread(message)
    assert (message.state, message.provider, message.body) == (
        MessageState.SENT,
        "file",
        "Ici: https://exemple.fr/m/…",
    )
    assert "Ici: https" in (sms_folder / "sms.txt").read_text()


def test_nothing_leaves_before_its_time(now):
    queued(now, not_before=now + timedelta(hours=2))
    assert drain_outbox(at=now).handled == 0
    assert drain_outbox(at=now + timedelta(hours=2)).sent == 1


def test_a_cancelled_message_never_leaves_and_a_sent_one_is_not_cancelled(now):
    one, other = queued(now), queued(now + timedelta(hours=1))
    assert cancel_message(message=one, by=Task("tests"), at=now)
    drain_outbox(at=now + timedelta(hours=1))
    assert reread(one).state == MessageState.CANCELLED
    assert not cancel_message(message=other, by=Task("tests"), at=now)
    assert reread(other).state == MessageState.SENT


def test_a_folder_that_cannot_be_written_is_a_wait_not_a_loss(now, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.SMS = {**settings.SMS, "folder": tmp_path / "file" / "sms"}
    messages = [queued(now) for _ in range(3)]
    report = drain_outbox(at=now)
    # One message probes the gateway that is down, the others are put off without losing a try.
    assert (report.retried, report.sent, report.failed) == (1, 0, 0)
    assert sorted(reread(message).attempts for message in messages) == [0, 0, 1]
    assert all(reread(message).next_attempt_at > now for message in messages)
    settings.SMS = {**settings.SMS, "folder": tmp_path / "sms"}
    assert drain_outbox(at=now + timedelta(minutes=1)).sent == 3


def test_after_twelve_tries_a_person_is_told(now, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.SMS = {**settings.SMS, "folder": tmp_path / "file" / "sms"}
    message = queued(now)
    at = now
    for _ in range(MAX_ATTEMPTS):
        drain_outbox(at=at)
        at += timedelta(hours=1)
    message = reread(message)
    assert (message.state, message.attempts) == (MessageState.FAILED, MAX_ATTEMPTS)
    assert message.last_error.startswith("Abandonné")
    assert message in messages_of_state(MessageState.FAILED)


def test_a_message_in_flight_is_taken_by_nobody_else(now):
    queued(now)
    assert claim_next(at=now, worker="one") is not None
    assert claim_next(at=now, worker="two") is None


def test_when_a_worker_dies_an_alert_is_sent_again_and_an_appointment_is_held(now, sms_folder):
    alert, visit = queued(now), queued(now, on_doubt=OnDoubt.HOLD)
    assert {claim_next(at=now, worker="dead"), claim_next(at=now, worker="dead")} == {alert, visit}
    assert drain_outbox(at=now + LEASE / 2).handled == 0
    assert drain_outbox(at=now + LEASE).sent == 1
    assert (reread(alert).state, reread(visit).state) == (MessageState.SENT, MessageState.UNKNOWN)
    assert [sms["body"] for sms in written(sms_folder)] == [alert.body]
    assert reread(visit).last_error


def test_a_slow_worker_keeps_its_message(now):
    queued(now)
    claim_next(at=now, worker="slow")
    assert renew_leases(worker="slow", at=now + LEASE / 2) == 1
    assert settle_lost_leases(at=now + LEASE) == 0
    assert renew_leases(worker="other", at=now + LEASE) == 0


def test_a_worker_that_wakes_up_too_late_does_not_undo_what_another_did(now):
    message = queued(now)
    slow = claim_next(at=now, worker="slow")
    assert slow is not None
    assert drain_outbox(at=now + LEASE).sent == 1
    _record(slow, "retried", state=MessageState.QUEUED)
    assert reread(message).state == MessageState.SENT


def test_a_worker_that_wakes_up_before_another_took_its_message_is_believed(now):
    message = queued(now)
    slow = claim_next(at=now, worker="slow")
    assert slow is not None
    settle_lost_leases(at=now + LEASE)
    _record(slow, "sent", state=MessageState.SENT)
    assert reread(message).state == MessageState.SENT


def test_a_message_that_kills_its_workers_is_given_up(now):
    message = queued(now)
    at = now
    for _ in range(MAX_ATTEMPTS):
        assert claim_next(at=at, worker="doomed") is not None
        at += LEASE
        settle_lost_leases(at=at)
    assert reread(message).state == MessageState.FAILED


def test_a_person_may_send_again_what_is_in_doubt_but_not_what_has_left(now):
    held, sent = queued(now, on_doubt=OnDoubt.HOLD), queued(now + timedelta(minutes=1))
    claim_next(at=now, worker="dead")
    drain_outbox(at=now + LEASE)
    with pytest.raises(Refused, match="doublon"):
        resend(message=reread(sent), by=Task("tests"), at=now)
    resend(message=reread(held), by=Task("tests"), at=now + LEASE)
    assert drain_outbox(at=now + LEASE).sent == 1
    assert reread(held).state == MessageState.SENT
    assert Event.objects.filter(verb="resend").count() == 1


def sent_with(now, *refs):
    message = queued(now)
    drain_outbox(at=now)
    attach_receipts(message=message, provider="ovh", refs=refs, at=now)
    return message


def told(ref, status, at):
    return record_delivery(provider="ovh", provider_ref=ref, status=status, at=at)


def test_a_receipt_makes_a_message_delivered_once(now):
    message = sent_with(now, "a1")
    told("a1", Delivery.PENDING, now)
    assert reread(message).state == MessageState.SENT
    told("a1", Delivery.DELIVERED, now + timedelta(minutes=1))
    told("a1", Delivery.DELIVERED, now + timedelta(minutes=9))
    assert reread(message).state == MessageState.DELIVERED
    assert reread(message).delivered_at == now + timedelta(minutes=1)
    assert Event.objects.filter(verb="record_delivery").count() == 1


def test_a_receipt_may_come_before_the_answer(now):
    assert told("early", Delivery.DELIVERED, now) is None
    assert reread(sent_with(now, "early")).state == MessageState.DELIVERED


def test_a_long_sms_is_delivered_when_all_its_parts_are(now):
    message = sent_with(now, "p1", "p2")
    told("p1", Delivery.DELIVERED, now)
    assert reread(message).state == MessageState.SENT
    told("p2", Delivery.DELIVERED, now)
    assert reread(message).state == MessageState.DELIVERED


def test_a_message_the_network_could_not_deliver_is_shown_as_failed(now):
    message = sent_with(now, "f1")
    told("f1", Delivery.FAILED, now)
    assert (reread(message).state, reread(message).last_error[:11]) == (MessageState.FAILED, "L’opérateur")
    told("f1", Delivery.DELIVERED, now)
    assert reread(message).state == MessageState.DELIVERED
    told("f1", Delivery.FAILED, now)
    assert reread(message).state == MessageState.DELIVERED


def test_a_receipt_for_nothing_we_know_is_kept_a_month(now):
    told("stranger", Delivery.DELIVERED, now)
    assert forget_orphan_receipts(at=now + timedelta(days=29)) == 0
    assert forget_orphan_receipts(at=now + timedelta(days=31)) == 1
    assert not Receipt.objects.exists()


def received(now, text="OUI", ref="in-1", sender="0639980042"):
    return receive_sms(provider="ovh", provider_ref=ref, sender=sender, text=text, at=now)


def test_an_answer_is_heard_once_however_often_the_provider_repeats_it(now, handlers):
    heard = []

    def understands(sender, text, at, incoming):
        heard.append((sender, text))
        return "yes"

    handlers(lambda sender, text, at, incoming: None)
    handlers(understands)
    handlers(lambda sender, text, at, incoming: pytest.fail("already understood"))
    first, again = received(now), received(now + timedelta(minutes=1))
    assert (first.pk, first.understood_as) == (again.pk, "yes")
    assert heard == [(KARIM, "OUI")]
    assert incoming_messages() == [first]


def test_an_answer_nobody_understands_waits_for_a_person(now, handlers):
    handlers(lambda sender, text, at, incoming: None)
    assert received(now, text="c'est qui ?").understood_as == ""


def test_a_fault_in_a_room_loses_no_sms(now, handlers, caplog):
    def broken(sender, text, at, incoming):
        Heartbeat.objects.create(name="half done", at=at)
        raise ValueError(f"{sender} {text}")

    handlers(broken)
    assert received(now, text="mon secret").understood_as == "fault"
    assert not Heartbeat.objects.exists()
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
    assert KARIM not in caplog.text


def test_a_refused_answer_is_marked_so(now, handlers):
    def refuses(sender, text, at, incoming):
        raise Refused("Cette mission est passée.")

    handlers(refuses)
    assert received(now).understood_as == "refused"


def test_a_crash_before_the_end_leaves_the_sms_to_be_repeated(now, handlers):
    def killed(sender, text, at, incoming):
        raise KeyboardInterrupt

    handlers(killed)
    with pytest.raises(KeyboardInterrupt):
        received(now)
    assert not IncomingMessage.objects.exists()


def test_the_town_that_wrote_last_hears_the_answer(now, handlers):
    other = Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="c", departement="49"
    )
    Municipality.objects.create(commune=other, name="Ailleurs", phone="+33241000001", host="ailleurs.example")
    queued(now, recipient=KARIM)
    with town_scope(other.pk):
        queued(now, recipient=KARIM)
    assert received(now).commune_id == other.pk


def test_after_stop_nothing_is_sent_and_what_waited_is_cancelled(now, handlers, sms_folder):
    handlers(lambda sender, text, at, incoming: pytest.fail("STOP is for nobody else"))
    waiting = queued(now, recipient=KARIM)
    assert received(now, text="Stop").understood_as == "stop"
    assert said_stop(KARIM)
    after = queued(now, recipient=KARIM)
    assert (reread(waiting).state, after.state) == (MessageState.CANCELLED, MessageState.CANCELLED)
    assert "STOP" in after.last_error
    assert drain_outbox(at=now).handled == 0
    assert not (sms_folder / "sms.jsonl").exists()


def test_a_stop_that_crosses_a_message_on_its_way_wins(now, sms_folder):
    message = queued(now, recipient=KARIM)
    received(now, text="STOP")
    # The message was queued by a transaction that the STOP could not see.
    OutgoingMessage.objects.filter(pk=message.pk).update(state=MessageState.QUEUED)
    assert drain_outbox(at=now).cancelled == 1
    assert not (sms_folder / "sms.jsonl").exists()


def test_after_stop_a_code_one_has_just_asked_for_still_comes(now):
    received(now, text="STOP")
    code = queued(now, recipient=KARIM, kind="entry_code", body="votre code est 482913")
    assert drain_outbox(at=now).sent == 1
    assert reread(code).body == "votre code est …"


def test_start_undoes_stop(now):
    received(now, text="STOP", ref="s1")
    received(now, text="START", ref="s2")
    assert queued(now, recipient=KARIM).state == MessageState.QUEUED


def test_an_sms_from_a_name_is_kept_and_asks_nobody(now, handlers):
    handlers(lambda sender, text, at, incoming: pytest.fail("not a person"))
    assert received(now, sender="INFO-OPERATEUR-XYZ", text="STOP").understood_as == "stranger"


def test_the_health_of_the_outbox_is_told_in_three_queries(now, django_assert_num_queries):
    for minutes in (0, 3, 8, 20):
        queued(now - timedelta(minutes=minutes))
    OutgoingMessage.objects.filter(pk=queued(now).pk).update(state=MessageState.FAILED)
    OutgoingMessage.objects.filter(pk=queued(now).pk).update(state=MessageState.UNKNOWN)
    with django_assert_num_queries(3):
        health = outbox_health(now)
    assert (health.queued, health.late, health.failed, health.unknown) == (4, 2, 1, 1)
    assert (health.oldest_due_minutes, health.worker_alive) == (20, False)
    Heartbeat.objects.create(name="w", at=now)
    assert outbox_health(now + LEASE).worker_alive
    assert not outbox_health(now + LEASE * 2).worker_alive


def test_the_messages_of_a_person_are_theirs_newest_first(now):
    karim = Person.objects.create(first_name="Karim", last_name="B", commune_id="49999")
    first, second = queued(now, person=karim), queued(now, person=karim)
    queued(now)
    assert messages_to(karim) == [second, first]


def test_a_batch_leaves_one_event_per_town_with_counts_only(now):
    queued(now)
    queued(now)
    drain_outbox(at=now)
    event = Event.objects.get(verb="drain_outbox")
    assert (event.commune_code, event.facts) == ("49999", {"messages": {"sent": 2}})


def test_control_characters_never_reach_the_base(now):
    message = queue_message(
        key="k",
        channel=Channel.EMAIL,
        recipient="a@example.org",
        person=None,
        kind="need_receipt",
        subject="Bonjour\r\nBcc: tous@example.org",
        body="un\x00 deux\r\ntrois",
        at=now,
        by=Task("tests"),
    )
    assert (message.subject, message.body) == ("Bonjour Bcc: tous@example.org", "un deux\ntrois")
