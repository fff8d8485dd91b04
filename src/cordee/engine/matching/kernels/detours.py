"""One arc shut or opened where the flow is the cheapest: what has to move takes the cheapest way (see ``residual``)."""

import heapq
from typing import NamedTuple

import numba
import numpy as np

FAR = np.int64(2**62)
POTENTIAL, DISTANCE, SEEN, PARENT = range(4)
"""Columns of what a search knows of a node."""
LOOKED, SEARCHES = range(2)
"""What is counted: arcs looked at, searches made."""


class Arcs(NamedTuple):
    """Arcs (A) between nodes (N): by the node they leave, and those that carry something chained at their head, -1 at the
    end of a chain."""

    tail: np.ndarray  # (A,)
    head: np.ndarray  # (A,)
    cost: np.ndarray  # (A,)
    left: np.ndarray  # (A,) units that may still pass
    used: np.ndarray  # (A,) units that pass
    out_at: np.ndarray  # (N + 1,) where the arcs that leave a node begin in ``out_arc``
    out_arc: np.ndarray  # (A,)
    last_in: np.ndarray  # (N,)
    next_in: np.ndarray  # (A,)
    back_in: np.ndarray  # (A,)


class Desk(NamedTuple):
    """Where searches write: what they know of each node, the nodes they saw, and their tally."""

    state: np.ndarray  # (N, 4)
    touched: np.ndarray  # (N,)
    tally: np.ndarray  # (2,)


@numba.njit(cache=True)
def lay(tail, head, cost, left, used, nodes):
    """The arcs of a flow, ready to be searched."""
    out_at = np.zeros(nodes + 1, np.int64)
    for arc in range(len(tail)):
        out_at[tail[arc] + 1] += 1
    for node in range(nodes):
        out_at[node + 1] += out_at[node]
    out_arc, place = np.empty(len(tail), np.int32), out_at[:-1].copy()
    last_in, next_in = np.full(nodes, -1, np.int32), np.full(len(tail), -1, np.int32)
    back_in = np.full(len(tail), -1, np.int32)
    for arc in range(len(tail)):
        out_arc[place[tail[arc]]] = arc
        place[tail[arc]] += 1
    arcs = Arcs(tail, head, cost, left, used, out_at, out_arc, last_in, next_in, back_in)
    for arc in range(len(tail)):
        if used[arc] > 0:
            _hook(arcs, arc)
    return arcs


@numba.njit(cache=True)
def _hook(arcs, arc):
    node = arcs.head[arc]
    after = arcs.last_in[node]
    arcs.next_in[arc], arcs.back_in[arc] = after, -1
    if after >= 0:
        arcs.back_in[after] = arc
    arcs.last_in[node] = arc


@numba.njit(cache=True)
def _unhook(arcs, arc):
    before, after = arcs.back_in[arc], arcs.next_in[arc]
    if before >= 0:
        arcs.next_in[before] = after
    else:
        arcs.last_in[arcs.head[arc]] = after
    if after >= 0:
        arcs.back_in[after] = before


@numba.njit(cache=True)
def _carry(arcs, arc):
    arcs.left[arc] -= 1
    arcs.used[arc] += 1
    if arcs.used[arc] == 1:
        _hook(arcs, arc)


@numba.njit(cache=True)
def _give_back(arcs, arc):
    arcs.left[arc] += 1
    arcs.used[arc] -= 1
    if arcs.used[arc] == 0:
        _unhook(arcs, arc)


@numba.njit(cache=True)
def _turn(arcs, parent, source, target):
    """Send one unit back along the steps that led from ``source`` to ``target``: an arc, or ~arc taken backwards."""
    node = target
    while node != source:
        step = parent[node]
        if step >= 0:
            _carry(arcs, step)
            node = arcs.tail[step]
        else:
            _give_back(arcs, ~step)
            node = arcs.head[~step]


@numba.njit(cache=True)
def potentials(arcs, state):
    """Potentials that prove the flow the cheapest (Bellman-Ford with a queue); False when it is not."""
    tail, head, left, cost = arcs.tail, arcs.head, arcs.left, arcs.cost
    out_at, out_arc, last_in, next_in = arcs.out_at, arcs.out_arc, arcs.last_in, arcs.next_in
    nodes = len(state)
    queue = np.arange(nodes + 1)
    waiting = np.ones(nodes, np.bool_)
    rounds = np.zeros(nodes, np.int64)
    first, count = 0, nodes
    while count:
        node = queue[first]
        first = (first + 1) % (nodes + 1)
        count -= 1
        waiting[node] = False
        rounds[node] += 1
        if rounds[node] > nodes:
            return False
        here = state[node, POTENTIAL]
        at, back = out_at[node], last_in[node]
        while at < out_at[node + 1] or back >= 0:
            if at < out_at[node + 1]:
                arc = out_arc[at]
                to, there, free = head[arc], here + cost[arc], left[arc] > 0
                at += 1
            else:
                to, there, free = tail[back], here - cost[back], True
                back = next_in[back]
            if free and there < state[to, POTENTIAL]:
                state[to, POTENTIAL] = there
                if not waiting[to]:
                    waiting[to] = True
                    queue[(first + count) % (nodes + 1)] = to
                    count += 1
    return True


@numba.njit(cache=True)
def _move(source, target, arcs, desk):
    """Send one unit from ``source`` to ``target`` by the cheapest residual path; what it costs, FAR without any."""
    tail, head, left, cost = arcs.tail, arcs.head, arcs.left, arcs.cost
    out_at, out_arc, last_in, next_in = arcs.out_at, arcs.out_arc, arcs.last_in, arcs.next_in
    state, touched, tally = desk.state, desk.touched, desk.tally
    tally[SEARCHES] += 1
    search = tally[SEARCHES]
    state[source, SEEN], state[source, DISTANCE] = search, 0
    touched[0], count = source, 1
    best = FAR
    heap = [(np.int64(0), np.int64(source))]
    while len(heap) > 0:
        so_far, node = heapq.heappop(heap)
        if so_far >= best:
            break
        if state[node, DISTANCE] < so_far:
            continue
        here = so_far + state[node, POTENTIAL]
        at, back = out_at[node], last_in[node]
        while at < out_at[node + 1] or back >= 0:
            if at < out_at[node + 1]:
                arc = out_arc[at]
                at += 1
                if left[arc] <= 0:
                    continue
                to, length, step = head[arc], here + cost[arc], arc
            else:
                to, length, step = tail[back], here - cost[back], ~back
                back = next_in[back]
            tally[LOOKED] += 1
            length -= state[to, POTENTIAL]
            new = state[to, SEEN] != search
            if length < best and (new or length < state[to, DISTANCE]):
                if new:
                    state[to, SEEN] = search
                    touched[count] = to
                    count += 1
                state[to, DISTANCE] = length
                state[to, PARENT] = step
                if to == target:
                    best = length
                else:
                    heapq.heappush(heap, (length, np.int64(to)))
    if best == FAR:
        return FAR
    price = best + state[target, POTENTIAL] - state[source, POTENTIAL]
    for k in range(count):
        node = touched[k]
        if state[node, DISTANCE] < best:
            state[node, POTENTIAL] += state[node, DISTANCE] - best
    _turn(arcs, state[:, PARENT], source, target)
    return price


@numba.njit(cache=True)
def shut(which, capacity, arcs, desk):
    """Shut arcs, moving what they carry: (change of cost, whether everything could move).

    An arc shut has ``capacity`` 0; the one whose unit has nowhere to go keeps it, and is the last one looked at.
    """
    change = np.int64(0)
    for arc in which:
        capacity[arc] = 0
        while arcs.used[arc] > 0:
            _give_back(arcs, arc)
            arcs.left[arc] = 0
            price = _move(np.int64(arcs.tail[arc]), np.int64(arcs.head[arc]), arcs, desk)
            if price == FAR:
                _carry(arcs, arc)
                arcs.left[arc] = 0
                return change, False
            change += price - arcs.cost[arc]
        arcs.left[arc] = 0
    return change, True


@numba.njit(cache=True)
def reopen(which, most, capacity, arcs, desk):
    """Open arcs again up to ``most`` and use them as far as that is cheaper: the change of cost."""
    change, price = np.int64(0), desk.state[:, POTENTIAL]
    for k in range(len(which)):
        arc = which[k]
        tail, head = np.int64(arcs.tail[arc]), np.int64(arcs.head[arc])
        capacity[arc] = most[k]
        arcs.left[arc] = most[k] - arcs.used[arc]
        while arcs.left[arc] > 0 and arcs.cost[arc] + price[tail] < price[head]:
            _carry(arcs, arc)
            change += _move(head, tail, arcs, desk) + arcs.cost[arc]
    return change


@numba.njit(cache=True)
def fill(sources, units, sink, arcs):
    """Fill places in the order given, whatever it costs, and never empty one that was filled: a matroid's greedy.

    Units of each source that found a way to the sink. Where a search failed, none will succeed later: those nodes are
    left out of all the others.
    """
    tail, head, left = arcs.tail, arcs.head, arcs.left
    out_at, out_arc, last_in, next_in = arcs.out_at, arcs.out_arc, arcs.last_in, arcs.next_in
    nodes = len(last_in)
    found = np.zeros(len(sources), np.int64)
    dead, seen = np.zeros(nodes, np.bool_), np.full(nodes, -1, np.int64)
    parent, queue = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    search = 0
    for k in range(len(sources)):
        for _ in range(units[k]):
            if dead[sources[k]]:
                break
            search += 1
            first, count = 0, 1
            queue[0], seen[sources[k]] = sources[k], search
            while first < count and seen[sink] != search:
                node = queue[first]
                first += 1
                at, back = out_at[node], last_in[node]
                while at < out_at[node + 1] or back >= 0:
                    if at < out_at[node + 1]:
                        arc = out_arc[at]
                        at += 1
                        if left[arc] <= 0:
                            continue
                        to, step = head[arc], arc
                    else:
                        to, step = tail[back], ~back
                        back = next_in[back]
                    if seen[to] != search and not dead[to]:
                        seen[to], parent[to] = search, step
                        queue[count] = to
                        count += 1
                        if to == sink:
                            break
            if seen[sink] != search:
                for j in range(count):
                    dead[queue[j]] = True
                break
            found[k] += 1
            _turn(arcs, parent, sources[k], sink)
    return found
