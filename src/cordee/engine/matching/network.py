"""The town as a flow network, built in bulk: places to fill on one side, people's time on the other.

    need ─┬───────────────────────► (volunteer, slot) ─► (volunteer, day) ─► volunteer ═► sink
          ├─► (need, volunteer) ──► (volunteer, slot)      cap: day cap        cap, one arc per price of load
          ├─► (pool, slot) ───────► (volunteer, slot)
          └─► sink: the place stays empty

* One unit per place. A slot of a volunteer lets one unit through, a day its cap, the volunteer the cap of the
  horizon: these sets are nested (laminar), so the network says it all and the optimum is whole.
* A need that asks several helpers passes through a node (need, volunteer) of capacity 1: nobody counts twice.
* A pool is the crowd that may serve any need of one kind at a distance, where all cost the same: needs enter
  by slot, volunteers leave by slot, n + m arcs instead of n x m. Whoever meets there passes the gates of all
  the pool's needs, so reading the flow back in any order gives a plan of the same cost.
* Loads cost more and more (convex), so parallel arcs volunteer ═► sink are filled from the cheapest.
* When a town asks for balance, an empty place goes through a node (district, urgency) whose arcs to the sink
  cost more and more: see `shortage`.
* A team comes whole or not at all, which no flow can say: here it is only kept from the slots where too few
  could come. What is left is a bound, and `bundles` makes a plan of it.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.candidates import Candidates
from cordee.engine.matching.columns import Bits, Ints, lowest_bit, pack, unpack
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.shortage import lay_shortage
from cordee.engine.matching.time_nodes import SINK, TimeNodes, lay_time, numbered

EXPANDED = 1_000_000
"""Rows whose slots are laid out at once: bounds memory to some 64 MB."""

Index = npt.NDArray[np.int32]
Arcs = tuple[Ints, Ints, Ints, Ints]


@dataclass(frozen=True, eq=False)
class Network:
    """Arcs (tail, head, capacity, cost) and supplies of the nodes, ready for any min-cost flow solver.

    The first arcs are those a plan is read from: `paired` arcs (need, volunteer, slot), then `pool_in` arcs
    (need, door), then `pool_out` arcs (door, volunteer); the door of a pool at a slot is pool·S + slot.
    `empty` is the arc of the empty places of each need, -1 for a need that stays out, shape (n,).
    """

    tail: Index
    head: Index
    capacity: Ints
    cost: Ints
    supply: Ints
    paired: tuple[Ints, Ints, Ints]
    pool_in: tuple[Ints, Ints]
    pool_out: tuple[Ints, Ints]
    empty: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def readable(self) -> int:
        """Number of arcs a plan is read from."""
        return len(self.paired[0]) + len(self.pool_in[0]) + len(self.pool_out[0])


def build(problem: Problem, candidates: Candidates) -> Network:
    """The network of a planning; needs without any candidate stay out of it."""
    needs, weights = problem.needs, problem.weights
    common = whole_team_slots(problem, candidates)
    pair, slot = slot_rows(common, problem.slots)
    need, volunteer = candidates.need[pair], candidates.volunteer[pair]
    pool_in, pool_out = _doors(problem, candidates)
    in_slot, out_slot = pool_in[1] % max(problem.slots, 1), pool_out[0] % max(problem.slots, 1)
    time = lay_time(problem, np.concatenate((volunteer, pool_out[1])), np.concatenate((slot, out_slot)))

    # Nodes: needs served by somebody, doors of the pools, meetings (need, volunteer), people's time, sink.
    served = np.zeros(len(needs), bool)
    served[need] = served[pool_in[0]] = True
    at_need = np.cumsum(served) - 1
    doors, door = numbered(np.concatenate((pool_in[1], pool_out[0])), _pools(candidates) * problem.slots)
    at_door = int(served.sum()) + door
    several = ((needs.helpers[candidates.need] > 1) & (np.bitwise_count(common) > 1))[pair]
    met, meeting = np.unique(pair[several], return_inverse=True)
    at_meeting = int(served.sum()) + len(doors)
    at_time = at_meeting + len(met)
    at_shortage = at_time + time.count
    shortage = lay_shortage(problem, served)
    sink = at_shortage + shortage.count

    first_wish = lowest_bit(needs.slots)
    price = weights.of_pair(candidates.km, candidates.former)
    stranger = weights.of_pair(np.zeros(1), np.zeros(1, bool))[0]
    delay = weights.of_delay(needs.urgency[need], slot - first_wish[need])
    pool_delay = weights.of_delay(needs.urgency[pool_in[0]], in_slot - first_wish[pool_in[0]])
    entry = np.where(time.entry == SINK, sink, time.entry + at_time)
    tail = at_need[need]
    tail[several] = at_meeting + meeting
    cost = delay + time.entry_cost[: len(need)] + np.where(several, 0, price[pair])
    rows = np.flatnonzero(served)
    parts: list[Arcs] = [
        _arcs(tail, entry[: len(need)], 1, cost),
        _arcs(at_need[pool_in[0]], at_door[: len(in_slot)], 1, pool_delay + stranger),
        _arcs(at_door[len(in_slot) :], entry[len(need) :], 1, time.entry_cost[len(need) :]),
        _arcs(at_need[candidates.need[met]], at_meeting + np.arange(len(met)), 1, price[met]),
        _time_arcs(time, at_time, sink),
        _arcs(
            at_need[rows],
            np.where(shortage.entry == SINK, sink, shortage.entry + at_shortage),
            needs.helpers[rows],
            problem.penalties[rows],
        ),
        _arcs(
            shortage.tail + at_shortage, np.full(len(shortage.tail), sink), shortage.capacity, shortage.cost
        ),
    ]
    empty = np.full(len(needs), -1)
    empty[rows] = sum(len(part[0]) for part in parts[:5]) + np.arange(len(rows))
    supply = np.zeros(sink + 1, np.int64)
    supply[at_need[rows]] = needs.helpers[rows]
    supply[sink] = -supply.sum()
    tails, heads, capacities, costs = (np.concatenate([part[k] for part in parts]) for k in range(4))
    return Network(
        tail=tails.astype(np.int32),
        head=heads.astype(np.int32),
        capacity=capacities,
        cost=costs,
        supply=supply,
        paired=(need, volunteer, slot),
        pool_in=pool_in,
        pool_out=pool_out,
        empty=empty,
    )


def whole_team_slots(problem: Problem, candidates: Candidates) -> Bits:
    """Slots of each pair where, for a team, enough people could come at once; the others as they are."""
    needs = problem.needs
    team = (needs.together & (needs.helpers > 1))[candidates.need]
    rows = np.flatnonzero(team)
    if not len(rows):
        return candidates.slots
    free = unpack(candidates.slots[rows], problem.slots)
    need, group = np.unique(candidates.need[rows], return_inverse=True)
    there = np.zeros((len(need), problem.slots), np.int64)
    np.add.at(there, group, free)
    common = candidates.slots.copy()
    common[rows] = pack(free & (there >= needs.helpers[need][:, None])[group])
    return common


def slot_rows(words: Bits, slots: int) -> tuple[Ints, Ints]:
    """Every bit set among the first `slots`: (row, slot), sorted."""
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start in range(0, len(words), EXPANDED):
        flat = np.flatnonzero(unpack(words[start : start + EXPANDED], slots).reshape(-1))
        row, column = np.divmod(flat, max(slots, 1))
        rows.append(row + start)
        columns.append(column)
    return np.concatenate(rows), np.concatenate(columns)


def _arcs(tail: Ints, head: Ints, capacity: Ints | int, cost: Ints) -> Arcs:
    return tail, head, np.broadcast_to(np.int64(capacity), len(tail)), cost


def _time_arcs(time: TimeNodes, shift: int, sink: int) -> Arcs:
    head = np.where(time.head == SINK, sink, time.head + shift)
    return time.tail + shift, head, time.capacity, time.cost


def _pools(candidates: Candidates) -> int:
    return int(candidates.pool_of_need.max(initial=-1)) + 1


def _doors(problem: Problem, candidates: Candidates) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Arcs in (need, door) and out (door, volunteer) of the pools, where both sides have somebody."""
    needs, slots = problem.needs, problem.slots
    offered, wished = np.zeros((2, _pools(candidates)), np.uint64)
    np.bitwise_or.at(offered, candidates.pool, candidates.pool_slots)
    rows = np.flatnonzero(candidates.pool_of_need >= 0)
    pool = candidates.pool_of_need[rows]
    np.bitwise_or.at(wished, pool, needs.slots[rows])
    row, slot = slot_rows(needs.slots[rows] & offered[pool], slots)
    member, out_slot = slot_rows(candidates.pool_slots & wished[candidates.pool], slots)
    return (
        (rows[row], pool[row] * slots + slot),
        (candidates.pool[member] * slots + out_slot, candidates.pool_volunteer[member]),
    )
