"""The far side of the network: the time of people, from a slot of a volunteer down to the sink.

    (volunteer, slot) ─► (volunteer, day) ─► volunteer ═► sink

A node that can hold nothing back is left out: a slot that one arc alone reaches, a day with no more slots
than its cap, a volunteer with a single slot. Nodes are numbered from 0 here and shifted by the network.
"""

from dataclasses import dataclass

import numpy as np

from cordee.engine.matching.columns import Bools, Ints
from cordee.engine.matching.problem import Problem

SINK = -1
"""Stands for the sink wherever a node of this module is written."""


@dataclass(frozen=True, eq=False)
class TimeNodes:
    """Nodes and arcs of people's time.

    count                         number of nodes
    entry, entry_cost             for each arc that comes in: its head (SINK for the sink) and what it adds
    tail, head, capacity, cost    arcs from here on; head SINK for the sink
    """

    count: int
    entry: Ints
    entry_cost: Ints
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints


def numbered(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Distinct keys in order, and the rank of each key; keys lie in [0, size[."""
    present = np.zeros(size, bool)
    present[keys] = True
    rank = np.cumsum(present) - 1
    return np.flatnonzero(present), rank[keys]


def lay_time(problem: Problem, volunteer: Ints, slot: Ints) -> TimeNodes:
    """The time that arcs to (volunteer, slot) reach, in whatever order they come."""
    slots, days, people = problem.slots, problem.days, len(problem.volunteers)
    slot_key, slot_of_arc = numbered(volunteer * slots + slot, people * slots)
    owner = slot_key // max(slots, 1)
    owned = np.bincount(owner, minlength=people)
    day_key, day_of_slot = numbered(
        owner * days + problem.day_of_slot[slot_key % max(slots, 1)], people * days
    )
    day_owner = day_key // max(days, 1)
    day_cap = problem.day_caps[day_owner, day_key % max(days, 1)]

    shared = np.bincount(slot_of_arc, minlength=len(slot_key)) > 1
    tight = np.bincount(day_of_slot, minlength=len(day_key)) > day_cap
    several = owned > 1
    at_person = np.cumsum(several) - 1
    at_day = several.sum() + np.cumsum(tight) - 1
    at_slot = several.sum() + tight.sum() + np.cumsum(shared) - 1

    # After its slot a unit meets the day when it is tight, else the volunteer, else the sink at once.
    after = np.where(
        tight[day_of_slot], at_day[day_of_slot], np.where(several[owner], at_person[owner], SINK)
    )
    only_price = problem.weights.of_load(problem.volunteers.load[owner])
    after_cost = np.where(after == SINK, only_price, 0)
    person, room, price = _loads(problem, owned, several)
    ones = np.ones(int(shared.sum()), np.int64)
    return TimeNodes(
        count=int(several.sum() + tight.sum() + shared.sum()),
        entry=np.where(shared, at_slot, after)[slot_of_arc],
        entry_cost=np.where(shared, 0, after_cost)[slot_of_arc],
        tail=np.concatenate((at_slot[shared], at_day[tight], at_person[person])),
        head=np.concatenate((after[shared], at_person[day_owner[tight]], np.full(len(person), SINK))),
        capacity=np.concatenate((ones, day_cap[tight], room)),
        cost=np.concatenate((after_cost[shared], np.zeros(int(tight.sum()), np.int64), price)),
    )


def _loads(problem: Problem, owned: Ints, several: Bools) -> tuple[Ints, Ints, Ints]:
    """Arcs volunteer ═► sink, one per price: (volunteer, units at that price, price), cheapest first."""
    rows = np.flatnonzero(several)
    room = np.minimum(problem.volunteers.cap, owned)[rows]
    person = np.repeat(rows, room)
    already = np.arange(len(person)) - np.repeat(np.cumsum(room) - room, room)
    price = problem.weights.of_load(problem.volunteers.load[person] + already)
    # Prices only rise with the rank, so equal ones are neighbours and share one arc.
    step = np.ones(len(person), bool)
    step[1:] = (person[1:] != person[:-1]) | (price[1:] != price[:-1])
    start = np.flatnonzero(step)
    return person[start], np.diff(np.append(start, len(person))), price[start]
