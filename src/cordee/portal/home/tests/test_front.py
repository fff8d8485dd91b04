"""The page a whole town opens in the same minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cordee.ground.crisis.models import Crisis
from cordee.ground.needs.models import Need
from cordee.ground.needs.tests.factories import a_need

pytestmark = pytest.mark.django_db


def test_the_front_page_tells_what_is_going_on_and_whom_to_call(town, client, sound):
    Crisis.objects.create(
        kind="epidemic",
        title="Épidémie de grippe",
        public_message="Restez chez vous.",
        source="préfecture",
        started_at=timezone.now() - timedelta(days=3),
    )
    html = sound(client.get("/"))
    for words in (
        "Épidémie de grippe",
        "Restez chez vous.",
        "préfecture",
        "02 61 91 00 00",
        "tel:+33261910000",
    ):
        assert words in html
    for door in ("J’ai besoin d’aide", "Je veux aider", "J’appelle la mairie"):
        assert door in html


def test_a_crisis_that_ended_is_not_told_any_more(town, client):
    past = timezone.now() - timedelta(days=3)
    Crisis.objects.create(kind="flood", title="La crue", started_at=past, ended_at=past + timedelta(days=1))
    assert "La crue" not in client.get("/").content.decode()


def test_the_front_page_touches_no_session_and_may_be_kept_by_anybody(town, client):
    response = client.get("/")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
    assert "csrf" not in response.content.decode()


def test_the_page_kept_costs_no_query_and_carries_the_right_nonce(
    town, client, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(7):
        client.get("/")  # The town of the host is read once more than in life: one query of the seven.
    with django_assert_num_queries(0):
        response = client.get("/")
    nonce = response.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in response.content.decode()
    assert "@@" not in response.content.decode()


def test_a_figure_counts_what_was_really_done_and_names_nobody(town, client, settings):
    settings.HOME_CACHE_SECONDS = 0
    at = timezone.now()
    for minutes in (30, 60, 90, 120, 150):
        need = a_need(at - timedelta(hours=5), last_name="Rolland")
        Need.objects.filter(pk=need.pk).update(done_at=need.received_at + timedelta(minutes=minutes))
    html = client.get("/").content.decode()
    assert "aides apportées en 7 jours" in html
    assert "1\u00a0h\u00a030" in html  # The median of the five.
    assert "Rolland" not in html


def test_a_median_of_fewer_than_five_is_not_told(town, client):
    need = a_need(timezone.now() - timedelta(hours=5))
    Need.objects.filter(pk=need.pk).update(done_at=need.received_at + timedelta(minutes=44))
    assert "44\u00a0min" not in client.get("/").content.decode()


def test_queries_of_the_front_page_do_not_grow_with_the_town(town, django_assert_max_num_queries, settings):
    settings.HOME_CACHE_SECONDS = 0
    at = timezone.now()
    Client().get("/")
    for _ in range(6):
        a_need(at)
        Crisis.objects.create(kind="other", title="Un événement", started_at=at - timedelta(hours=1))
    with django_assert_max_num_queries(6):
        Client().get("/")


def test_a_town_that_changes_its_number_is_seen_at_once(town, client):
    client.get("/")
    town.phone = "+33261910099"
    town.save()
    from cordee.ground.territory.selectors import forget_municipalities

    forget_municipalities()
    assert "02 61 91 00 99" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accessibilite/", "non conforme"),
        ("/accessibilite/", "Défenseur des droits"),
        ("/vos-donnees/", "dpo@saint-aubin.example"),
        ("/vos-donnees/", "6 mois après la fin de l’aide et de la crise"),
        ("/benevole/charte/", "Je n’entre pas au domicile"),
    ],
)
def test_the_pages_the_law_asks_for_are_there(town, client, sound, path, words):
    assert words in sound(client.get(path))


def test_addresses_are_found_while_typing_with_a_fault(town, streets, client):
    found = client.get("/adresses/", {"q": "3 rue des lylas"}).json()
    assert found[0]["label"].lower().startswith("3 rue des lilas")
    assert client.get("/adresses/", {"q": "ru"}).json() == []


def test_a_town_without_a_logo_has_no_logo_page(town, client):
    assert client.get("/logo/").status_code == 404
    town.logo, town.logo_type = b"<svg/>", "image/svg+xml"
    town.save()
    response = client.get("/logo/")
    assert response.content == b"<svg/>"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_health_says_when_the_worker_is_dead(town, client):
    from cordee.ground.messaging.models import Heartbeat

    response = client.get("/sante/")
    assert (response.status_code, response.json()["worker_alive"]) == (503, False)
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=7))
    response = client.get("/sante/")
    assert response.status_code == 200
    assert 7 <= response.json()["worker_seconds"] < 30
