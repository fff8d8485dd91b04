"""E-mail against a real SMTP server that accepts, refuses, asks to wait, hangs up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.messaging.actions import drain_outbox
from cordee.ground.messaging.models import Channel, MessageState, OnDoubt, OutgoingMessage
from cordee.ground.messaging.tests.factories import queued
from tests.servers.mailbox import HANG_UP


@pytest.fixture(autouse=True)
def _town(town):
    return town


def mail(now, **fields):
    return queued(now, channel=Channel.EMAIL, kind="need_receipt", **{"subject": "Votre demande", **fields})


def reread(message):
    return OutgoingMessage.objects.get(pk=message.pk)


def test_an_email_arrives_as_it_was_written(now, post):
    message = mail(
        now,
        recipient="lucie@example.org",
        subject="Accueil : été à Brûlon",
        body="Bonjour,\n\n.\nÀ bientôt — « ça va »",
    )
    assert drain_outbox(at=now).sent == 1
    [received] = post.messages
    assert received["To"] == "lucie@example.org"
    assert received["Subject"] == "Accueil : été à Brûlon"
    assert received["From"] == "Saint-Aubin-sur-Loire <entraide@saint-aubin.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content_type() == "text/plain"
    assert received.get_content().replace("\r\n", "\n").strip() == "Bonjour,\n\n.\nÀ bientôt — « ça va »"
    assert (reread(message).state, reread(message).provider) == (MessageState.SENT, "mail")


def test_a_batch_uses_one_connection(now, post):
    for _ in range(20):
        mail(now)
    assert drain_outbox(at=now).sent == 20
    assert (len(post.messages), post.connections) == (20, 1)


def test_nothing_typed_by_a_person_adds_a_header(now, post):
    mail(now, subject="Bonjour\r\nBcc: tous@example.org", body="Cc: tous@example.org")
    drain_outbox(at=now)
    assert post.messages[0]["Subject"] == "Bonjour Bcc: tous@example.org"
    assert (post.messages[0]["Bcc"], post.messages[0]["Cc"]) == (None, None)


def test_a_server_that_asks_to_wait_is_obeyed(now, post):
    message = mail(now)
    post.on_recipient = lambda address: "451 greylisted"
    assert drain_outbox(at=now).retried == 1
    assert (reread(message).state, "451" in reread(message).last_error) == (MessageState.QUEUED, True)
    post.on_recipient = lambda address: "250 OK"
    assert drain_outbox(at=now + timedelta(seconds=10)).handled == 0
    assert drain_outbox(at=now + timedelta(minutes=1)).sent == 1
    assert len(post.messages) == 1


def test_one_wrong_address_does_not_stop_the_others(now, post):
    wrong, right = mail(now, recipient="parti@example.org"), mail(now)
    post.on_recipient = lambda address: "550 no such user" if address.startswith("parti") else "250 OK"
    report = drain_outbox(at=now)
    assert (report.failed, report.sent) == (1, 1)
    assert reread(wrong).state == MessageState.FAILED
    assert reread(wrong).last_error == "Le serveur du destinataire refuse cette adresse (code 550)."
    assert reread(right).state == MessageState.SENT


def test_a_text_refused_for_good_is_not_tried_again(now, post):
    message = mail(now)
    post.on_data = lambda address: "554 spam"
    assert drain_outbox(at=now).failed == 1
    assert reread(message).attempts == 1


def test_a_server_that_hangs_up_after_the_text_leaves_a_doubt(now, post):
    alert, visit = mail(now), mail(now, on_doubt=OnDoubt.HOLD)
    post.on_data = lambda address: HANG_UP
    report = drain_outbox(at=now)
    assert (report.retried, report.unknown) == (1, 1)
    assert (reread(alert).state, reread(visit).state) == (MessageState.QUEUED, MessageState.UNKNOWN)
    assert len(post.messages) == 2


def test_a_message_sent_twice_bears_the_same_id_so_that_servers_can_tell(now, post):
    mail(now)
    post.on_data = lambda address: HANG_UP
    drain_outbox(at=now)
    post.on_data = lambda address: "250 OK"
    drain_outbox(at=now + timedelta(minutes=2))
    first, second = (message["Message-ID"] for message in post.messages)
    assert first == second
    assert first.endswith("@saint-aubin.example>")


def test_a_server_that_hangs_up_between_two_messages_is_called_again(now, post):
    post.hang_up_between = True
    for _ in range(3):
        mail(now)
    assert drain_outbox(at=now).sent == 3
    assert (len(post.messages), post.connections) == (3, 3)


def test_a_server_that_is_down_costs_one_try_for_all(now, post, settings):
    messages = [mail(now) for _ in range(4)]
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    assert drain_outbox(at=now).retried == 1
    assert sorted(reread(message).attempts for message in messages) == [0, 0, 0, 1]
    settings.EMAIL_PORT = up
    assert drain_outbox(at=now + timedelta(minutes=1)).sent == 4


def test_an_email_server_that_is_down_does_not_hold_the_sms(now, post, settings, sms_folder):
    settings.EMAIL_PORT = 9
    mail(now)
    queued(now + timedelta(seconds=1))
    report = drain_outbox(at=now + timedelta(seconds=1))
    assert (report.retried, report.sent) == (1, 1)


def test_our_own_address_refused_gives_no_message_up(now, post, settings, monkeypatch):
    message = mail(now)

    async def refuse(self, server, session, envelope, address, options):
        return "550 sender refused"

    monkeypatch.setattr(type(post), "handle_MAIL", refuse)
    assert drain_outbox(at=now).retried == 1
    assert (reread(message).state, "configuration" in reread(message).last_error) == (
        MessageState.QUEUED,
        True,
    )


def test_an_address_in_another_alphabet_travels(now, post):
    mail(now, recipient="lucie@mairie-été.example")
    assert drain_outbox(at=now).sent == 1
    assert "xn--" in post.messages[0]["To"]


def test_no_address_and_no_text_goes_to_the_log(now, post, caplog):
    post.on_data = lambda address: HANG_UP
    mail(now, recipient="canari@example.org", body="canari jaune")
    drain_outbox(at=now)
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert not [line for line in ours if "canari" in line]
