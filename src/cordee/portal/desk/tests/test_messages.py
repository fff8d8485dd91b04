"""Messages: told when they stop leaving, sent again by a person, read when no rule understood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cordee.ground.audit.models import Event
from cordee.ground.messaging.actions import receive_sms
from cordee.ground.messaging.models import Heartbeat, OutgoingMessage
from cordee.ground.messaging.tests.factories import queued
from cordee.ground.people.models import Role
from cordee.ground.volunteers.tests.factories import a_volunteer

MESSAGES = reverse("desk:messages")


@pytest.fixture
def at(town):
    return timezone.now()


@pytest.fixture
def lucie(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


def alive(at):
    Heartbeat.objects.create(name="worker", at=at)


def failed(at, **fields):
    message = queued(at, **fields)
    OutgoingMessage.objects.filter(pk=message.pk).update(state="failed", last_error="Numéro inconnu.")
    return message


def shown(client, **query):
    response = client.get(MESSAGES, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_dead_worker_with_messages_waiting_is_shouted(lucie, at):
    queued(at - timedelta(minutes=40))
    page = shown(lucie)
    assert "Les messages ne partent plus" in page
    assert "40\u00a0min" in page


def test_all_is_well_when_the_worker_lives(lucie, at):
    alive(at)
    queued(at)
    page = shown(lucie)
    assert "Les messages partent" in page
    assert "ne partent plus" not in page


def test_late_messages_are_shouted_even_with_a_worker_alive(lucie, at):
    alive(at)
    queued(at - timedelta(minutes=20))
    assert "Les messages ne partent plus" in shown(lucie)


def test_a_failure_is_shown_with_its_reason_and_sent_again(lucie, at):
    message = failed(at, recipient="06 39 98 12 34")
    page = shown(lucie)
    assert "Numéro inconnu." in page
    assert "06 •• •• •• 34" in page
    assert "98 12" not in page
    url = reverse("desk:message_resend", args=[message.pk])
    assert "repart dans la minute" in lucie.post(url, follow=True).content.decode()
    assert OutgoingMessage.objects.get(pk=message.pk).state == "queued"
    assert "déjà" in lucie.post(url, follow=True).content.decode()
    assert Event.objects.filter(verb="resend").count() == 1


def test_the_words_and_links_of_a_message_are_not_shown(lucie, at):
    failed(at, kind="entry_link", body="https://ici.example/l/abcdefghijklmnop/ ou code 123 456")
    page = shown(lucie)
    assert "Accès personnel" in page
    assert "abcdefghijklmnop" not in page
    assert "123 456" not in page


def test_an_email_is_masked_too(lucie, at):
    failed(at, channel="email", recipient="karim.benali@exemple.fr")
    page = shown(lucie)
    assert "k•••@exemple.fr" in page
    assert "karim.benali" not in page


def test_an_sms_not_understood_is_read_by_a_person(lucie, at):
    volunteer = a_volunteer(at, cleared=False)
    incoming = receive_sms(
        provider="tests",
        provider_ref="1",
        sender=volunteer.person.phone,
        text="<b>je suis en retard</b>",
        at=at,
    )
    page = shown(lucie)
    assert volunteer.person.full_name in page
    assert "&lt;b&gt;je suis en retard" in page
    assert Event.objects.filter(verb="read", subject=f"person:{volunteer.person_id}").exists()
    url = reverse("desk:incoming_read", args=[incoming.pk])
    assert "noté comme lu" in lucie.post(url, follow=True).content.decode()
    assert "déjà lu" in lucie.post(url, follow=True).content.decode()
    assert "Aucun SMS à lire" in shown(lucie, etat="a-lire")


def test_roles_that_decide_no_need_are_told_no(staff, at):
    message = failed(at)
    for role in (Role.MAYOR, Role.RECEPTIONIST, Role.OPERATIONS_LEAD, Role.DPO):
        assert staff(role).get(MESSAGES).status_code == 403
        assert staff(role).post(reverse("desk:message_resend", args=[message.pk])).status_code == 403
    assert OutgoingMessage.objects.get(pk=message.pk).state == "failed"


def test_what_does_not_exist_is_not_found(lucie, at):
    assert lucie.post(reverse("desk:message_resend", args=[99])).status_code == 404
    assert lucie.post(reverse("desk:incoming_read", args=[99])).status_code == 404
    assert "Messages" in shown(lucie, etat="nimporte", page="zz")


@pytest.mark.parametrize("tab", ["failed", "a-lire"])
def test_the_page_costs_the_same_whatever_the_number_of_messages(lucie, at, tab):
    def one_more(number):
        volunteer = a_volunteer(at, cleared=False)
        failed(at, person=volunteer.person)
        receive_sms(
            provider="tests", provider_ref=f"{number}", sender=volunteer.person.phone, text="hein ?", at=at
        )

    def cost():
        lucie.get(MESSAGES, {"etat": tab})
        with CaptureQueriesContext(connection) as queries:
            lucie.get(MESSAGES, {"etat": tab})
        return len(queries)

    one_more(0)
    few = cost()
    for number in range(1, 8):
        one_more(number)
    assert cost() == few
