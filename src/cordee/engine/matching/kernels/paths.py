"""Cheapest paths in a residual network, one unit at a time (see ``warm``)."""

import heapq

import numba
import numpy as np

FAR = np.int64(2**62)
POTENTIAL, DISTANCE, SEEN, PARENT = range(4)
"""Columns of what a search knows of a node, side by side in memory because they are read together."""


@numba.njit(cache=True)
def chain(last, chained, node, head, sink, first, end):
    """Add arcs [first, end[ to the chains of the nodes they leave, those to the sink apart; chains end with -1."""
    for arc in range(first, end):
        if head[arc] != sink:
            chained[arc] = last[node[arc]]
            last[node[arc]] = arc


@numba.njit(cache=True)
def _cheapest_path(
    source, tail, head, left, used, cost, last_out, next_out, last_in, next_in, back_in,
    exits, exit_at, exit_end, state, touched, search,
):  # fmt: skip
    """Send one unit from ``source`` to the sink by the cheapest residual path; False without any.

    The sink is not searched: ``exits[exit_at[node]]`` is the cheapest arc a node still has to it, which no later path
    ever gives back. ``PARENT`` is the arc taken to a node, or ~arc when it was taken backwards (its flow given back).
    """
    count, last = 1, -1
    best = FAR
    touched[0] = source
    state[source, SEEN], state[source, DISTANCE] = search, 0
    if exit_at[source] < exit_end[source]:
        best, last = cost[exits[exit_at[source]]] + state[source, POTENTIAL], source
    heap = [(np.int64(0), np.int64(source))]
    while len(heap) > 0:
        so_far, node = heapq.heappop(heap)
        if so_far >= best:
            break
        if state[node, DISTANCE] < so_far:
            continue
        here = so_far + state[node, POTENTIAL]
        for way in range(2):
            arc = last_out[node] if way == 0 else last_in[node]
            while arc >= 0:
                if way == 0:
                    to, length = head[arc], here + cost[arc]
                    open_arc = left[arc] > 0
                else:
                    to, length, open_arc = tail[arc], here - cost[arc], True
                if open_arc:
                    length -= state[to, POTENTIAL]
                    new = state[to, SEEN] != search
                    if length < best and (new or length < state[to, DISTANCE]):
                        if new:
                            state[to, SEEN] = search
                            touched[count] = to
                            count += 1
                        state[to, DISTANCE] = length
                        state[to, PARENT] = arc if way == 0 else ~arc
                        if exit_at[to] < exit_end[to]:
                            out = length + cost[exits[exit_at[to]]] + state[to, POTENTIAL]
                            if out < best:
                                best, last = out, to
                        if length < best:
                            heapq.heappush(heap, (length, np.int64(to)))
                arc = next_out[arc] if way == 0 else next_in[arc]
    if last < 0:
        return False
    for k in range(count):
        node = touched[k]
        if state[node, DISTANCE] < best:
            state[node, POTENTIAL] += state[node, DISTANCE] - best
    door = exits[exit_at[last]]
    left[door] -= 1
    used[door] += 1
    if left[door] == 0:
        exit_at[last] += 1
    node = last
    while node != source:
        arc = state[node, PARENT]
        if arc >= 0:
            left[arc] -= 1
            used[arc] += 1
            if used[arc] == 1:
                # Only arcs that carry something are chained at their head: what a full volunteer may give back is short.
                after = last_in[node]
                next_in[arc], back_in[arc] = after, -1
                if after >= 0:
                    back_in[after] = arc
                last_in[node] = arc
            node = tail[arc]
        else:
            arc = ~arc
            left[arc] += 1
            used[arc] -= 1
            if used[arc] == 0:
                before, after = back_in[arc], next_in[arc]
                if before >= 0:
                    next_in[before] = after
                else:
                    last_in[head[arc]] = after
                if after >= 0:
                    back_in[after] = before
            node = head[arc]
    return True


@numba.njit(cache=True)
def send(
    sources, units, tail, head, left, used, cost, last_out, next_out, last_in, next_in, back_in,
    exits, exit_at, exit_end, state, touched, search,
):  # fmt: skip
    """Send every unit of every source; the source that found no path, -1 when all did."""
    for k in range(len(sources)):
        for _ in range(units[k]):
            if not _cheapest_path(
                sources[k], tail, head, left, used, cost, last_out, next_out, last_in, next_in, back_in,
                exits, exit_at, exit_end, state, touched, search,
            ):  # fmt: skip
                return sources[k]
            search += 1
    return -1
