"""Signing up as a volunteer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.volunteers.models import Volunteer
from cordee.portal.home.forms import OfferForm

pytestmark = pytest.mark.django_db


def offered(**changes):
    """What a browser sends for Karim."""
    fields = {
        "first_name": "Karim",
        "last_name": "Benali",
        "birth_on": "02/05/1991",
        "phone": "0639981234",
        "address": "5 rue du port",
        "activities": ["COURSES", "APPEL_CONVIVIALITE"],
        "week": ["0", "1", "20"],
        "charter": "on",
        "website": "",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_a_sign_up_gives_a_number_a_promise_and_a_receipt(town, streets, client, sound):
    html = sound(client.post("/benevole/", offered(), follow=True))
    volunteer = Volunteer.objects.get()
    assert volunteer.activities == ("COURSES", "APPEL_CONVIVIALITE")
    assert volunteer.week_bits == 0b11 | 1 << 20
    assert volunteer.location_quality == "door"
    assert volunteer.charter_accepted_at is not None
    assert str(volunteer) in html
    assert "48" in html
    assert "14" in html
    assert OutgoingMessage.objects.get().kind == "volunteer_receipt"


def test_at_most_eight_fields_are_compulsory(town):
    form = OfferForm({}, today=date(2026, 4, 7), default_radius_km=3.0)
    assert len(form.errors) <= 8
    assert set(form.errors) == {
        "first_name", "last_name", "birth_on", "phone", "address", "activities", "week", "charter",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"birth_on": "02/05/2015"}, "Merci de vouloir aider"),
        ({"birth_on": "hier"}, "jour/mois/année"),
        ({"phone": "12"}, "un numéro français en compte dix"),
        ({"phone": ""}, "Indiquez un téléphone ou un courriel"),
        ({"week": None}, "Cochez au moins un moment"),
        ({"activities": None}, "Cochez au moins une façon"),
        ({"activities": ["DON_ARGENT"]}, "Sélectionnez un choix valide"),
        ({"charter": None}, "La charte est la base"),
        ({"address": ""}, "Indiquez votre rue"),
    ],
)
def test_a_mistake_is_told_beside_its_field_twice_and_nothing_typed_is_lost(
    town, streets, client, sound, changes, sentence
):
    for _ in range(2):
        html = sound(client.post("/benevole/", offered(remarks="Je parle fort", **changes)))
        assert sentence in html
        assert "Je parle fort" in html
    assert not Volunteer.objects.exists()


def test_an_email_is_enough_to_be_reached(town, streets, client):
    client.post("/benevole/", offered(phone="", email="Karim@exemple.fr"))
    assert OutgoingMessage.objects.get().recipient == "karim@exemple.fr"


def test_somebody_available_right_now_needs_no_week(town, streets, client):
    client.post("/benevole/", offered(week=None, available_now="1"))
    left = Volunteer.objects.get().available_now_until - timezone.now()
    assert timedelta(minutes=55) < left <= timedelta(minutes=60)


def test_at_a_distance_only_is_noted_without_a_reason(town, streets, client):
    client.post("/benevole/", offered(remote_only="on"))
    assert Volunteer.objects.get().remote_only


def test_an_unknown_street_is_no_reason_to_refuse_help(town, streets, client):
    client.post("/benevole/", offered(address="au fond du chemin creux"))
    volunteer = Volunteer.objects.get()
    assert volunteer.badly_located
    assert volunteer.address == "au fond du chemin creux"


def test_signing_up_twice_keeps_one_file_and_the_same_answer(town, streets, client):
    first = client.post("/benevole/", offered(), follow=True)
    again = client.post("/benevole/", offered(last_name="BENALI"), follow=True)
    assert Volunteer.objects.count() == 1
    assert "Votre offre est enregistrée" in first.content.decode()
    assert "Votre offre est enregistrée" in again.content.decode()


def test_the_page_says_honestly_how_many_already_wait(town, streets, client):
    from cordee.ground.needs.tests.factories import a_need

    client.post("/benevole/", offered())
    client.post("/benevole/", offered(first_name="Léa", last_name="Martin", phone="0639985678"))
    a_need(timezone.now())
    html = client.get("/benevole/").content.decode()
    assert "1 demande ouverte pour 2 bénévoles inscrits" in html


def test_a_sign_up_costs_the_same_in_a_full_town(town, streets, client, django_assert_max_num_queries):
    def cost(rank: int) -> int:
        with django_assert_max_num_queries(40) as seen:
            client.post(
                "/benevole/", offered(last_name=f"Nom{'abcdefghij'[rank]}", phone=f"06399850{rank:02d}")
            )
        return len(seen)

    cost(0)
    few = cost(1)
    for rank in range(2, 8):
        cost(rank)
    assert cost(8) <= few
