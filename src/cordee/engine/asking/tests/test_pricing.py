"""Laws of the price of a last mission: who cannot be replaced is kept for the urgent."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.engine.asking.choosing import choose, may_be_asked, shortage
from cordee.engine.asking.columns import Pairs
from cordee.engine.asking.faults import BadAsking
from cordee.engine.asking.offering import list_order
from cordee.engine.asking.pricing import prices
from cordee.engine.asking.settings import AskingSettings, Shortage
from cordee.engine.asking.tests.tables import everyone, needs, people

TOWN = AskingSettings()
NOON = 12.0


def priced(past, crowd, pairs, *, past_hours=48.0, left_hours=48.0):
    return prices(past, crowd, pairs, hours_past=past_hours, hours_left=left_hours, settings=TOWN)


def some(pairs, kept):
    columns = ("need", "person", "km", "former", "known_activity", "silent")
    return Pairs(**{name: getattr(pairs, name)[kept] for name in columns})


who_could = st.lists(st.booleans(), min_size=24, max_size=24).map(np.array)


@given(who_could, st.integers(0, 5))
def test_one_more_person_able_never_raises_the_price_of_another(kept, newcomer):
    past, crowd, pairs = needs(1, 2, 3, 4), people(6), everyone(4, 6)
    without = priced(past, crowd, some(pairs, kept & (pairs.person != newcomer)))
    with_them = priced(past, crowd, some(pairs, kept | (pairs.person == newcomer)))

    others = np.arange(6) != newcomer
    assert (with_them[others] <= without[others] + 1e-12).all()
    assert (with_them >= 0).all() and with_them[newcomer] > 0


def test_the_only_one_is_worth_more_than_one_of_many():
    pairs = everyone(2, 9)
    alone_for_the_second = some(pairs, (pairs.need == 0) | (pairs.person == 8))

    price = priced(needs(1, 1), people(9, visits=np.ones(9)), alone_for_the_second)

    assert price[8] > 2 * price[:8].max()


def test_a_price_follows_the_hours_left_and_what_urgent_needs_bring():
    pairs = everyone(2, 1)
    usual = priced(needs(1, 4), people(1), pairs)

    assert priced(needs(1, 4), people(1), pairs, left_hours=24.0) == pytest.approx(usual / 2)
    assert priced(needs(1, 1), people(1), pairs) == pytest.approx(2 * usual)
    assert priced(needs(4, 4), people(1), pairs)[0] == 0


def test_nobody_able_to_give_has_a_price_and_no_past_means_none():
    crowd = people(3, left=np.array([0, 1, 1]), stopped=np.array([False, True, False]))

    assert (priced(needs(1), crowd, everyone(1, 3)) > 0).tolist() == [False, False, True]
    assert priced(needs(), crowd, everyone(0, 3)).tolist() == [0, 0, 0]
    with pytest.raises(BadAsking, match="hours"):
        priced(needs(1), crowd, everyone(1, 3), left_hours=-1.0)


@pytest.mark.parametrize(
    ("urgency", "left", "worth", "asked"),
    [(4, 1, 2.0, False), (3, 1, 2.0, True), (4, 2, 2.0, True), (3, 1, 1e4, False), (2, 1, 1e4, True)],
)
def test_a_last_mission_goes_only_to_what_is_worth_it_or_urgent(urgency, left, worth, asked):
    dear = people(1, left=np.array([left]), price=np.array([worth / TOWN.protection]))

    able = may_be_asked(dear, urgency=urgency, at=NOON, short=Shortage.NONE, settings=TOWN)
    seen = list_order(
        urgency=np.array([urgency]),
        km=np.ones(1),
        former=np.zeros(1, bool),
        kept=np.zeros(1, bool),
        deadline_at=np.full(1, 40.0),
        left=left,
        price=float(dear.price[0]),
        at=NOON,
        short=Shortage.NONE,
        settings=TOWN,
    )

    assert able.tolist() == [asked]
    assert len(seen) == asked


def test_between_two_alike_the_one_who_can_be_replaced_is_asked():
    settings = replace(TOWN, largest_wave=1)
    crowd = people(2, price=np.array([0.2, 0.0]))

    found = choose(
        needs(1), crowd, everyone(1, 2, km=[1.0, 1.0]), at=NOON, short=Shortage.NONE, settings=settings
    )

    assert [ask.person for ask in found.asks] == [1]


def test_a_town_that_protects_nothing_keeps_nothing():
    open_town = replace(TOWN, protection=0.0)
    dear = people(1, left=np.array([1]), price=np.array([1e6]))

    assert may_be_asked(dear, urgency=4, at=NOON, short=Shortage.NONE, settings=open_town).all()
    assert shortage(open_now=99, opened_lately=99, accepted_lately=1, settings=open_town) == Shortage.NONE


@pytest.mark.parametrize("wrong", [{"protection": -1.0}, {"protection": float("nan")}, {"worth": (1.0,)}])
def test_a_protection_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(BadAsking):
        replace(TOWN, **wrong)
