"""Accounts: named people, a password shown once, nobody shut out by mistake."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordee.ground.people.models import Account, Role, StaffRole

ACCOUNTS = reverse("desk:accounts")
NEW = reverse("desk:account_new")
OWN = reverse("desk:own_password")
NADIA = {
    "name": "Nadia Cherif",
    "email": "nadia@mairie.example",
    "roles": ["receptionist"],
    "way": "password",
}


@pytest.fixture
def chief(town, staff):
    return staff(Role.OPERATIONS_LEAD)


def password_in(page):
    return re.search(r'class="secret">([^<]+)<', page).group(1)


def signs_in(email, password):
    answer = Client().post(reverse("desk:sign_in"), {"username": email, "password": password})
    return answer.status_code == 302


def test_a_new_account_enters_with_the_password_shown_once(chief):
    response = chief.post(NEW, NADIA)
    password = password_in(response.content.decode())
    assert signs_in("nadia@mairie.example", password)
    for url in (ACCOUNTS, NEW, reverse("desk:account", args=[Account.objects.get(email=NADIA["email"]).pk])):
        assert password not in chief.get(url).content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("wrong", [{"email": "nadia"}, {"roles": []}, {"roles": ["king"]}, {"name": ""}])
def test_a_wrong_account_is_refused_twice_and_keeps_what_was_typed(chief, wrong):
    for _ in range(2):
        response = chief.post(NEW, NADIA | wrong)
        assert response.status_code == 422
        kept = "nadia@mairie.example" if "email" not in wrong else "Nadia Cherif"
        assert kept in response.content.decode()
    assert not Account.objects.filter(email=NADIA["email"]).exists()


def test_an_account_is_not_opened_twice(chief):
    chief.post(NEW, NADIA)
    response = chief.post(NEW, NADIA)
    assert response.status_code == 422
    assert "existe déjà" in response.content.decode()


def test_roles_are_changed(chief, account):
    nadia = account(Role.RECEPTIONIST)
    url = reverse("desk:account", args=[nadia.pk])
    assert chief.post(url, {"roles": ["caller", "dpo"]}).status_code == 302
    assert set(StaffRole.objects.filter(account=nadia).values_list("role", flat=True)) == {"caller", "dpo"}
    assert chief.post(url, {"roles": []}).status_code == 422


def test_nobody_takes_their_own_access_away(chief, account):
    me = account(Role.OPERATIONS_LEAD)
    account(Role.ADMINISTRATOR)
    response = chief.post(reverse("desk:account", args=[me.pk]), {"roles": ["caller"]})
    assert response.status_code == 422
    assert "votre propre accès" in response.content.decode()
    page = chief.post(
        reverse("desk:account_open", args=[me.pk]), {"ouvert": "non"}, follow=True
    ).content.decode()
    assert "votre propre compte" in page
    assert Account.objects.get(pk=me.pk).is_active


def test_a_closed_account_is_out_at_once(chief, account, staff):
    nadia, her_screen = account(Role.RECEPTIONIST), staff(Role.RECEPTIONIST)
    assert her_screen.get(reverse("desk:queue")).status_code == 200
    url = reverse("desk:account_open", args=[nadia.pk])
    chief.post(url, {"ouvert": "non"})
    assert her_screen.get(reverse("desk:queue")).status_code == 302
    chief.post(url, {"ouvert": "oui"})
    assert Account.objects.get(pk=nadia.pk).is_active


def test_a_new_password_replaces_the_former_and_closes_its_sessions(chief, account, staff):
    nadia, her_screen = account(Role.RECEPTIONIST), staff(Role.RECEPTIONIST)
    her_screen.get(reverse("desk:queue"))
    page = chief.post(reverse("desk:account_reset", args=[nadia.pk])).content.decode()
    assert her_screen.get(reverse("desk:queue")).status_code == 302
    assert signs_in(nadia.email, password_in(page))
    assert not signs_in(nadia.email, "un-mot-de-passe-de-test")


def test_anybody_at_the_desk_chooses_their_own_password(town, staff, account):
    client, nadia = staff(Role.RECEPTIONIST), account(Role.RECEPTIONIST)
    typed = {
        "former": "un-mot-de-passe-de-test",
        "new": "la-loire-monte-vite",
        "again": "la-loire-monte-vite",
    }
    for wrong, said in (
        ({"former": "faux"}, "pas votre mot de passe actuel"),
        ({"again": "autre-chose"}, "diffèrent"),
        ({"new": "court", "again": "court"}, "12 caractères"),
    ):
        response = client.post(OWN, typed | wrong)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert client.post(OWN, typed, follow=True).status_code == 200
    assert client.get(reverse("desk:queue")).status_code == 200
    assert signs_in(nadia.email, "la-loire-monte-vite")


def test_the_table_of_rights_is_told_in_words(chief):
    page = chief.get(ACCOUNTS).content.decode()
    assert "Lire le journal des accès" in page
    assert "Protection des données" in page


def test_accounts_are_refused_to_the_others(town, staff, account):
    nadia = account(Role.RECEPTIONIST)
    for role in (Role.MAYOR, Role.CCAS_MANAGER, Role.VOLUNTEER_COORDINATOR, Role.DPO, Role.COMMUNICATION):
        client = staff(role)
        assert client.get(ACCOUNTS).status_code == 403
        assert client.post(NEW, NADIA).status_code == 403
        assert client.post(reverse("desk:account", args=[nadia.pk]), {"roles": ["mayor"]}).status_code == 403
        assert client.post(reverse("desk:account_reset", args=[nadia.pk])).status_code == 403
    assert not Account.objects.filter(email=NADIA["email"]).exists()


def test_an_account_of_nowhere_is_not_found(chief):
    assert chief.get(reverse("desk:account", args=[999])).status_code == 404


def test_the_list_costs_the_same_whatever_its_length(chief, account):
    def cost():
        chief.get(ACCOUNTS)
        with CaptureQueriesContext(connection) as queries:
            chief.get(ACCOUNTS)
        return len(queries)

    few = cost()
    for role in Role:
        account(role, name=f"agent-{role.value}")
    assert cost() == few
