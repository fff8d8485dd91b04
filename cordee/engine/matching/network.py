"""The town as a flow network, built in bulk: places to fill on one side, people's time on the other.

    need ─┬───────────────────────► (volunteer, slot) ─► (volunteer, day) ─► volunteer ═► sink
          ├─► (need, volunteer) ──► (volunteer, slot)      cap: day cap        cap, one arc per price of load
          ├─► (pool, slot) ───────► (volunteer, slot)
          └─► sink: the place stays empty

* One unit per place. A slot of a volunteer lets one unit through, a day its cap, the volunteer the cap of the horizon:
  these sets are nested (laminar), so the network says it all and the optimum is whole.
* A need that asks several helpers passes through a node (need, volunteer) of capacity 1: nobody is counted twice.
* A pool is the crowd that may serve any need of the same kind at a distance, where all cost the same: its needs enter
  by slot and its volunteers leave by slot, n + m arcs instead of n x m. Whoever is matched at the node passes the
  gates of all its needs, so reading the flow back in any order gives a plan of the same cost.
* Loads cost more and more (convex), so parallel arcs volunteer ═► sink are filled from the cheapest.

A node that can hold nothing back is left out: a slot reached by one arc only, a day with fewer slots than its cap, a
volunteer with one slot.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.candidates import Candidates
from cordee.engine.matching.columns import Bits, Bools, Ints, lowest_bit, unpack
from cordee.engine.matching.problem import Problem

EXPANDED = 1_000_000
"""Pairs whose slots are laid out at once: bounds memory to some 64 MB."""

Index = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Network:
    """Arcs (tail, head, capacity, cost) and supplies of the nodes, ready for any min-cost flow solver.

    The first arcs are the ones a plan is read from: `paired` arcs (need, volunteer, slot), then `pool_in` arcs
    (need, pool x slot), then `pool_out` arcs (pool x slot, volunteer).
    """

    tail: Index
    head: Index
    capacity: Ints
    cost: Ints
    supply: Ints
    paired: tuple[Ints, Ints, Ints]
    pool_in: tuple[Ints, Ints]
    pool_out: tuple[Ints, Ints]

    @property
    def readable(self) -> int:
        """Number of arcs a plan is read from."""
        return len(self.paired[0]) + len(self.pool_in[0]) + len(self.pool_out[0])


def build(problem: Problem, candidates: Candidates) -> Network:
    """The network of a planning."""
    return _Builder(problem, candidates).network()


def slot_rows(words: Bits, slots: int) -> tuple[Ints, Ints]:
    """Every bit set: (row, slot), sorted."""
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, len(words), EXPANDED):
        flat = np.flatnonzero(unpack(words[start : start + EXPANDED], slots).reshape(-1))
        row, column = np.divmod(flat, max(slots, 1))
        rows.append(row + start)
        columns.append(column)
    return np.concatenate(rows), np.concatenate(columns)


def numbered(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Distinct keys in order, and the rank of each key; keys lie in [0, size[."""
    present = np.zeros(size, bool)
    present[keys] = True
    rank = np.cumsum(present) - 1
    return np.flatnonzero(present), rank[keys]


class _Arcs:
    """Arcs gathered part by part."""

    def __init__(self) -> None:
        self.parts: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, tail: Ints, head: Ints, capacity: Ints | int, cost: Ints | int) -> None:
        count = len(tail)
        self.parts.append((tail, head, np.broadcast_to(capacity, count), np.broadcast_to(cost, count)))

    def columns(self) -> tuple[Index, Index, Ints, Ints]:
        tail, head, capacity, cost = (np.concatenate([part[k] for part in self.parts]) for k in range(4))
        return tail.astype(np.int32), head.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)


class _Builder:
    """Numbers the nodes, level by level, then lays the arcs."""

    def __init__(self, problem: Problem, candidates: Candidates) -> None:
        self.problem = problem
        self.candidates = candidates
        self.first_wish = lowest_bit(problem.needs.slots)

    def network(self) -> Network:
        pair, slot = slot_rows(self.candidates.slots, self.problem.slots)
        need, volunteer = self.candidates.need[pair], self.candidates.volunteer[pair]
        pool_need, pool_slot, pool_in_key = self._pool_entries()
        pool_key, pool_volunteer, pool_out_slot = self._pool_exits()
        entered = np.isin(pool_key, pool_in_key)
        pool_key, pool_volunteer, pool_out_slot = pool_key[entered], pool_volunteer[entered], pool_out_slot[entered]

        time = np.concatenate((self._time(volunteer, slot), self._time(pool_volunteer, pool_out_slot)))
        self._number_time(time)
        doors, pool_rank = numbered(np.concatenate((pool_in_key, pool_key)), self._pool_keys)
        several = self._several(pair)
        meeting, meeting_rank = np.unique(pair[several], return_inverse=True)
        served = np.zeros(len(self.problem.needs), bool)
        served[need] = served[pool_need] = True

        at_need = np.cumsum(served) - 1
        at_pool = int(served.sum())
        at_meeting = at_pool + len(doors)
        at_time = at_meeting + len(meeting)
        sink = at_time + self.inner_nodes

        delay = self._delay(need, slot)
        price = self.problem.weights.of_pair(self.candidates.km, self.candidates.former)
        cost = np.where(several, delay, delay + price[pair])
        tail = at_need[need]
        tail[several] = at_meeting + meeting_rank
        arcs = _Arcs()
        head, exit_cost = self._entry(time, at_time, sink)
        direct, out = slice(0, len(need)), slice(len(need), None)
        arcs.add(tail, head[direct], 1, cost + exit_cost[direct])
        known = self.problem.weights.of_pair(np.zeros(1), np.zeros(1, bool))[0]
        waiting = self._delay(pool_need, pool_slot)
        arcs.add(at_need[pool_need], at_pool + pool_rank[: len(pool_need)], 1, waiting + known)
        arcs.add(at_pool + pool_rank[len(pool_need) :], head[out], 1, exit_cost[out])
        arcs.add(at_need[self.candidates.need[meeting]], at_meeting + np.arange(len(meeting)), 1, price[meeting])
        self._lay_time(arcs, at_time, sink)
        rows = np.flatnonzero(served)
        helpers = self.problem.needs.helpers[rows]
        arcs.add(at_need[rows], np.full(len(rows), sink), helpers, self.problem.penalties[rows])
        supply = np.zeros(sink + 1, np.int64)
        supply[at_need[rows]] = helpers
        supply[sink] = -helpers.sum()
        columns = arcs.columns()
        return Network(
            *columns,
            supply=supply,
            paired=(need, volunteer, slot),
            pool_in=(pool_need, pool_in_key),
            pool_out=(pool_key, pool_volunteer),
        )

    @property
    def _pool_keys(self) -> int:
        return (int(self.candidates.pool_of_need.max(initial=-1)) + 1) * self.problem.slots

    def _pool_entries(self) -> tuple[Ints, Ints, Ints]:
        """(need, slot, pool x slot) for each slot a pooled need wishes and somebody of the pool has."""
        rows = np.flatnonzero(self.candidates.pool_of_need >= 0)
        offered = np.zeros(self._pool_keys // max(self.problem.slots, 1), np.uint64)
        np.bitwise_or.at(offered, self.candidates.pool, self.candidates.pool_slots)
        pool = self.candidates.pool_of_need[rows]
        row, slot = slot_rows(self.problem.needs.slots[rows] & offered[pool], self.problem.slots)
        return rows[row], slot, pool[row] * self.problem.slots + slot

    def _pool_exits(self) -> tuple[Ints, Ints, Ints]:
        """(pool x slot, volunteer, slot) for each slot of each member."""
        row, slot = slot_rows(self.candidates.pool_slots, self.problem.slots)
        key = self.candidates.pool[row] * self.problem.slots + slot
        return key, self.candidates.pool_volunteer[row], slot

    def _several(self, pair: Ints) -> Bools:
        """Arcs of a need that asks several helpers, when the pair has several slots in common."""
        alone = np.bitwise_count(self.candidates.slots) <= 1
        many = self.problem.needs.helpers[self.candidates.need] > 1
        return np.asarray((many & ~alone)[pair])

    def _delay(self, need: Ints, slot: Ints) -> Ints:
        return self.problem.weights.of_delay(self.problem.needs.urgency[need], slot - self.first_wish[need])

    def _time(self, volunteer: Ints, slot: Ints) -> Ints:
        return np.asarray(volunteer * max(self.problem.slots, 1) + slot)

    def _number_time(self, time: Ints) -> None:
        """Nodes of people's time: slots, days, volunteers; only those that can hold a unit back."""
        problem, slots, days = self.problem, max(self.problem.slots, 1), max(self.problem.days, 1)
        volunteers = len(problem.volunteers)
        self.slot_keys, rank = numbered(time, volunteers * slots)
        self.slot_rank = rank
        busy = np.bincount(rank, minlength=len(self.slot_keys)) > 1
        owner, slot = np.divmod(self.slot_keys, slots)
        owned = np.bincount(owner, minlength=volunteers)
        day_key = owner * days + problem.day_of_slot[slot]
        self.day_keys, day_rank = numbered(day_key, volunteers * days)
        day_owner, day = np.divmod(self.day_keys, days)
        day_cap = problem.day_caps[day_owner, day]
        tight_day = np.bincount(day_rank, minlength=len(self.day_keys)) > day_cap
        many = owned > 1
        # Levels from the sink upwards: node numbers start at 0 here and are shifted when the arcs are laid.
        self.volunteers = np.flatnonzero(many)
        at_volunteer = np.cumsum(many) - 1
        at_day = len(self.volunteers) + np.cumsum(tight_day) - 1
        at_slot = len(self.volunteers) + int(tight_day.sum()) + np.cumsum(busy) - 1
        self.inner_nodes = len(self.volunteers) + int(tight_day.sum()) + int(busy.sum())
        self.owned = owned
        self.tight_days = (at_day[tight_day], at_volunteer[day_owner[tight_day]], day_cap[tight_day])
        # Where a unit goes after the slot: the day when it is tight, else the volunteer, else straight to the sink.
        after = np.where(tight_day[day_rank], at_day[day_rank], np.where(many[owner], at_volunteer[owner], -1))
        only_slot = problem.weights.of_load(problem.volunteers.load)[owner]
        after_cost = np.where(after >= 0, 0, only_slot)
        self.busy_slots = (at_slot[busy], after[busy], after_cost[busy])
        self.enter = np.where(busy, at_slot, after)
        self.enter_cost = np.where(busy, 0, after_cost)

    def _entry(self, time: Ints, at_time: int, sink: int) -> tuple[Ints, Ints]:
        """Head and added cost of the arcs that enter people's time."""
        node = self.enter[self.slot_rank]
        return np.where(node >= 0, node + at_time, sink), self.enter_cost[self.slot_rank]

    def _lay_time(self, arcs: _Arcs, at_time: int, sink: int) -> None:
        slot, after, cost = self.busy_slots
        arcs.add(slot + at_time, np.where(after >= 0, after + at_time, sink), 1, cost)
        day, owner, cap = self.tight_days
        arcs.add(day + at_time, owner + at_time, cap, 0)
        people = self.problem.volunteers
        room = np.minimum(people.cap, self.owned)[self.volunteers]
        owner = np.repeat(np.arange(len(self.volunteers)), room)
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(room) - room, room)
        price = self.problem.weights.of_load(people.load[self.volunteers][owner] + rank)
        # Steps of equal price are one arc: prices rise with the rank, so equal ones are neighbours.
        new = np.ones(len(owner), bool)
        new[1:] = (owner[1:] != owner[:-1]) | (price[1:] != price[:-1])
        start = np.flatnonzero(new)
        arcs.add(owner[start] + at_time, np.full(len(start), sink), np.diff(np.append(start, len(owner))), price[start])
