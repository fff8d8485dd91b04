"""The crisis page: seen before it is published, told on the home page, ended after a question."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cordee.ground.crisis.models import Crisis
from cordee.ground.people.models import Role

CRISIS = reverse("desk:crisis")
WORDS = {
    "kind": "flood", "phase": "alert", "title": "Crue de la Loire", "public_message": "Montez à l’étage.",
    "source": "Vigicrues",
}  # fmt: skip


@pytest.fixture
def mayor(town, staff):
    return staff(Role.MAYOR)


def opened(mayor):
    mayor.post(CRISIS, WORDS)
    return Crisis.objects.get()


def test_what_the_home_page_will_say_is_seen_before(mayor):
    page = mayor.post(CRISIS, WORDS | {"apercu": "oui"}).content.decode()
    assert "Ce que la page d’accueil dira" in page
    assert page.count("Montez à l’étage.") == 2
    assert not Crisis.objects.exists()


def test_an_open_crisis_is_on_the_home_page_until_it_ends(mayor, client, settings):
    settings.HOME_CACHE_SECONDS = 0
    crisis = opened(mayor)
    assert "Crue de la Loire" in client.get("/").content.decode()
    end = reverse("desk:crisis_end", args=[crisis.pk])
    assert "Clore la crise" in mayor.get(end).content.decode()
    assert "Crue de la Loire" in client.get("/").content.decode()
    assert "est close" in mayor.post(end, follow=True).content.decode()
    assert "Crue de la Loire" not in client.get("/").content.decode()
    assert "est close" in mayor.post(end, follow=True).content.decode()


def test_a_crisis_is_updated(mayor):
    crisis = opened(mayor)
    edit = reverse("desk:crisis_edit", args=[crisis.pk])
    assert "Montez à l’étage." in mayor.get(edit).content.decode()
    assert (
        "Ce que la page d’accueil dira"
        in mayor.post(edit, WORDS | {"phase": "crisis", "apercu": "oui"}).content.decode()
    )
    crisis.refresh_from_db()
    assert crisis.phase == "alert"
    mayor.post(edit, WORDS | {"phase": "crisis"})
    crisis.refresh_from_db()
    assert crisis.phase == "crisis"


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "   "}, {"kind": "war"}, {"public_message": "a" * 1001}]
)
def test_a_wrong_form_is_refused_twice_and_keeps_what_was_typed(mayor, wrong):
    for _ in range(2):
        response = mayor.post(CRISIS, WORDS | wrong)
        assert response.status_code == 422
        assert "Vigicrues" in response.content.decode()
    assert not Crisis.objects.exists()


def test_a_closed_crisis_is_not_edited(mayor):
    crisis = opened(mayor)
    mayor.post(reverse("desk:crisis_end", args=[crisis.pk]))
    edit = reverse("desk:crisis_edit", args=[crisis.pk])
    assert (
        "Cette crise est close."
        in mayor.post(edit, WORDS | {"title": "Encore"}, follow=True).content.decode()
    )
    assert Crisis.objects.get().title == "Crue de la Loire"


def test_only_those_who_decide_a_crisis_open_it(town, staff):
    for role in (Role.DUTY_ELECTED_OFFICIAL, Role.CCAS_MANAGER, Role.RECEPTIONIST, Role.COMMUNICATION):
        assert staff(role).get(CRISIS).status_code == 403
        assert staff(role).post(CRISIS, WORDS).status_code == 403
    assert not Crisis.objects.exists()
    assert staff(Role.OPERATIONS_LEAD).get(CRISIS).status_code == 200


def test_an_unknown_crisis_is_not_found(mayor):
    assert mayor.get(reverse("desk:crisis_edit", args=[404])).status_code == 404
    assert mayor.post(reverse("desk:crisis_end", args=[404])).status_code == 404
