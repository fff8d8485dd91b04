"""SMS through a real HTTP server that speaks the part of OVH's API we use."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import pytest
from werkzeug import Request, Response

from cordee.ground.messaging.actions import drain_outbox, record_delivery
from cordee.ground.messaging.gateways import ovh
from cordee.ground.messaging.models import Delivery, IncomingMessage, MessageState, OnDoubt, OutgoingMessage
from cordee.ground.messaging.rules.outbox import stable_token
from cordee.ground.messaging.tasks.worker import fetch_answers
from cordee.ground.messaging.tests.factories import queued

SERVICE = "sms-ab12345-1"
JOBS = f"/1.0/sms/{SERVICE}/jobs"
ACCEPTED = {
    "totalCreditsRemoved": 1,
    "invalidReceivers": [],
    "ids": [27814656],
    "validReceivers": ["+33639980042"],
}


@pytest.fixture(autouse=True)
def _town(town):
    return town


@pytest.fixture
def api(httpserver, settings):
    """OVH, at home."""
    settings.SMS = {
        **settings.SMS,
        "gateway": "ovh",
        "sender": "MAIRIE",
        "ovh": {
            "endpoint": httpserver.url_for("/1.0"),
            "service": SERVICE,
            "application_key": "key",
            "application_secret": "secret",
            "consumer_key": "consumer",
        },
    }
    httpserver.expect_request("/1.0/auth/time").respond_with_json(int(time.time()))
    return httpserver


def reread(message):
    return OutgoingMessage.objects.get(pk=message.pk)


def test_an_sms_is_asked_for_with_what_it_needs(now, api):
    jobs = []

    def job(request: Request) -> Response:
        signed = "+".join(
            (
                "secret",
                "consumer",
                "POST",
                api.url_for(JOBS),
                request.data.decode(),
                request.headers["X-Ovh-Timestamp"],
            )
        )
        assert request.headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(signed.encode()).hexdigest()
        jobs.append(request.json)
        return Response('{"ids": [27814656], "invalidReceivers": []}', content_type="application/json")

    api.expect_request(JOBS, method="POST").respond_with_handler(job)
    message = queued(now, recipient="0639980042", kind="need_receipt", body="Votre demande est notée")
    assert drain_outbox(at=now).sent == 1
    [asked] = jobs
    assert asked["receivers"] == ["+33639980042"]
    assert asked["message"] == "Votre demande est notée"
    assert (asked["noStopClause"], asked["sender"], asked["senderForResponse"]) == (True, "MAIRIE", False)
    assert (asked["coding"], asked["tag"]) == ("7bit", stable_token(message))
    assert (reread(message).state, reread(message).provider_ref) == (MessageState.SENT, "27814656")


def test_a_question_is_sent_from_a_number_one_can_answer(now, api):
    jobs = []

    def job(request: Request) -> Response:
        jobs.append(request.json)
        return Response('{"ids": [1]}', content_type="application/json")

    api.expect_request(JOBS).respond_with_handler(job)
    queued(now, kind="mission_proposal", body="Répondez OUI ou NON, êtes-vous libre ?")
    drain_outbox(at=now)
    assert (jobs[0]["senderForResponse"], "sender" in jobs[0], jobs[0]["coding"]) == (True, False, "8bit")


def test_ovh_s_call_back_makes_the_message_delivered(now, api):
    api.expect_request(JOBS).respond_with_json(ACCEPTED)
    message = queued(now)
    drain_outbox(at=now)
    notice = ovh.read_receipt({"id": "27814656", "ptt": "4", "description": "1", "descriptionDlr": "Success"})
    assert notice is not None
    record_delivery(provider="ovh", provider_ref=notice.ref, status=notice.status, at=now)
    assert reread(message).state == MessageState.DELIVERED


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"id": "1", "ptt": "4", "description": "1"}, Delivery.DELIVERED),
        ({"id": "1", "ptt": "0", "description": "1"}, Delivery.DELIVERED),
        ({"id": "1", "ptt": "3", "description": "4"}, Delivery.PENDING),
        ({"id": "1", "ptt": "1"}, Delivery.PENDING),
        ({"id": "1", "ptt": "4"}, Delivery.DELIVERED),
        ({"id": "1", "ptt": "5"}, Delivery.FAILED),
        ({"id": "1", "description": "2"}, Delivery.FAILED),
        ({"id": "1", "description": "16", "ptt": "202"}, Delivery.FAILED),
    ],
)
def test_ovh_s_states_are_read_as_its_guide_says(fields, status):
    notice = ovh.read_receipt(fields)
    assert notice is not None
    assert notice.status == status


def test_what_is_not_a_receipt_is_ignored():
    assert ovh.read_receipt({}) is None
    assert ovh.read_receipt({"id": "", "ptt": "4"}) is None


def test_a_number_ovh_does_not_know_fails_for_good(now, api):
    api.expect_request(JOBS).respond_with_json(
        {"ids": [], "invalidReceivers": ["+33639980042"], "totalCreditsRemoved": 0}
    )
    message = queued(now)
    assert drain_outbox(at=now).failed == 1
    assert reread(message).last_error == "Le prestataire SMS dit que ce numéro n’existe pas."


def test_a_refused_text_fails_for_good_and_the_next_leaves(now, api):
    api.expect_oneshot_request(JOBS).respond_with_json({"message": "invalid"}, status=400)
    api.expect_request(JOBS).respond_with_json(ACCEPTED)
    queued(now)
    queued(now + timedelta(seconds=1))
    report = drain_outbox(at=now + timedelta(seconds=1))
    assert (report.failed, report.sent) == (1, 1)


def test_no_credit_left_is_a_wait_for_all(now, api):
    api.expect_request(JOBS).respond_with_json({"ids": [], "invalidReceivers": [], "totalCreditsRemoved": 0})
    messages = [queued(now) for _ in range(3)]
    assert drain_outbox(at=now).retried == 1
    assert all(reread(message).state == MessageState.QUEUED for message in messages)
    assert any("crédit" in reread(message).last_error for message in messages)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, {"errorCode": "INVALID_CREDENTIAL", "message": "x"}),
        (404, {"message": "x"}),
        (503, {"message": "x"}),
    ],
)
def test_wrong_keys_or_a_busy_provider_are_waits_not_losses(now, api, status, body):
    api.expect_request(JOBS).respond_with_json(body, status=status)
    alert, visit = queued(now), queued(now, on_doubt=OnDoubt.HOLD)
    drain_outbox(at=now)
    assert {reread(alert).state, reread(visit).state} == {MessageState.QUEUED}


@pytest.mark.parametrize("status", [500, 502, 504])
def test_an_error_of_theirs_is_a_doubt(now, api, status):
    api.expect_request(JOBS).respond_with_data("<html>oops</html>", status=status, content_type="text/html")
    alert, visit = queued(now), queued(now, on_doubt=OnDoubt.HOLD)
    drain_outbox(at=now)
    assert (reread(alert).state, reread(visit).state) == (MessageState.QUEUED, MessageState.UNKNOWN)


def test_a_request_whose_answer_never_comes_is_a_doubt(now, api, monkeypatch):
    monkeypatch.setattr(ovh, "READ_S", 0.2)

    def slow(request: Request) -> Response:
        time.sleep(0.6)
        return Response('{"ids": [1]}', content_type="application/json")

    api.expect_request(JOBS).respond_with_handler(slow)
    visit = queued(now, on_doubt=OnDoubt.HOLD)
    assert drain_outbox(at=now).unknown == 1
    assert reread(visit).state == MessageState.UNKNOWN


def test_a_provider_that_cannot_be_reached_is_a_wait(now, settings):
    settings.SMS = {
        **settings.SMS,
        "gateway": "ovh",
        "ovh": {
            "endpoint": "http://127.0.0.1:9/1.0",
            "service": SERVICE,
            "application_key": "k",
            "application_secret": "s",
            "consumer_key": "c",
        },
    }
    visit = queued(now, on_doubt=OnDoubt.HOLD)
    assert drain_outbox(at=now).retried == 1
    assert reread(visit).state == MessageState.QUEUED


def test_answers_held_by_ovh_are_fetched_once(now, api):
    box = f"/1.0/sms/{SERVICE}/incoming"
    api.expect_request(box).respond_with_json([501, 502])
    for number, text in ((501, "OUI"), (502, "STOP")):
        api.expect_request(f"{box}/{number}").respond_with_json(
            {
                "id": number,
                "sender": "+33639980042",
                "message": text,
                "creationDatetime": "2026-04-07T09:12:00+02:00",
                "credits": 0,
                "tag": "",
            }
        )
    assert fetch_answers(at=now) == 2
    assert fetch_answers(at=now) == 0
    assert sorted(IncomingMessage.objects.values_list("text", flat=True)) == ["OUI", "STOP"]
    assert IncomingMessage.objects.get(text="STOP").understood_as == "stop"
