"""The optimum kept warm: a network whose cheapest flow is found, then held, one unit after another.

Successive shortest paths with potentials (Busacker and Gowen 1960; potentials of Edmonds and Karp 1972): every unit of
supply takes the cheapest path that is left in the residual network, and the flow so far stays the cheapest of its size.
A search stops as soon as the sink is reached, and only the nodes it met have their potential moved (Ahuja, Magnanti and
Orlin, *Network Flows*, 1993, § 9.7), so that where helpers are plenty a place costs a few dozen arcs, whatever the size
of the country. What was found stays usable: a need that comes later is one more unit, one more path, and the plan is the
best for the whole town again.

Where helpers are scarce, paths grow long and cost scaling wins (``flow.solve``): ``prefers_paths`` tells which to take.

The kernels are compiled by numba the first time they run on a machine, then kept beside this file.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Ints
from cordee.engine.matching.flow import Flow, NoOptimum
from cordee.engine.matching.kernels.paths import SEEN, chain, send
from cordee.engine.matching.network import Index, Network

PLENTY = 1.0
"""Places asked for each place offered under which paths stay short (measured: at 1.7, cost scaling wins by a fifth)."""


class WarmNetwork:
    """A network and its cheapest flow, kept while needs come.

    ``tail``, ``head``  ends of the arcs, shape (A,); ``capacity`` ≥ 0, ``cost`` ≥ 0, whole
    ``nodes``           number of nodes; ``sink`` is one of them, the end of every unit, which no arc leaves
    ``room``            how many nodes and arcs may still come

    Raises ``ValueError`` on a negative cost, an end that is not a node, or an arc that leaves the sink.
    """

    def __init__(
        self,
        *,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        capacity: npt.ArrayLike,
        cost: npt.ArrayLike,
        nodes: int,
        sink: int,
        room: tuple[int, int] = (0, 0),
    ) -> None:
        tails, heads = np.asarray(tail, np.int32), np.asarray(head, np.int32)
        capacities, costs = np.asarray(capacity, np.int64), np.asarray(cost, np.int64)
        self.nodes, self.arcs, self.sink = nodes, len(tails), sink
        self._check(tails, heads, capacities, costs)
        size, width = nodes + room[0], len(tails) + room[1]
        self._tail, self._head = _longer(tails, width), _longer(heads, width)
        self._left, self._used = _longer(capacities.astype(np.int32), width), np.zeros(width, np.int32)
        self._cost = _longer(costs, width)
        self._last_out, self._last_in = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
        self._next_out, self._next_in, self._back_in = (np.empty(width, np.int32) for _ in range(3))
        self._state = np.zeros((size, 4), np.int64)
        self._state[:, SEEN] = -1
        self._touched = np.zeros(size, np.int32)
        self._searches = 0
        chain(self._last_out, self._next_out, self._tail, self._head, sink, 0, self.arcs)
        doors = np.flatnonzero((heads == sink) & (capacities > 0))
        doors = doors[np.lexsort((costs[doors], tails[doors]))]
        bounds = np.searchsorted(tails[doors], np.arange(nodes + 1))
        self._exits = _longer(doors, len(doors) + room[0])
        self._exit_count = len(doors)
        # Two arrays, not two views of one: the first moves, the second does not.
        self._exit_at, self._exit_end = _longer(bounds[:-1].copy(), size), _longer(bounds[1:].copy(), size)

    def _check(self, tail: Index, head: Index, capacity: Ints, cost: Ints) -> None:
        if len(tail) and (min(tail.min(), head.min()) < 0 or max(tail.max(), head.max()) >= self.nodes):
            raise ValueError("an arc ends at a node that is not there")
        if (tail == self.sink).any():
            raise ValueError("no arc leaves the sink")
        if (cost < 0).any() or (capacity < 0).any():
            raise ValueError("costs and capacities are never negative")

    def send(self, sources: npt.ArrayLike, units: npt.ArrayLike) -> None:
        """Send units from each source to the sink, each by the cheapest path left. Raises ``NoOptimum`` when one has
        no path: the caller gives every need an arc to the sink, the place that stays empty."""
        starts, counts = np.asarray(sources, np.int64), np.asarray(units, np.int64)
        stuck = send(
            starts, counts, self._tail, self._head, self._left, self._used, self._cost,
            self._last_out, self._next_out, self._last_in, self._next_in, self._back_in,
            self._exits, self._exit_at, self._exit_end, self._state, self._touched, self._searches,
        )  # fmt: skip
        self._searches += int(counts.sum())
        if stuck >= 0:
            raise NoOptimum(f"no path is left from node {stuck}")

    def arrive(
        self, head: npt.ArrayLike, capacity: npt.ArrayLike, cost: npt.ArrayLike, *, empty: int, units: int = 1
    ) -> int:
        """A need comes: a new node with arcs to ``head``, and its units sent, each left empty at the price ``empty``.

        The flow is then the cheapest of the whole network again. Gives the node; its arcs are the last ones, the empty
        place after all. Raises ``ValueError`` when ``room`` is used up.
        """
        heads = np.append(np.asarray(head, np.int32), np.int32(self.sink))
        capacities = np.append(np.asarray(capacity, np.int64), units)
        costs = np.append(np.asarray(cost, np.int64), empty)
        node, first, end = self.nodes, self.arcs, self.arcs + len(heads)
        if node >= len(self._state) or end > len(self._tail):
            raise ValueError("no room is left in this network")
        self._check(heads[:-1], heads, capacities, costs)
        self._tail[first:end], self._head[first:end] = node, heads
        self._left[first:end], self._cost[first:end] = capacities, costs
        chain(self._last_out, self._next_out, self._tail, self._head, self.sink, first, end)
        self._exits[self._exit_count] = end - 1
        self._exit_at[node], self._exit_end[node] = self._exit_count, self._exit_count + 1
        self._exit_count += 1
        self.nodes, self.arcs = node + 1, end
        # Costs are not negative and potentials only go down: a node that starts at 0 keeps every reduced cost right.
        self.send([node], [units])
        return node

    @property
    def units(self) -> Ints:
        """Flow on each arc, shape (arcs,)."""
        return self._used[: self.arcs].astype(np.int64)

    @property
    def total_cost(self) -> int:
        """What the flow costs."""
        used = np.flatnonzero(self._used[: self.arcs])
        return int((self._cost[used] * self._used[used]).sum())


def _longer(values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """The values with room after them; themselves when there is none to make: a country's arcs are not kept twice."""
    if len(values) == width:
        return values
    longer = np.zeros(width, values.dtype)
    longer[: len(values)] = values
    return longer


def prefers_paths(places: int, offered: int) -> bool:
    """Are helpers plenty enough for one path a place to beat cost scaling?"""
    return places <= PLENTY * offered


def solve_by_paths(network: Network) -> Flow:
    """The cheapest flow of a planning's network, one path a place: the same cost as ``flow.solve``, to the unit."""
    if not len(network.tail):
        return Flow(np.zeros(0, np.int64), 0)
    sources = np.flatnonzero(network.supply > 0)
    warm = WarmNetwork(
        tail=network.tail,
        head=network.head,
        capacity=np.minimum(network.capacity, 2**31 - 1),
        cost=network.cost,
        nodes=len(network.supply),
        sink=len(network.supply) - 1,
    )
    warm.send(sources, network.supply[sources])
    return Flow(warm.units[: network.readable], warm.total_cost)
