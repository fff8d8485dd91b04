"""The cheapest flow of a planning, kept the cheapest while arcs are shut and opened again.

What a flow cannot say (a team comes whole, a series keeps its helper, somebody needs time to travel) is settled by shutting
arcs. When an arc that carries somebody is shut, that unit takes the cheapest way left in the residual network, potentials
keep every reduced cost right (Ahuja, Magnanti and Orlin, *Network Flows*, 1993, §§ 9.7 and 9.11), and the flow is again the
cheapest of what remains open, for the whole town; opening an arc again undoes it in the same way. So each choice is weighed
by what it really costs everybody, at the price of a few local searches instead of a plan made anew.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Bools, Ints
from cordee.engine.matching.flow import Flow, NoOptimum, solve_whole
from cordee.engine.matching.kernels.detours import (
    LOOKED,
    POTENTIAL,
    SEEN,
    Desk,
    fill,
    lay,
    potentials,
    reopen,
    shut,
)
from cordee.engine.matching.network import Network
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.weights import URGENCIES

Key = tuple[int, ...]
"""How plans compare: empty places U1, U2, U3, U4, then the cost."""


def fill_in_order(network: Network, closed: Ints, rows: Ints, helpers: Ints) -> Ints:
    """Fill the places of needs (rows) in the order given, without regard to cost, with some arcs closed: the places
    filled of each row."""
    nodes, sink = len(network.supply), len(network.supply) - 1
    left, used = network.capacity.astype(np.int64), np.zeros(len(network.tail), np.int64)
    left[closed] = 0
    left[network.empty[rows]] = 0
    arcs = lay(network.tail, network.head, network.cost, left, used, nodes)
    sources = network.tail[network.empty[rows]].astype(np.int64)
    found = fill(sources, helpers, sink, arcs)
    return np.asarray(found, np.int64)


def solve_on(network: Network, capacity: Ints) -> Ints:
    """Units of the cheapest flow on each arc, shape (arcs,), under other capacities; shut arcs are not even given to the
    solver."""
    arcs = np.flatnonzero(capacity)
    small = replace(network, tail=network.tail[arcs], head=network.head[arcs], cost=network.cost[arcs])
    units = np.zeros(len(capacity), np.int64)
    units[arcs], _ = solve_whole(small, capacity[arcs], len(arcs))
    return units


@dataclass(frozen=True, eq=False)
class Kept:
    """A flow to come back to."""

    arrays: tuple[npt.NDArray[np.int64], ...]
    cost: int


class Residual:
    """A network and its cheapest flow, some arcs (`closed`, numbers) shut from the start.

    `likely`: arcs the flow is looked for on, shape (arcs,); of the others, those that would make it cheaper are shut too.
    Raises NoOptimum when the solver fails.
    """

    def __init__(
        self, problem: Problem, network: Network, closed: npt.ArrayLike = (), likely: Bools | None = None
    ) -> None:
        self.network, self.problem = network, problem
        self._first = network.capacity.astype(np.int64)
        self._capacity = self._first.copy()
        self._capacity[np.asarray(closed, np.int64)] = 0
        nodes = len(network.supply)
        self._state = np.zeros((nodes, 4), np.int64)
        self._state[:, SEEN] = -1
        self._desk = Desk(self._state, np.zeros(nodes, np.int32), np.zeros(2, np.int64))
        self._solve(np.ones(len(network.tail), bool) if likely is None else likely)
        self.cost = int(self._used @ network.cost)
        # Price of the arc that leads to each meeting (need, volunteer), which has no other.
        self._toll = np.zeros(nodes, np.int64)
        self._toll[network.head] = network.cost
        inside = np.flatnonzero(network.empty >= 0)
        self._empty, self._urgency = network.empty[inside], problem.needs.urgency[inside]

    def _solve(self, likely: Bools) -> None:
        """The cheapest flow and the potentials that prove it, on the likely arcs and on all those that are too dear."""
        network = self.network
        self._used = solve_on(network, np.where(likely, self._capacity, 0))
        self._left = self._capacity - self._used
        self._arcs = lay(
            network.tail, network.head, network.cost, self._left, self._used, len(network.supply)
        )
        if not potentials(self._arcs._replace(left=np.where(likely, self._left, 0)), self._state):
            raise NoOptimum("the solver's flow is not the cheapest")
        price = network.cost + self._state[network.tail, POTENTIAL] - self._state[network.head, POTENTIAL]
        better = ~likely & (self._left > 0) & (price < 0)
        self._capacity[better] = self._left[better] = 0

    def likely(self, count: int) -> Bools:
        """About `count` arcs from needs to people's time, those nearest to being used, and all the other arcs."""
        network, pi = self.network, self._state[:, POTENTIAL]
        likely = np.ones(len(network.tail), bool)
        if network.readable > count:
            price = (network.cost + pi[network.tail] - pi[network.head])[: network.readable]
            likely[: network.readable] = price <= max(int(np.partition(price, count)[count]), 0)
        return likely

    @property
    def looked(self) -> int:
        """Arcs looked at since the beginning: what the searches took."""
        return int(self._desk.tally[LOOKED])

    @property
    def units(self) -> Ints:
        """Flow on each arc, shape (arcs,)."""
        return self._used

    @property
    def flow(self) -> Flow:
        """The flow as a solver would give it."""
        return Flow(self._used[: self.network.readable].copy(), self.cost)

    def is_open(self, arcs: npt.ArrayLike) -> Bools:
        """Which arcs are open."""
        return np.asarray(self._capacity[np.asarray(arcs)] > 0)

    def key(self) -> Key:
        """How this flow compares with another one of the same planning."""
        empty = np.bincount(self._urgency, self._used[self._empty], URGENCIES + 1)[1:]
        return (*empty.astype(int).tolist(), self.cost)

    def reduced(self, arcs: Ints) -> Ints:
        """What one more unit on each paired arc would cost the town, from its need to its slot: ≤ 0 where one flows."""
        network, pi = self.network, self._state[:, POTENTIAL]
        tail, price = network.tail[arcs], network.cost[arcs] - pi[network.head[arcs]]
        need = network.tail[network.empty[network.paired[0][arcs]]]
        price += np.where(tail == need, 0, self._toll[tail])
        return np.asarray(price + pi[need])

    def shut(self, arcs: npt.ArrayLike) -> bool:
        """Shut arcs; what they carry moves at the least cost. False when something has nowhere to go and stays."""
        change, moved = shut(np.asarray(arcs, np.int64), self._capacity, self._arcs, self._desk)
        self.cost += int(change)
        return bool(moved)

    def reopen(self, arcs: npt.ArrayLike) -> None:
        """Open arcs again, and use them where that is cheaper."""
        which = np.asarray(arcs, np.int64)
        self.cost += int(reopen(which, self._first[which], self._capacity, self._arcs, self._desk))

    def kept(self) -> "Kept":
        """The flow as it is now, to come back to (`restore`)."""
        return Kept(tuple(array.copy() for array in self._moving()), self.cost)

    def restore(self, kept: "Kept") -> None:
        """Come back to a flow kept earlier, to the unit."""
        for array, before in zip(self._moving(), kept.arrays, strict=True):
            array[...] = before
        # Numbers of searches only grow: a node seen later must not look seen again.
        self._state[:, SEEN] = -1
        self.cost = kept.cost

    def _moving(self) -> tuple[npt.NDArray[np.int64], ...]:
        """What changes when arcs are shut and opened."""
        arcs = self._arcs
        chains = (arcs.last_in, arcs.next_in, arcs.back_in)
        return (self._capacity, self._left, self._used, self._state, *chains)
