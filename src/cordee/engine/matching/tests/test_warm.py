"""The optimum found path by path is the solver's, and stays it while needs and volunteers come and go."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from cordee.engine.matching.warm import WarmPlan

EMPTY = 1_000


@dataclass
class Town:
    """What the warm plan should know, kept as plain lists: pairs that may meet and their cost, by row."""

    pairs: dict[tuple[int, int], int]
    penalty: list[int]
    helpers: list[int]
    places: list[list[int]]
    gone: set[int] = field(default_factory=set)

    def warm(self) -> WarmPlan:
        pairs = sorted(self.pairs)
        return WarmPlan(
            need=[need for need, _ in pairs],
            volunteer=[volunteer for _, volunteer in pairs],
            cost=[self.pairs[pair] for pair in pairs],
            penalty=self.penalty,
            helpers=self.helpers,
            cap=[len(costs) for costs in self.places],
            place_cost=[cost for costs in self.places for cost in costs],
        )

    def optimum(self) -> int:
        """What OR-Tools proves least."""
        solver = min_cost_flow.SimpleMinCostFlow()
        needs, sink = len(self.penalty), len(self.penalty) + len(self.places)
        for (need, volunteer), cost in self.pairs.items():
            solver.add_arc_with_capacity_and_unit_cost(need, needs + volunteer, 1, cost)
        for volunteer, costs in enumerate(self.places):
            for cost in costs:
                solver.add_arc_with_capacity_and_unit_cost(needs + volunteer, sink, 1, cost)
        for need, (penalty, helpers) in enumerate(zip(self.penalty, self.helpers, strict=True)):
            solver.add_arc_with_capacity_and_unit_cost(need, sink, helpers, penalty)
            solver.set_node_supply(need, helpers)
        solver.set_node_supply(sink, -sum(self.helpers))
        assert solver.solve() == solver.OPTIMAL
        return solver.optimal_cost()


def drawn(seed: int, needs: int, volunteers: int) -> Town:
    """Needs of one or two helpers, volunteers of small caps whose places cost more and more; some needs have nobody."""
    dice = np.random.default_rng(seed)
    return Town(
        pairs={
            (int(i), int(j)): int(dice.integers(0, 200))
            for i, j in np.argwhere(dice.random((needs, volunteers)) < 0.4)
        },
        penalty=(EMPTY * dice.integers(1, 5, needs)).tolist(),
        helpers=dice.integers(1, 3, needs).tolist(),
        places=[sorted(dice.integers(0, 50, cap).tolist()) for cap in dice.integers(0, 4, volunteers)],
    )


def agrees(warm: WarmPlan, town: Town) -> None:
    """The warm plan is a plan of the town, costs what the solver proves least, and proves it itself."""
    assert warm.total_cost == town.optimum()
    assert warm.is_proved
    met = {(need, int(one)) for need in range(len(town.penalty)) for one in warm.helpers_of(need)}
    assert met <= set(town.pairs)
    assert met == {(int(need), one) for one in range(len(town.places)) for need in warm.needs_of(one)}
    for need, helpers in enumerate(town.helpers):
        assert len(warm.helpers_of(need)) + warm.missing[need] == helpers
    for volunteer, costs in enumerate(town.places):
        assert len(warm.needs_of(volunteer)) <= len(costs)


@pytest.mark.parametrize("seed", range(200))
def test_path_by_path_costs_what_the_solver_proves(seed):
    town = drawn(seed, 1 + seed % 23, seed % 17)
    warm = town.warm()
    warm.settle()
    agrees(warm, town)


def comes(warm: WarmPlan, town: Town, dice: np.random.Generator) -> None:
    row, penalty, helpers = len(town.penalty), int(EMPTY * dice.integers(1, 5)), int(dice.integers(1, 3))
    known = [j for j in range(len(town.places)) if j not in town.gone and dice.random() < 0.5]
    costs = dice.integers(0, 200, len(known)).tolist()
    assert warm.arrive(known, costs, penalty=penalty, helpers=helpers) == row
    town.pairs |= {(row, j): cost for j, cost in zip(known, costs, strict=True)}
    town.penalty.append(penalty)
    town.helpers.append(helpers)


def joins(warm: WarmPlan, town: Town, dice: np.random.Generator) -> None:
    one, places = len(town.places), sorted(dice.integers(0, 400, dice.integers(0, 4)).tolist())
    able = [i for i in range(len(town.penalty)) if dice.random() < 0.5]
    costs = dice.integers(0, 200, len(able)).tolist()
    assert warm.join(able, costs, places) == one
    town.pairs |= {(i, one): cost for i, cost in zip(able, costs, strict=True)}
    town.places.append(places)


def leaves(warm: WarmPlan, town: Town, dice: np.random.Generator) -> None:
    if not town.places:
        return
    one = int(dice.integers(len(town.places)))
    held = warm.needs_of(one).tolist()
    assert warm.withdraw(one).tolist() == held
    town.places[one] = []
    town.gone.add(one)


def declines(warm: WarmPlan, town: Town, dice: np.random.Generator) -> None:
    met = [(i, int(j)) for i in range(len(town.penalty)) for j in warm.helpers_of(i)] or list(town.pairs)
    if not met:
        return
    pair = met[int(dice.integers(len(met)))]
    warm.decline(*pair)
    town.pairs.pop(pair, None)


def ends(warm: WarmPlan, town: Town, dice: np.random.Generator) -> None:
    if not town.penalty:
        return
    need = int(dice.integers(len(town.penalty)))
    warm.cancel(need)
    town.helpers[need] = 0


DAYS = st.lists(st.sampled_from([comes, joins, leaves, declines, ends]), max_size=12)


@given(st.integers(0, 10**6), st.integers(0, 12), st.integers(0, 8), DAYS)
def test_whatever_comes_and_goes_the_plan_is_the_best_of_the_whole_town(seed, needs, volunteers, day):
    town = drawn(seed, needs, volunteers)
    warm = town.warm()
    warm.settle()
    dice = np.random.default_rng(seed + 1)
    for event in day:
        event(warm, town, dice)
        agrees(warm, town)


def test_an_hour_offered_now_goes_where_the_town_gains_most():
    """Two needs wait, one more urgent; whoever comes gets it, even if the other is nearer."""
    warm = WarmPlan(
        need=[], volunteer=[], cost=[], penalty=[1_000, 4_000], helpers=[1, 1], cap=[], place_cost=[]
    )
    warm.settle()
    assert warm.missing.tolist() == [1, 1]
    one = warm.join([0, 1], [5, 90], [0])
    assert warm.needs_of(one).tolist() == [1] and warm.missing.tolist() == [1, 0]
    assert warm.needs_of(warm.join([1], [10], [0])).tolist() == [1]
    assert warm.needs_of(one).tolist() == [0] and warm.missing.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cost": [-1]}, "a pair costs"),
        ({"cost": [2**31]}, "a pair costs"),
        ({"penalty": [-1]}, "negative"),
        ({"penalty": [2**62]}, "counting"),
        ({"cap": [-1]}, "negative"),
        ({"place_cost": []}, "its cost"),
        ({"cap": [2], "place_cost": [3, 1]}, "cheaper"),
        ({"volunteer": [1]}, "not there"),
        ({"need": [1]}, "not there"),
        ({"need": [1, 0], "volunteer": [0, 0], "cost": [1, 1]}, "by need"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(wrong, said):
    right = {
        "need": [0], "volunteer": [0], "cost": [1], "penalty": [9], "helpers": [1], "cap": [1], "place_cost": [0],
    }  # fmt: skip
    with pytest.raises(ValueError, match=said):
        WarmPlan(**right | wrong)


@pytest.mark.parametrize("call", [lambda w: w.withdraw(3), lambda w: w.cancel(-1), lambda w: w.decline(0, 7)])
def test_somebody_who_is_not_there_is_said(call):
    warm = drawn(1, 2, 2).warm()
    warm.settle()
    with pytest.raises(ValueError, match="here"):
        call(warm)
