"""Laws of the simulated crisis, on towns small enough to be lived in a moment."""

from dataclasses import replace

import numpy as np
import pytest

from cordee.engine.asking.settings import AskingSettings, Shortage
from cordee.engine.simulation.bound import clairvoyant
from cordee.engine.simulation.crisis import NOBODY
from cordee.engine.simulation.measures import measure, summary
from cordee.engine.simulation.ours import Cordee, without_phone
from cordee.engine.simulation.rules import NearestFirst, PublicList
from cordee.engine.simulation.settings import BadRun, Behaviour, TownSize
from cordee.engine.simulation.study import AUTOMATIC, POLICIES, compare, live
from cordee.engine.simulation.town import WEEK_SLOTS, draw_town

SMALL = TownSize(inhabitants=6000, volunteers=60, needs=90, days=5)
PEOPLE = Behaviour()
TOWN = draw_town(SMALL, PEOPLE, 3)


def lived(name, town=TOWN, behaviour=PEOPLE):
    return live(town, behaviour, POLICIES[name][1](AskingSettings()))


@pytest.mark.parametrize("name", POLICIES)
def test_everybody_holds_only_what_they_can(name):
    crisis = lived(name)
    served = np.flatnonzero(crisis.helper != NOBODY)

    held = list(zip(crisis.helper[served].tolist(), crisis.slot[served].tolist(), strict=True))
    assert len(held) == len(set(held)) == crisis.load.sum()
    for need, (person, slot) in zip(served.tolist(), held, strict=True):
        assert TOWN.slots[need] >> slot & TOWN.free[person] >> slot & 1
        assert crisis.accepted_at[need] >= TOWN.opened_at[need]
    for week in (0, 1):
        of_week = [person for person, slot in held if slot // WEEK_SLOTS == week]
        assert (np.bincount(of_week, minlength=SMALL.volunteers) <= TOWN.cap).all()


class Watched(Cordee):
    """Ours, with what the state was at each request."""

    def round(self, crisis):
        stopped, before = crisis.stopped.copy(), crisis.asked.copy()
        super().round(crisis)
        asked = crisis.asked > before
        assert not (stopped & asked).any()
        assert (crisis.asked_day[asked] <= self.settings.urgent_per_day).all()
        assert (crisis.asked_week[asked] <= self.settings.urgent_per_week).all()

    def call(self, crisis):
        found = super().call(crisis)
        if found is not None:
            most = self.settings.urgent_per_day + self.settings.extra_call
            assert crisis.asked_day[crisis.town.pairs.person[found]] < most
        return found


def test_who_did_not_pick_up_may_still_be_sent_a_message_but_is_not_called_again():
    class Calling(Cordee):
        """Ours, remembering its calls."""

        def call(self, crisis):
            row = super().call(crisis)
            if row is not None:
                assert row not in calls
                calls.append(row)
            return row

    calls = []
    crisis = live(TOWN, replace(PEOPLE, pickup=0.0), Calling(AskingSettings()))

    assert calls and not crisis.refused[calls].all()


@pytest.mark.parametrize("leaving", [0.003, 0.5])
def test_ours_never_asks_beyond_the_budget_nor_after_a_stop(leaving):
    crisis = live(TOWN, replace(PEOPLE, leaving=leaving), Watched(AskingSettings()))

    assert crisis.messages > 0
    assert crisis.most_in_week.max() <= AskingSettings().call_budget(1, short=Shortage.NONE)[1]


def test_what_happened_lately_is_counted_over_the_hours_asked():
    crisis = lived("cordee")
    served = crisis.helper != NOBODY

    assert crisis.lately(TOWN.hours) == (SMALL.needs, served.sum())
    opened, accepted = crisis.lately(48)
    assert opened == (TOWN.opened_at > crisis.now - 48).sum() < SMALL.needs
    assert accepted == (crisis.accepted_at[served] > crisis.now - 48).sum() < served.sum()


def test_nobody_is_asked_after_dropping_out_whatever_the_rule():
    behaviour = replace(PEOPLE, leaving=1.0)
    crisis = lived("random50", draw_town(SMALL, behaviour, 3), behaviour)

    assert crisis.stopped.any()
    assert crisis.asked[crisis.stopped].max() <= 6


def test_the_same_seed_gives_the_same_result():
    one, two = (list(compare(SMALL, PEOPLE, policies=["cordee"], seeds=[5])) for _ in range(2))

    assert one == two


def test_no_policy_passes_the_clairvoyant_bound():
    bound = clairvoyant(TOWN, PEOPLE)
    for name in POLICIES:
        share = measure(lived(name), bound).weight_share
        assert share is not None and 0 < share <= 1


def test_answers_hang_on_the_pair_and_not_on_the_policy():
    other = draw_town(SMALL, replace(PEOPLE, willingness=0.5), 3)

    assert np.array_equal(TOWN.pairs.answer, other.pairs.answer)
    assert np.array_equal(TOWN.opened_at, other.opened_at)


def test_ours_serves_more_urgent_needs_than_the_list():
    bound = clairvoyant(TOWN, PEOPLE)
    ours, public = (measure(lived(name), bound).urgent_24h_share for name in ("cordee", "list"))

    assert ours > public


@pytest.mark.parametrize("empty", [{"needs": 0}, {"volunteers": 0}, {"needs": 0, "volunteers": 0}])
@pytest.mark.parametrize("name", ["list", "nearest", "cordee"])
def test_an_empty_side_is_no_crash(empty, name):
    size = replace(SMALL, **empty)
    (run,) = compare(size, PEOPLE, policies=[name], seeds=[1])

    assert run.bound.weight == 0
    assert run.measures.weight_share is None
    assert run.measures.messages == 0


def test_people_without_any_will_serve_nobody():
    behaviour = replace(PEOPLE, willingness=0.0, former_base=0.0)
    (run,) = compare(SMALL, behaviour, policies=["cordee"], seeds=[1])

    assert run.measures.served_share == 0
    assert run.measures.median_minutes_to_accepted is None


def test_a_mean_over_runs_is_none_as_soon_as_one_has_none():
    runs = [run.measures for run in compare(SMALL, PEOPLE, policies=["list"], seeds=[1, 2])]
    found = summary([*runs, replace(runs[0], km_per_served=None)])

    assert found["km_per_served"] == {"mean": None, "spread": None}
    assert found["served_share"]["spread"] >= 0


@pytest.mark.parametrize(
    "wrong", [{"needs": -1}, {"days": 0}, {"inhabitants": 3}, {"volunteers": 10**9}, {"days": 400}]
)
def test_a_town_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(BadRun):
        replace(SMALL, **wrong)


@pytest.mark.parametrize("wrong", [{"fatigue": float("nan")}, {"willingness": -1}, {"pickup": float("inf")}])
def test_a_behaviour_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(BadRun):
        replace(PEOPLE, **wrong)


def test_an_unknown_policy_is_refused():
    with pytest.raises(BadRun, match="inconnue"):
        list(compare(SMALL, PEOPLE, policies=["magic"], seeds=[1]))
    assert set(AUTOMATIC) < set(POLICIES)


def test_the_first_rules_are_what_they_say():
    assert live(TOWN, PEOPLE, PublicList()).messages == 0
    assert live(TOWN, PEOPLE, NearestFirst()).visits.sum() == 0
    assert live(TOWN, PEOPLE, without_phone(AskingSettings())).calls == 0
