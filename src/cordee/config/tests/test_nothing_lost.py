"""A session that ends in the middle of a form, an old page, an address reopened: nothing is lost, no page is blank."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cordee.ground.needs.models import Need, NeedState
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role

HERE = {"HTTP_ORIGIN": "http://testserver"}
TOLD = "Rappelle qu’il n’y a plus d’« eau » à l’étage <b>, et la porte de l’immeuble est cassée"


def resent(page: str) -> dict[str, str]:
    """What the hidden fields of a page would send."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in found}


@pytest.fixture
def address(town, now) -> str:
    """Where a need is closed without solution."""
    return reverse("desk:cancel", args=[a_need(now).pk])


def test_a_form_sent_after_the_session_ended_is_sent_again_after_signing_in(address, staff, sound):
    typed = {"reason": "cancelled_by_town", "note": TOLD}
    answer = Client().post(address, typed, **HERE)
    page = sound(answer)
    assert answer.status_code == 403 and "rien de ce que vous avez tapé n’est perdu" in page
    assert 'href="/bureau/connexion/?next="' in page and f'action="{address}"' in page
    kept = resent(page)
    kept.pop("csrfmiddlewaretoken", None)
    assert kept == typed
    assert staff(Role.VOLUNTEER_COORDINATOR).post(address, kept, **HERE).status_code == 302
    assert Need.objects.get().state == NeedState.CANCELLED


def test_an_old_page_is_sent_again_in_one_click(address, account, sound):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        account(Role.VOLUNTEER_COORDINATOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    typed = {"reason": "cancelled_by_town", "note": TOLD}
    page = sound(client.post(address, typed | {"csrfmiddlewaretoken": "ancien"}, **HERE))
    assert "Encore un clic" in page
    assert client.post(address, resent(page), **HERE).status_code == 302
    assert Need.objects.get().state == NeedState.CANCELLED


def test_a_form_of_another_site_is_never_laid_out_here(address):
    for origin in ({"HTTP_ORIGIN": "https://ailleurs.example"}, {"HTTP_ORIGIN": "null"}, {}):
        assert Client().post(address, {"note": TOLD}, **origin).status_code == 302
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(address, {"note": TOLD}, HTTP_ORIGIN="https://ailleurs.example")
    assert answer.status_code == 403 and "étage" not in answer.content.decode()


def test_a_password_is_not_written_in_a_page(town):
    typed = {"former": "ancien-mot-de-passe", "new": "nouveau-mot-de-passe", "again": "nouveau-mot-de-passe"}
    assert Client().post(reverse("desk:own_password"), typed, **HERE).status_code == 302


def test_an_address_that_only_takes_forms_answers_with_words(address, staff, sound):
    answer = staff(Role.VOLUNTEER_COORDINATOR).get(address)
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
    assert "Revenir au bureau" in sound(answer)
