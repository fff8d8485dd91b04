"""Where an SMS provider calls back."""

from __future__ import annotations

import pytest

from cordee.ground.messaging.models import IncomingMessage, Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(settings):
    settings.SMS = {**settings.SMS, "webhook_secret": "s3cret"}
    return "s3cret"


def test_an_sms_that_comes_in_is_kept_once(town, client, secret):
    sent = {"id": "77", "sender": "+33639980011", "message": "Bonjour", "cle": secret}
    assert client.get("/sms/ovh/entrant/", sent).status_code == 200
    assert client.get("/sms/ovh/entrant/", sent).status_code == 200
    assert IncomingMessage.objects.get().text == "Bonjour"


def test_a_provider_may_post_and_give_the_secret_in_a_header(town, client, secret):
    response = client.post(
        "/sms/ovh/entrant/",
        {"id": "78", "sender": "0639980011", "message": "OUI"},
        content_type="application/json",
        headers={"X-Cordee-Secret": secret},
    )
    assert response.status_code == 200
    assert IncomingMessage.objects.get().provider_ref == "78"


def test_a_receipt_is_recorded_even_before_we_know_its_message(town, client, secret):
    assert (
        client.get("/sms/ovh/recu/", {"id": "9", "ptt": "4", "description": "1", "cle": secret}).status_code
        == 200
    )
    assert Receipt.objects.get().status == "delivered"


@pytest.mark.parametrize("path", ["/sms/ovh/entrant/", "/sms/ovh/recu/"])
def test_without_the_secret_the_page_does_not_exist(town, client, settings, path):
    assert client.get(path, {"cle": ""}).status_code == 404
    settings.SMS = {**settings.SMS, "webhook_secret": "s3cret"}
    assert client.get(path, {"cle": "autre", "id": "1", "sender": "1", "message": "x"}).status_code == 404
    assert client.get("/sms/inconnu/entrant/", {"cle": "s3cret"}).status_code == 404


def test_a_call_without_text_is_refused_plainly(town, client, secret):
    assert (
        client.get("/sms/ovh/entrant/", {"id": "1", "sender": "+33639980011", "cle": secret}).status_code
        == 400
    )
    assert not IncomingMessage.objects.exists()


def test_an_sms_with_characters_no_database_keeps_is_kept_without_them(town, client, secret):
    response = client.post(
        "/sms/ovh/entrant/",
        '{"id": "80", "sender": "0639980011", "message": "OU\\u0000I \\ud83d"}',
        content_type="application/json",
        headers={"X-Cordee-Secret": secret},
    )
    assert response.status_code == 200
    assert IncomingMessage.objects.get().text == "OUI ?"


@pytest.mark.parametrize("body", ["[" * 100_000, "[1]", "{", "\xff", "null"])
def test_a_call_that_holds_nothing_readable_is_told_so(town, client, secret, body):
    response = client.post(
        "/sms/ovh/entrant/", body, content_type="application/json", headers={"X-Cordee-Secret": secret}
    )
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/adresses/?q=rue%00", "/moi/entrer/?suite=/%00", "/%00/"])
def test_an_address_with_a_nul_is_refused_before_any_search(town, client, path):
    assert client.get(path).status_code in {400, 404}
    assert client.get("/adresses/?q=rue%00").status_code == 400
