"""Somebody is on call, everybody sees who, and nobody leaves without handing over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.actions.duty import cancel_duty, give_duty, plan_duty, take_duty
from cordee.ground.crisis.models import LogbookEntry
from cordee.ground.crisis.selectors.duty import duty_gaps, on_duty, unsigned_for
from cordee.ground.people.models import Role

DAY = timedelta(days=1)


@pytest.fixture
def marc(account):
    return account(Role.DUTY_ELECTED_OFFICIAL, name="Marc Lusson")


@pytest.fixture
def isabelle(account):
    return account(Role.OPERATIONS_LEAD, name="Isabelle Chauvet")


@pytest.fixture
def plan(town, marc, now):
    def make(start, end, account=marc, kind="elected"):
        return plan_duty(
            kind=kind, account=account, phone="02 61 91 00 17", starts_at=now + start * DAY, ends_at=now + end * DAY,
            by=marc, at=now,
        )  # fmt: skip

    return make


def test_who_is_on_call_is_known_at_every_moment_and_never_two(plan, marc, isabelle, now):
    plan(-1, 2)
    plan(2, 4, isabelle)
    assert [one.account for one in on_duty(now=now)] == [marc]
    assert [one.account for one in on_duty(now=now + 2 * DAY)] == [isabelle]
    with pytest.raises(Refused, match="déjà prévu"):
        plan(1, 3, isabelle)
    plan(1, 3, isabelle, kind="manager")


@pytest.mark.parametrize(
    ("start", "end", "field"), [(2, 2, "ends_on"), (2, 1, "ends_on"), (0, 40, "ends_on")]
)
def test_a_shift_that_cannot_be_is_refused(plan, start, end, field):
    with pytest.raises(Refused) as refused:
        plan(start, end)
    assert refused.value.field == field


def test_holes_of_the_next_fortnight_are_shown(plan, now):
    plan(0, 3)
    plan(5, 13)
    assert [(gap.starts_at - now, gap.ends_at - now) for gap in duty_gaps(now=now)] == [
        (3 * DAY, 5 * DAY),
        (13 * DAY, 14 * DAY),
    ]


def test_a_town_without_any_rota_is_told_so(town, now):
    (gap,) = duty_gaps(now=now)
    assert gap.kind == "elected" and gap.ends_at - gap.starts_at == 14 * DAY


def test_taking_somebody_off_call_keeps_what_was_served(plan, marc, now):
    current, future = plan(-1, 2), plan(3, 4)
    cancel_duty(shift=current, by=marc, at=now)
    cancel_duty(shift=future, by=marc, at=now)
    current.refresh_from_db()
    assert current.ends_at == now and on_duty(now=now) == []
    with pytest.raises(Refused, match="passée"):
        cancel_duty(shift=current, by=marc, at=now + DAY)


def test_a_hand_over_is_signed_by_both_and_told_in_the_logbook(town, marc, isabelle, now):
    open_crisis(kind="flood", title="Crue", phase="alert", by=marc, at=now)
    note = give_duty(kind="elected", taker=isabelle, note="Surveiller l’échelle du pont.", by=marc, at=now)
    assert unsigned_for(isabelle.pk) == [note]
    with pytest.raises(Refused, match="Isabelle"):
        take_duty(hand_over=note, by=marc, at=now)
    take_duty(hand_over=note, by=isabelle, at=now + timedelta(minutes=10))
    with pytest.raises(Refused, match="déjà"):
        take_duty(hand_over=note, by=isabelle, at=now)
    assert unsigned_for(isabelle.pk) == []
    told = [one.text for one in LogbookEntry.objects.order_by("number")][1:]
    assert "remet les consignes à Isabelle" in told[0] and "prend la suite" in told[1]
    assert "échelle" not in str(told)


def test_nobody_hands_over_to_oneself_nor_nothing(town, marc, isabelle, now):
    for taker, note in ((marc, "x"), (isabelle, "  ")):
        with pytest.raises(Refused):
            give_duty(kind="elected", taker=taker, note=note, by=marc, at=now)
