"""One arc shut or opened where the flow is the cheapest: what has to move takes the cheapest way (see ``residual``)."""

import heapq

import numba
import numpy as np

FAR = np.int64(2**62)
POTENTIAL, DISTANCE, SEEN, PARENT = range(4)
"""Columns of what a search knows of a node."""


@numba.njit(cache=True)
def lay(tail, head, used, nodes):
    """Arcs by the node they leave (start of each node, arcs), and those that carry something chained at their head
    (last of each node, next, previous); chains end with -1."""
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
        if used[arc] > 0:
            _hook(arc, head[arc], last_in, next_in, back_in)
    return out_at, out_arc, last_in, next_in, back_in


@numba.njit(cache=True)
def _hook(arc, node, last_in, next_in, back_in):
    after = last_in[node]
    next_in[arc], back_in[arc] = after, -1
    if after >= 0:
        back_in[after] = arc
    last_in[node] = arc


@numba.njit(cache=True)
def _unhook(arc, node, last_in, next_in, back_in):
    before, after = back_in[arc], next_in[arc]
    if before >= 0:
        next_in[before] = after
    else:
        last_in[node] = after
    if after >= 0:
        back_in[after] = before


@numba.njit(cache=True)
def _carry(arc, head, left, used, last_in, next_in, back_in):
    left[arc] -= 1
    used[arc] += 1
    if used[arc] == 1:
        _hook(arc, head[arc], last_in, next_in, back_in)


@numba.njit(cache=True)
def _give_back(arc, head, left, used, last_in, next_in, back_in):
    left[arc] += 1
    used[arc] -= 1
    if used[arc] == 0:
        _unhook(arc, head[arc], last_in, next_in, back_in)


@numba.njit(cache=True)
def potentials(tail, head, left, cost, state, out_at, out_arc, last_in, next_in):
    """Potentials that prove the flow the cheapest (Bellman-Ford with a queue); False when it is not."""
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
def _move(
    source,
    target,
    tail,
    head,
    left,
    used,
    cost,
    state,
    touched,
    tally,
    search,
    out_at,
    out_arc,
    last_in,
    next_in,
    back_in,
):
    """Send one unit from ``source`` to ``target`` by the cheapest residual path; what it costs, FAR without any.

    ``tally[0]`` counts the arcs that were looked at.
    """
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
            tally[0] += 1
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
    node = target
    while node != source:
        arc = state[node, PARENT]
        if arc >= 0:
            _carry(arc, head, left, used, last_in, next_in, back_in)
            node = tail[arc]
        else:
            _give_back(~arc, head, left, used, last_in, next_in, back_in)
            node = head[~arc]
    return price


@numba.njit(cache=True)
def shut(
    arcs,
    capacity,
    tail,
    head,
    left,
    used,
    cost,
    state,
    touched,
    tally,
    search,
    out_at,
    out_arc,
    last_in,
    next_in,
    back_in,
):
    """Shut arcs, moving what they carry: (searches made so far, change of cost, whether everything could move).

    An arc shut has ``capacity`` 0; the one whose unit has nowhere to go keeps it, and is the last one looked at.
    """
    change = np.int64(0)
    for arc in arcs:
        capacity[arc] = 0
        while used[arc] > 0:
            _give_back(arc, head, left, used, last_in, next_in, back_in)
            left[arc] = 0
            search += 1
            price = _move(
                np.int64(tail[arc]), np.int64(head[arc]), tail, head, left, used, cost, state, touched, tally, search,
                out_at, out_arc, last_in, next_in, back_in,
            )  # fmt: skip
            if price == FAR:
                _carry(arc, head, left, used, last_in, next_in, back_in)
                left[arc] = 0
                return search, change, False
            change += price - cost[arc]
        left[arc] = 0
    return search, change, True


@numba.njit(cache=True)
def reopen(
    arcs, most, capacity, tail, head, left, used, cost, state, touched, tally, search, out_at, out_arc,
    last_in, next_in, back_in,
):  # fmt: skip
    """Open arcs again up to ``most`` and use them as far as that is cheaper: (searches made so far, change of cost)."""
    change = np.int64(0)
    for k in range(len(arcs)):
        arc = arcs[k]
        capacity[arc] = most[k]
        left[arc] = most[k] - used[arc]
        while left[arc] > 0 and cost[arc] + state[tail[arc], POTENTIAL] < state[head[arc], POTENTIAL]:
            _carry(arc, head, left, used, last_in, next_in, back_in)
            search += 1
            price = _move(
                np.int64(head[arc]), np.int64(tail[arc]), tail, head, left, used, cost, state, touched, tally, search,
                out_at, out_arc, last_in, next_in, back_in,
            )  # fmt: skip
            change += price + cost[arc]
    return search, change


@numba.njit(cache=True)
def fill(sources, units, sink, tail, head, left, used, nodes, out_at, out_arc, last_in, next_in, back_in):
    """Fill places in the order given, whatever it costs, and never empty one that was filled: a matroid's greedy.

    Units of each source that found a way to the sink. Where a search failed, none will succeed later: those nodes are
    left out of all the others.
    """
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
            node = sink
            while node != sources[k]:
                arc = parent[node]
                if arc >= 0:
                    _carry(arc, head, left, used, last_in, next_in, back_in)
                    node = tail[arc]
                else:
                    _give_back(~arc, head, left, used, last_in, next_in, back_in)
                    node = head[~arc]
    return found
