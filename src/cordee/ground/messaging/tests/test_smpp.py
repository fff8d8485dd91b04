"""SMS through a real SMPP centre."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
import smpp34

from cordee.ground.messaging import gateways
from cordee.ground.messaging.actions import drain_outbox, receive_sms, record_delivery
from cordee.ground.messaging.gateways import hang_up, listen, smpp
from cordee.ground.messaging.gateways.carriers import IncomingSms, NotNow, Parcel, ReceiptNotice
from cordee.ground.messaging.gateways.smpp import SmppCarrier
from cordee.ground.messaging.models import Delivery, IncomingMessage, MessageState, OnDoubt, OutgoingMessage
from cordee.ground.messaging.rules.outbox import stable_token
from cordee.ground.messaging.tests.factories import queued
from tests.servers.ports import free_port
from tests.servers.smsc import BUSY, REFUSED_NUMBER, TLV_ID, TLV_STATE, smsc


def soon(question, seconds: float = 10):
    """Wait until ``question()`` is true."""
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _town(town):
    return town


@pytest.fixture
def ear():
    """What the house heard: receipts and SMS, noted in memory."""
    heard: dict[str, list] = {"receipts": [], "sms": []}
    listen(
        lambda provider, notice, at: heard["receipts"].append(notice),
        lambda provider, sms, at: heard["sms"].append(sms),
    )
    yield heard
    hang_up()


def reread(message):
    return OutgoingMessage.objects.get(pk=message.pk)


def test_two_hundred_messages_leave_and_two_hundred_receipts_come_back(now, centre, ear):
    messages = [queued(now) for _ in range(200)]
    assert drain_outbox(at=now).sent == 200
    assert len(centre.submitted) == 200
    assert len({sms.to for sms in centre.submitted}) == 200
    soon(lambda: len(ear["receipts"]) == 200)
    for notice in ear["receipts"]:
        record_delivery(provider="smpp", provider_ref=notice.ref, status=notice.status, at=now)
    assert OutgoingMessage.objects.filter(state=MessageState.DELIVERED).count() == len(messages)


def test_an_sms_travels_in_the_alphabet_of_phones(now, centre, ear):
    message = queued(now, recipient="0639980042", body="Été à 8 € [ok]")
    drain_outbox(at=now)
    [sms] = centre.submitted
    assert (sms.to, sms.sender, sms.data_coding, sms.esm_class) == ("33639980042", "MAIRIE", 0, 0)
    assert sms.octets == b"\x1ft\x05 \x7f 8 \x1be \x1b<ok\x1b>"
    assert sms.reference == int(stable_token(message)[:4], 16)


def test_a_long_sms_travels_in_parts_and_is_delivered_when_all_are(now, centre, ear):
    centre.receipts = False
    message = queued(now, body="ê" * 66 + "😀" + "b" * 20)
    drain_outbox(at=now)
    first, second = centre.submitted
    assert (first.data_coding, first.esm_class, first.octets[:3], first.octets[4:6]) == (
        8,
        0x40,
        b"\x05\x00\x03",
        b"\x02\x01",
    )
    assert second.octets[3:6] == bytes((first.octets[3], 2, 2))
    assert (first.octets[6:] + second.octets[6:]).decode("utf-16-be") == message.body
    for part, state in ((first, MessageState.SENT), (second, MessageState.DELIVERED)):
        record_delivery(provider="smpp", provider_ref=part.message_id, status=Delivery.DELIVERED, at=now)
        assert reread(message).state == state


def test_an_answer_comes_in_and_is_acknowledged_after_it_is_noted(centre, ear):
    soon(lambda: centre.binds)
    assert centre.sms_from("+33639980042", "OUI é")
    assert [(sms.sender, sms.text) for sms in ear["sms"]] == [("+33639980042", "OUI é")]


def acknowledged(centre, text) -> bool:
    try:
        return centre.sms_from("+33639980042", text)
    except smpp34.SmppError:
        return False


@pytest.mark.django_db(transaction=True)
def test_an_answer_the_house_could_not_note_is_not_acknowledged(centre):
    heard = []

    def broken_once(provider, sms, at):
        heard.append(sms.text)
        if len(heard) == 1:
            raise OSError("database gone")

    listen(lambda *_: None, broken_once)
    soon(lambda: centre.binds)
    assert not acknowledged(centre, "OUI")
    soon(lambda: centre.binds == 2)
    assert centre.sms_from("+33639980042", "OUI")
    assert heard == ["OUI", "OUI"]


@pytest.mark.parametrize(
    ("text", "ref", "status"),
    [
        (
            "id:abc-9 sub:001 dlvrd:001 submit date:2604070912 stat:DELIVRD err:000 text:OUI",
            "abc-9",
            Delivery.DELIVERED,
        ),
        ("id:77 stat:UNDELIV err:0A3", "77", Delivery.FAILED),
        ("id:78 submit date:20260407091233 stat:EXPIRED err:E5", "78", Delivery.FAILED),
        ("id:79 stat:ACCEPTD", "79", Delivery.PENDING),
    ],
)
def test_receipts_are_read_whatever_pattern_a_centre_follows(centre, ear, text, ref, status):
    soon(lambda: centre.binds)

    async def send():
        answer = await centre._session().deliver_sm(
            "MAIRIE", text.encode(), source_addr="33600000000", esm_class=4
        )
        return answer.is_success

    assert centre._call(send())
    assert ear["receipts"] == [ReceiptNotice(ref, status)]
    assert centre.binds == 1


def test_a_receipt_made_of_optional_parameters_only_is_read(centre, ear):
    soon(lambda: centre.binds)

    async def send():
        options = [
            smpp34.Tlv(TLV_ID, b"tlv-1\0"),
            smpp34.Tlv(TLV_STATE, b"\x02"),
        ]
        answer = await centre._session().deliver_sm(
            "MAIRIE", b"", source_addr="33600000000", esm_class=4, tlvs=options
        )
        return answer.is_success

    assert centre._call(send())
    assert ear["receipts"] == [ReceiptNotice("tlv-1", Delivery.DELIVERED)]


def test_a_wrong_number_fails_for_good_and_the_others_leave(now, centre, ear):
    wrong = queued(now, recipient="0639980042")
    right = queued(now + timedelta(seconds=1))
    centre.answer = lambda to: REFUSED_NUMBER if to == "33639980042" else 0
    report = drain_outbox(at=now + timedelta(seconds=1))
    assert (report.failed, report.sent) == (1, 1)
    assert (reread(wrong).state, reread(right).state) == (MessageState.FAILED, MessageState.SENT)


def test_a_centre_that_asks_to_slow_down_is_obeyed(now, centre, ear):
    messages = [queued(now) for _ in range(3)]
    centre.answer = lambda to: BUSY
    assert drain_outbox(at=now).retried == 1
    assert all(reread(message).state == MessageState.QUEUED for message in messages)
    centre.answer = lambda to: 0
    assert drain_outbox(at=now + timedelta(minutes=1)).sent == 3


def test_a_centre_that_takes_and_says_nothing_leaves_a_doubt(now, centre, ear, monkeypatch):
    monkeypatch.setattr(smpp, "ANSWER_S", 0.5)
    alert, visit = queued(now), queued(now, on_doubt=OnDoubt.HOLD)
    centre.answer = lambda to: None
    report = drain_outbox(at=now)
    assert (report.retried, report.unknown) == (1, 1)
    assert (reread(alert).state, reread(visit).state) == (MessageState.QUEUED, MessageState.UNKNOWN)


def test_the_session_is_taken_up_again_when_the_centre_restarts(now, settings, monkeypatch):
    monkeypatch.setattr(smpp, "SOCKET_S", 1.0)
    port = free_port()
    settings.SMS = {**settings.SMS, "gateway": "smpp", "smpp_url": f"smpp://cordee:secret@127.0.0.1:{port}"}
    try:
        with smsc(port) as first:
            queued(now)
            assert drain_outbox(at=now).sent == 1
            assert len(first.submitted) == 1
        with smsc(port) as second:
            soon(lambda: second.binds)
            queued(now)
            assert drain_outbox(at=now).sent == 1
            assert len(second.submitted) == 1
    finally:
        hang_up()


def test_a_centre_that_is_down_is_a_wait_and_nothing_leaves_later_by_surprise(now, settings, monkeypatch):
    monkeypatch.setattr(smpp, "BIND_S", 0.3)
    port = free_port()
    settings.SMS = {**settings.SMS, "gateway": "smpp", "smpp_url": f"smpp://cordee:secret@127.0.0.1:{port}"}
    visit = queued(now, on_doubt=OnDoubt.HOLD)
    try:
        assert drain_outbox(at=now).retried == 1
        assert reread(visit).state == MessageState.QUEUED
        # The same when the link is lost just before the message is handed over.
        monkeypatch.setattr(smpp, "ANSWER_S", 0.3)
        with pytest.raises(NotNow):
            asyncio.run_coroutine_threadsafe(
                gateways._sessions[0]._submit(Parcel("+33639980042", "bonjour", "0f" * 16)),
                gateways._sessions[0]._loop,
            ).result(5)
        with smsc(port) as centre:
            soon(lambda: centre.binds)
            time.sleep(0.2)
            assert centre.submitted == []
    finally:
        hang_up()


def test_a_centre_that_was_busy_for_long_is_not_sent_anything_we_gave_up(centre):
    carrier = SmppCarrier()
    parcel = Parcel("+33639980042", "bonjour", "0f" * 16)
    try:
        centre.answer = lambda to: BUSY
        for _ in range(60):
            with pytest.raises(NotNow):
                carrier.send(parcel)
        centre.answer = lambda to: 0
        assert carrier.send(parcel).refs == ("1001",)
        assert len(centre.submitted) == 1
    finally:
        carrier.close()


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_written_down_by_the_session_s_own_thread(now, centre):
    def incoming(provider: str, sms: IncomingSms, at) -> None:
        receive_sms(provider=provider, provider_ref=sms.ref, sender=sms.sender, text=sms.text, at=at)

    listen(lambda *_: None, incoming)
    soon(lambda: centre.binds)
    assert centre.sms_from("+33639980042", "STOP")
    assert IncomingMessage.everywhere.get().understood_as == "stop"


def test_no_number_and_no_text_goes_to_the_log(now, centre, ear, caplog, capfd, monkeypatch):
    monkeypatch.setattr(smpp, "ANSWER_S", 0.3)
    centre.answer = lambda to: None
    queued(now, recipient="0639980042", body="canari jaune")
    drain_outbox(at=now)
    told = caplog.text + "".join(capfd.readouterr())
    assert "canari" not in told
    assert "639980042" not in told


def test_a_sender_that_is_not_called_does_not_hear(centre):
    carrier = SmppCarrier()
    try:
        assert carrier.send(Parcel("+33639980042", "bonjour", "0f" * 16)).refs == ("1001",)
    finally:
        carrier.close()
