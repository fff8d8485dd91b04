"""File numbers: one each, in blocks, whatever the number of newcomers at once."""

import pytest
from django.db import connection

from conftest import make_town
from cordee.ground.territory.models import town_scope
from cordee.ground.territory.selectors import forget_municipalities
from cordee.ground.volunteers.actions import signup
from cordee.ground.volunteers.actions.signup import (
    _one_welcome,
    forget_reserved_numbers,
    next_volunteer_numbers,
)


@pytest.mark.django_db(transaction=True)
def test_newcomers_get_numbers_of_their_own_out_of_one_block():
    """Outside any transaction, as on the site: twenty-five sign-ups, two blocks, no number twice."""
    forget_municipalities()
    forget_reserved_numbers()
    town = make_town()
    with town_scope(town.pk):
        numbers = [_one_welcome().numbers[0] for _ in range(25)]
        assert len(set(numbers)) == 25
        assert next_volunteer_numbers(3)[0] > max(numbers)
    forget_reserved_numbers()


@pytest.mark.django_db(transaction=True)
def test_a_block_waits_in_line_as_every_write_does(monkeypatch):
    """Alone outside a transaction, it would meet SQLite's sleep-and-try-again while all other sign-ups wait for it."""
    forget_municipalities()
    forget_reserved_numbers()
    town, seen, welcome = make_town(), [], signup._welcome
    monkeypatch.setattr(
        signup, "_welcome", lambda count: (seen.append(connection.in_atomic_block), welcome(count))[1]
    )
    with town_scope(town.pk):
        signup._one_welcome()
    forget_reserved_numbers()
    assert seen == [True]
