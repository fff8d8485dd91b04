"""The timing of a round is exact: it finds moments if and only if there are some."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cordee.engine.routing.model import Problem, Shipment, Step
from cordee.engine.routing.nodes import Nodes
from cordee.engine.routing.schedule import earliest, timed_route
from cordee.engine.routing.tests.towns import flat, vehicle


def drawn_ride(seed):
    """A vehicle with a longest round, and an order of stops with short rides."""
    dice = np.random.default_rng(seed)
    shipments = []
    for k in range(3):
        early = dice.uniform(480, 540, 2)
        width = dice.uniform(40, 120, 2)
        up, down = (Step(int(dice.integers(5)), (early[i], early[i] + width[i]), 2.0) for i in range(2))
        shipments.append(Shipment(k, up, down, (1,), max_ride=float(dice.uniform(15, 60))))
    driver = vehicle(shift=(480.0, 640.0), max_minutes=float(dice.uniform(40, 160)))
    nodes = Nodes(Problem((driver,), (), tuple(shipments), flat(dice.uniform(-2, 2, (5, 2)))))
    order = dice.permutation(6).tolist()
    sequence = [node for node in order if node < 3] + [node for node in order if node >= 3]
    return nodes, driver, sequence


def linear_programme(nodes, driver, sequence):
    """The same limits as a linear programme: whether any moments keep them."""
    minutes, count = nodes.minutes["car"], len(sequence) + 2
    places = [0, *(nodes.place[n] for n in sequence), 0]
    stay = [0.0, *(nodes.service[n] for n in sequence), 0.0]
    rows, most = [], []

    def tie(first, last, longest):
        row = np.zeros(count)
        row[first], row[last] = -1, 1
        rows.append(row)
        most.append(longest)

    for k in range(count - 1):
        tie(k + 1, k, -(stay[k] + minutes[places[k]][places[k + 1]]))
    tie(0, count - 1, driver.max_minutes)
    for row in range(3):
        up, down = sequence.index(row) + 1, sequence.index(row + 3) + 1
        tie(up, down, nodes.on_board[row] + nodes.service[row])
    bounds = [driver.shift, *((nodes.early[n], nodes.late[n]) for n in sequence), driver.shift]
    return linprog(np.zeros(count), A_ub=np.array(rows), b_ub=np.array(most), bounds=bounds).status == 0


@settings(max_examples=200)
@given(st.integers(0, 10**6))
def test_moments_are_found_exactly_when_a_linear_programme_finds_some(seed):
    nodes, driver, sequence = drawn_ride(seed)
    assert (earliest(nodes, driver, sequence) is not None) == linear_programme(nodes, driver, sequence)


def test_both_answers_are_met_by_the_draws():
    found = [earliest(*drawn_ride(seed)) is not None for seed in range(200)]
    assert 10 < sum(found) < 190


def test_a_volunteer_leaves_as_late_as_the_first_stop_allows():
    ride = Shipment(1, Step(1, (600.0, 610.0)), Step(2), (1,))
    driver = vehicle()
    nodes = Nodes(Problem((driver,), (), (ride,), flat([[0, 0], [2, 0], [4, 0]])))
    assert timed_route(nodes, driver, [0, 1]).depart == 596.0
