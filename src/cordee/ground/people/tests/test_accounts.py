"""A town manages its own accounts: it never locks itself out, and opens nobody else's door."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.accounts import (
    change_own_password,
    change_roles,
    open_account,
    reset_password,
    set_account_open,
)
from cordee.ground.people.actions.persons import create_staff_account
from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.accounts import draw_password
from cordee.ground.people.selectors.accounts import staff_member, staff_members
from cordee.ground.territory.models import Commune, town_scope


@pytest.fixture
def chief(account):
    return account(Role.OPERATIONS_LEAD, name="Isabelle")


@pytest.fixture
def elsewhere(town):
    """An account whose only roles are in another town."""
    Commune.objects.create(
        insee_code="49998", name="Ailleurs", name_key="ailleurs", kind="c", departement="49"
    )
    with town_scope("49998"):
        return create_staff_account(
            email="paul@ailleurs.example",
            name="Paul",
            roles=[Role.CCAS_MANAGER],
            by=Task("tests"),
            password="celui-de-paul",
        )


def test_a_new_account_enters_with_the_password_shown_once(town, chief):
    opened = open_account(email="Nadia@mairie.example", name="Nadia", roles=[Role.RECEPTIONIST], by=chief)
    assert Account.objects.get(email="nadia@mairie.example").check_password(opened.password)
    assert len(opened.password.replace("-", "")) == 16
    assert opened.password not in str(list(Event.objects.values_list("facts", flat=True)))


def test_an_account_that_exists_is_not_opened_twice(town, chief):
    open_account(email="nadia@mairie.example", name="Nadia", roles=[Role.RECEPTIONIST], by=chief)
    with pytest.raises(Refused) as refused:
        open_account(email="NADIA@mairie.example", name="Nadia", roles=[Role.MAYOR], by=chief)
    assert refused.value.field == "email"


def test_somebody_from_another_town_keeps_their_password(town, chief, elsewhere):
    opened = open_account(email="paul@ailleurs.example", name="Paul", roles=[Role.CALLER], by=chief)
    assert opened.password == ""
    assert Account.objects.get(pk=elsewhere.pk).check_password("celui-de-paul")
    assert staff_member(elsewhere.pk).roles == (Role.CALLER,)


def test_a_town_cannot_take_over_an_account_of_another_town(town, chief, elsewhere):
    open_account(email="paul@ailleurs.example", name="Paul", roles=[Role.CALLER], by=chief)
    with pytest.raises(Refused):
        reset_password(account=elsewhere, by=chief)
    with pytest.raises(Refused):
        set_account_open(account=elsewhere, is_open=False, by=chief)


def test_nobody_shuts_themselves_out(town, chief, account):
    account(Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        change_roles(account=chief, roles=[Role.RECEPTIONIST], by=chief)
    with pytest.raises(Refused):
        set_account_open(account=chief, is_open=False, by=chief)


def test_a_town_always_keeps_somebody_who_manages_accounts(town, chief, account):
    other = account(Role.ADMINISTRATOR)
    change_roles(account=other, roles=[Role.CALLER], by=chief)
    with pytest.raises(Refused):
        change_roles(account=chief, roles=[], by=other)
    with pytest.raises(Refused):
        set_account_open(account=chief, is_open=False, by=other)


def test_a_closed_account_no_longer_enters_and_may_come_back(town, chief, account):
    nadia = account(Role.RECEPTIONIST)
    set_account_open(account=nadia, is_open=False, by=chief)
    assert not Account.objects.get(pk=nadia.pk).is_active
    assert staff_members()[-1].account == nadia
    set_account_open(account=nadia, is_open=True, by=chief)
    assert Account.objects.get(pk=nadia.pk).is_active


def test_a_reset_password_replaces_the_former_one(town, chief, account):
    nadia = account(Role.RECEPTIONIST)
    password = reset_password(account=nadia, by=chief)
    fresh = Account.objects.get(pk=nadia.pk)
    assert fresh.check_password(password)
    assert not fresh.check_password("un-mot-de-passe-de-test")


@pytest.mark.parametrize(
    "guess",
    [
        "Saint-Aubin-2026", "saintaubinsurloire", "S4int@ub1n!!!!", "Mairie49999!!!!", "ccas-entraide-1234",
        "Cordée2026Cordée", "nadia.cherif@2025", "CherifNadia123", "MotDePasseMairie", "direction-du-ccas",
    ],
)  # fmt: skip
def test_a_password_made_of_the_town_the_service_or_ones_name_is_refused(town, guess):
    nadia = Account(email="nadia.cherif@mairie.example", name="Nadia Chérif")
    with pytest.raises(ValidationError, match="se devine"):
        validate_password(guess, nadia)


@pytest.mark.parametrize(
    "kept",
    [
        "la-loire-monte-vite",
        "ma mairie aime les tartes aux pommes",
        "k7mp-3xq9-hw2e-vv8n",
        "trois oranges volent bas",
    ],
)
def test_a_sentence_may_say_mairie_and_a_drawn_password_always_passes(town, kept):
    nadia = Account(email="nadia.cherif@mairie.example", name="Nadia Chérif")
    validate_password(kept, nadia)
    for _ in range(50):
        validate_password(draw_password(), nadia)


@pytest.mark.parametrize(
    ("former", "new", "field"),
    [("pas le bon", "un-nouveau-tres-long", "former"), ("un-mot-de-passe-de-test", "court", "new")],
)
def test_ones_own_password_is_changed_with_care(town, account, former, new, field):
    nadia = account(Role.RECEPTIONIST)
    with pytest.raises(Refused) as refused:
        change_own_password(account=nadia, former=former, new=new)
    assert refused.value.field == field
    change_own_password(account=nadia, former="un-mot-de-passe-de-test", new="la-loire-monte-vite")
    assert Account.objects.get(pk=nadia.pk).check_password("la-loire-monte-vite")
