"""The first account of a town is opened at the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cordee.ground.audit.models import Event
from cordee.ground.people.models import Account, Role
from cordee.ground.people.rules.permissions import Permission, can


def create(email="Yann@Mairie.example", role="administrator", **options) -> str:
    told = StringIO()
    arguments = [word for one in role.split("+") for word in ("--role", one)]
    call_command("createstaff", email, "--name", "Yann Hamon", *arguments, stdout=told, **options)
    return told.getvalue()


def test_an_account_is_opened_with_a_password_shown_once(town):
    told = create()
    account = Account.objects.get(email="yann@mairie.example")
    password = told.rsplit(" : ", 1)[1].strip()
    assert account.check_password(password)
    assert len(password) >= 12
    assert can(account, Permission.SETTINGS)
    assert Event.objects.filter(verb="create_staff_account", actor="task:createstaff").exists()


def test_one_account_may_have_two_roles(town):
    create(role="administrator+operations_lead")
    account = Account.objects.get()
    assert set(account.staff_roles.values_list("role", flat=True)) == {
        Role.ADMINISTRATOR,
        Role.OPERATIONS_LEAD,
    }


def test_an_account_is_not_opened_twice(town):
    create()
    with pytest.raises(CommandError, match="existe déjà"):
        create()


def test_a_mail_that_is_not_one_is_refused(town):
    with pytest.raises(CommandError, match="courriel"):
        create(email="yann")


def test_a_role_that_does_not_exist_is_refused(town):
    with pytest.raises(CommandError, match="king"):
        create(role="king")


def test_a_town_must_be_served_first(db):
    with pytest.raises(CommandError, match="cordee setup"):
        create()
    assert not Account.objects.exists()
