"""Where to go now, for anybody; how a place stands, for whoever guards it, from a phone without an account."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cordee.coordinate.resources.actions.guardians import give_guardian_key
from cordee.coordinate.resources.actions.records import Guardian, end_place
from cordee.coordinate.resources.actions.states import say_state
from cordee.coordinate.resources.models import Place, PlaceState
from cordee.coordinate.resources.tests.factories import a_family, a_key, a_place, a_shelter
from cordee.ground.people.models import Role
from cordee.portal.home.views.guardian import OPEN_SECONDS, OPENED

pytestmark = pytest.mark.django_db
AGNES = Guardian("Agnès", "Lambert", "+33639980161")


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def at_nine(now):
    with time_machine.travel(now, tick=False):
        yield now


def _told(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_page_tells_what_is_open_full_or_soon_and_nobody_s_name(client, at_nine, lucie, account, sound):
    now = at_nine
    a_place(now, lucie, name="Médiathèque", guardian=AGNES, access=("wheelchair",), to_know="Par le jardin.")
    full = a_place(now, lucie, name="Salle des fêtes", capacity=4)
    say_state(place=full, state=PlaceState.OPEN, present=4, by=lucie, at=now)
    a_place(now, lucie, name="Salle du soir", hours="20h-8h")
    a_place(now, lucie, name="Jamais", hours="")
    a_place(now, lucie, name="Cachée", published=False)
    end_place(place=a_place(now, lucie, name="Retirée"), by=lucie, at=now)
    shelter = a_shelter(now, lucie)
    a_family(shelter, now, account(Role.CCAS_MANAGER), phone="+33639980171")
    told = " ".join(_told(client.get(reverse("home:places"))).split())
    sound(client.get(reverse("home:places")))
    assert told.index("Médiathèque") < told.index("Salle des fêtes") < told.index("Salle du soir")
    assert "Jusqu’à 18 h" in told and "accessible en fauteuil" in told.lower()
    assert "Plus de place pour l’instant" in told and "Ouvre aujourd’hui à 20 h" in told
    hidden = (
        "Jamais",
        "Cachée",
        "Retirée",
        "Lambert",
        "Agnès",
        "39 98 01 61",
        "639980161",
        "Quéméner",
        "Yolande",
    )
    assert [word for word in hidden if word in told] == []


def test_a_kind_is_asked_by_its_tab_and_an_unknown_one_shows_all(client, at_nine, lucie):
    a_place(at_nine, lucie, name="Médiathèque")
    a_shelter(at_nine, lucie)
    only = _told(client.get(reverse("home:places") + "?type=shelter"))
    assert "Gymnase" in only and "Médiathèque" not in only
    assert "Médiathèque" in _told(client.get(reverse("home:places") + "?type=rien"))


def test_the_front_page_leads_there_and_an_empty_page_says_so(client, town, nothing_remembered):
    assert reverse("home:places") in _told(client.get("/"))
    assert "Aucun lieu ouvert en ce moment" in _told(client.get(reverse("home:places")))


@pytest.fixture
def guarded(at_nine, lucie):
    place = a_place(at_nine, lucie, name="Médiathèque", capacity=40, guardian=AGNES)
    given = a_key(place, at_nine, lucie)
    return place, given, reverse("home:guard", args=[given.token])


def _enter(client, guarded):
    _, given, page = guarded
    return client.post(page, {"pin": f"{given.pin[:3]} {given.pin[3:]}"}, follow=True)


def test_a_guardian_says_full_with_the_number_and_the_public_page_follows(client, guarded, sound):
    place, given, page = guarded
    before = client.get(page)
    assert "Code à six chiffres" in sound(before) and "no-store" in before.headers["Cache-Control"]
    # With « no-referrer » a browser sends the form from nowhere, and the site refuses it.
    assert before.headers["Referrer-Policy"] == "same-origin"
    assert "Personnes présentes" in sound(_enter(client, guarded))
    said = client.post(
        reverse("home:guard_say", args=[given.token]), {"state": "full", "present": "40"}, follow=True
    )
    assert "C’est noté" in _told(said)
    place.refresh_from_db()
    assert (place.said_state, place.present, place.said_by_guardian) == ("full", 40, True)
    assert "Plus de place" in _told(client.get(reverse("home:places")))


def test_what_is_typed_wrong_stays_typed_and_is_told_beside_its_field(client, guarded, sound):
    _, given, _ = guarded
    _enter(client, guarded)
    answer = client.post(reverse("home:guard_say", args=[given.token]), {"state": "closed", "present": "12"})
    told = sound(answer)
    assert answer.status_code == 422 and "Fermé, avec des personnes" in told and 'value="12"' in told
    assert Place.objects.get().said_state == ""


def test_without_the_pin_nothing_is_said(guarded):
    place, given, page = guarded
    stranger = Client()
    answer = stranger.post(reverse("home:guard_say", args=[given.token]), {"state": "closed"})
    assert answer.status_code == 302 and answer.url == page
    place.refresh_from_db()
    assert place.said_state == ""
    for _ in range(5):
        assert stranger.post(page, {"pin": "000000"}).status_code == 422
    assert "bloqué" in _told(stranger.post(page, {"pin": given.pin}))


def test_the_page_closes_by_itself_by_hand_and_with_the_link(client, guarded, lucie):
    place, given, page = guarded
    _enter(client, guarded)
    session = client.session
    key, began = session[OPENED]
    session[OPENED] = [key, began - OPEN_SECONDS]
    session.save()
    assert "Code à six chiffres" in _told(client.get(page)), "a day of guard later"
    _enter(client, guarded)
    assert "Personnes présentes" in _told(client.get(page))
    assert "Code à six chiffres" in _told(
        client.post(reverse("home:guard_leave", args=[given.token]), follow=True)
    )
    _enter(client, guarded)
    give_guardian_key(place=place, by=lucie, at=place.created_at)
    dead = client.get(page)
    assert dead.status_code == 404 and "plus valable" in _told(dead)
    assert client.post(reverse("home:guard_say", args=[given.token]), {"state": "open"}).status_code == 404


def test_the_pin_of_one_place_does_not_open_the_page_of_another(client, guarded, at_nine, lucie):
    other = a_key(a_place(at_nine, lucie), at_nine, lucie)
    _enter(client, guarded)
    assert "Code à six chiffres" in _told(client.get(reverse("home:guard", args=[other.token])))
