"""Cheapest paths between volunteers, one place at a time (see ``warm``)."""

from typing import NamedTuple

import numba
import numpy as np

FAR = np.int64(2**62)
PRICE, DISTANCE, SEEN, NEXT = range(4)
"""Columns of a volunteer, side by side in memory because a search reads them together: what one place more costs them, how
far the search is, which search it was, and the cost of their next free place (``FAR`` when there is none)."""
FIRST, END, MORE, HELPERS = range(4)
"""Columns of a need: its pairs are [first, end[, then the chain that starts at ``MORE`` (-1 when there is none)."""
NOBODY = 0
"""Row of the volunteer who never comes: the pairs that were closed lead there."""


class Book(NamedTuple):
    """Needs (N), volunteers (M), pairs (P), places (U), and what the searches write; whole numbers everywhere."""

    needs: np.ndarray  # (N, 4)
    missing: np.ndarray  # (N,) places sent and left empty
    penalty: np.ndarray  # (N,)
    pairs: np.ndarray  # (P, 2) volunteer, cost
    need_of: np.ndarray  # (P,)
    further: np.ndarray  # (P,) next pair of the same need in its chain
    used: np.ndarray  # (P,)
    people: np.ndarray  # (M, 4)
    way: np.ndarray  # (M, 2) how the search came: pair taken, pair given up
    place: np.ndarray  # (M,) where the places of a volunteer begin
    cap: np.ndarray  # (M,)
    taken: np.ndarray  # (M,) the first ones, always
    place_cost: np.ndarray  # (U,) never decreasing within a volunteer
    held: np.ndarray  # (U,) pair in each taken place, in any order
    last: np.ndarray  # (M,) the pairs of a volunteer, a chain by ``before``
    before: np.ndarray  # (P,)
    touched: np.ndarray  # (M,)
    heap: np.ndarray  # (H,)
    heap_who: np.ndarray  # (H,)
    searches: np.ndarray  # (1,)


@numba.njit(cache=True, inline="always")
def _put(heap, who, size, key, one):
    """One more in the heap; its new size."""
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if heap[up] <= key:
            break
        heap[at], who[at] = heap[up], who[up]
        at = up
    heap[at], who[at] = key, one
    return size + 1


@numba.njit(cache=True, inline="always")
def _drop_first(heap, who, size):
    """The heap without its first; its new size."""
    size -= 1
    key, one = heap[size], who[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[at], who[at] = heap[below], who[below]
        at = below
    heap[at], who[at] = key, one
    return size


@numba.njit(cache=True, inline="always")
def _pairs_of(book, need):
    """First pair of a need (-1 when it has none), then what ``_following`` asks to walk over the others."""
    first, stop, more = book.needs[need, FIRST], book.needs[need, END], book.needs[need, MORE]
    return (first if first < stop else more), stop, more


@numba.njit(cache=True, inline="always")
def _following(book, stop, more, pair):
    """The pair after this one, -1 at the end: side by side up to ``stop``, then by the chain that starts at ``more``."""
    if pair >= stop:
        return np.int64(book.further[pair])
    return np.int64(pair + 1 if pair + 1 < stop else more)


@numba.njit(cache=True, inline="always")
def _swap(book, volunteer, old, new):
    """Put pair ``new`` where the volunteer held ``old``."""
    at = book.place[volunteer]
    while book.held[at] != old:
        at += 1
    book.held[at] = new


@numba.njit(cache=True)
def _place_one(book, source):
    """Give one place of a need to the cheapest path, or leave empty the place, its own or another's, that costs least."""
    needs, pairs, people, way, used = book.needs, book.pairs, book.people, book.way, book.used
    heap, who, touched = book.heap, book.heap_who, book.touched
    book.searches[0] += 1
    search = book.searches[0]
    best = book.penalty[source]
    # The path ends at ``end``: a place still free there or, when ``loser`` is a pair, the need of that pair loses it.
    end, loser = np.int64(-1), np.int64(-1)
    count = size = 0
    coming, stop, more = _pairs_of(book, source)
    while coming >= 0:
        pair, coming = coming, _following(book, stop, more, coming)
        volunteer = pairs[pair, 0]
        length = pairs[pair, 1] + people[volunteer, PRICE]
        if length < best and not used[pair]:
            people[volunteer, SEEN], people[volunteer, DISTANCE] = search, length
            way[volunteer, 0], way[volunteer, 1] = pair, -1
            touched[count] = volunteer
            count += 1
            if people[volunteer, NEXT] < FAR:
                out = length + people[volunteer, NEXT] - people[volunteer, PRICE]
                if out < best:
                    best, end = out, volunteer
            if length < best:
                size = _put(heap, who, size, length, volunteer)
    while size > 0:
        so_far, one = heap[0], who[0]
        if so_far >= best:
            break
        size = _drop_first(heap, who, size)
        if so_far > people[one, DISTANCE]:
            continue
        here = so_far - people[one, PRICE]
        for at in range(book.place[one], book.place[one] + book.taken[one]):
            given_up = book.held[at]
            need = book.need_of[given_up]
            without = here - pairs[given_up, 1]
            if without + book.penalty[need] < best:
                best, end, loser = without + book.penalty[need], np.int64(one), np.int64(given_up)
            several = needs[need, HELPERS] > 1
            coming, stop, more = _pairs_of(book, need)
            while coming >= 0:
                pair, coming = coming, _following(book, stop, more, coming)
                volunteer = pairs[pair, 0]
                length = without + pairs[pair, 1] + people[volunteer, PRICE]
                if length < best:
                    new = people[volunteer, SEEN] != search
                    if new or length < people[volunteer, DISTANCE]:
                        if several and used[pair]:
                            continue
                        if new:
                            people[volunteer, SEEN] = search
                            touched[count] = volunteer
                            count += 1
                        people[volunteer, DISTANCE] = length
                        way[volunteer, 0], way[volunteer, 1] = pair, given_up
                        if people[volunteer, NEXT] < FAR:
                            out = length + people[volunteer, NEXT] - people[volunteer, PRICE]
                            if out < best:
                                best, end, loser = out, np.int64(volunteer), np.int64(-1)
                        if length < best:
                            size = _put(heap, who, size, length, volunteer)
    for at in range(count):
        if people[touched[at], DISTANCE] < best:
            people[touched[at], PRICE] += best - people[touched[at], DISTANCE]
    if end < 0:
        book.missing[source] += 1
        return
    one = end
    pair, given_up = way[one, 0], way[one, 1]
    if loser < 0:
        book.held[book.place[one] + book.taken[one]] = pair
        book.taken[one] += 1
        _tell_next(book, one)
    else:
        _swap(book, one, loser, pair)
        used[loser] = 0
        book.missing[book.need_of[loser]] += 1
    used[pair] = 1
    while given_up >= 0:
        one = pairs[given_up, 0]
        used[given_up] = 0
        _swap(book, one, given_up, way[one, 0])
        used[way[one, 0]] = 1
        given_up = way[one, 1]


@numba.njit(cache=True, inline="always")
def _tell_next(book, one):
    """Write the cost of the next free place of a volunteer."""
    taken = book.taken[one]
    book.people[one, NEXT] = book.place_cost[book.place[one] + taken] if taken < book.cap[one] else FAR


@numba.njit(cache=True)
def place(book, rows, units):
    """Place ``units[k]`` helpers of each need ``rows[k]``, each by the cheapest path left."""
    for k in range(len(rows)):
        for _ in range(units[k]):
            _place_one(book, rows[k])


@numba.njit(cache=True)
def link(book, start, end):
    """Chain pairs [start, end[ to their volunteers, for ``draw``."""
    for pair in range(start, end):
        book.before[pair] = book.last[book.pairs[pair, 0]]
        book.last[book.pairs[pair, 0]] = pair


@numba.njit(cache=True)
def let_go(book, pair):
    """Take a pair out of the plan; the place it leaves is nobody's until its volunteer ``draw``s."""
    one = book.pairs[pair, 0]
    _swap(book, one, pair, book.held[book.place[one] + book.taken[one] - 1])
    book.taken[one] -= 1
    book.used[pair] = 0
    book.people[one, NEXT] = FAR


@numba.njit(cache=True)
def draw(book, one):
    """Let the free places of a volunteer draw the needs that gain by it, as long as somebody does."""
    while (
        book.taken[one] < book.cap[one]
        and book.people[one, PRICE] > book.place_cost[book.place[one] + book.taken[one]]
    ):
        if not _draw_one(book, one):
            break
    _tell_next(book, one)


@numba.njit(cache=True)
def _draw_one(book, target):
    """Fill one free place by the chain of moves that gains most; False when none gains.

    The same search the other way round: from the free place to those who could come, to the places these would leave, and so
    on to a place that stood empty or one that nobody needs any more.
    """
    needs, pairs, people, way, used = book.needs, book.pairs, book.people, book.way, book.used
    heap, who, touched = book.heap, book.heap_who, book.touched
    book.searches[0] += 1
    search = book.searches[0]
    best = people[target, PRICE] - book.place_cost[book.place[target] + book.taken[target]]
    end, filled = np.int64(-1), np.int64(-1)
    people[target, SEEN], people[target, DISTANCE] = search, 0
    touched[0] = target
    count, size = 1, _put(heap, who, 0, np.int64(0), target)
    while size > 0:
        so_far, one = heap[0], who[0]
        if so_far >= best:
            break
        size = _drop_first(heap, who, size)
        if so_far > people[one, DISTANCE]:
            continue
        able = np.int64(book.last[one])
        while able >= 0:
            pair = able
            able = np.int64(book.before[able])
            need = book.need_of[pair]
            if used[pair] or pairs[pair, 0] != one or needs[need, HELPERS] == 0:
                continue
            there = so_far + pairs[pair, 1] + people[one, PRICE]
            if book.missing[need] > 0 and there - book.penalty[need] < best:
                best, end, filled = there - book.penalty[need], np.int64(-1), pair
            coming, stop, more = _pairs_of(book, need)
            while coming >= 0:
                left, coming = coming, _following(book, stop, more, coming)
                if not used[left]:
                    continue
                other = pairs[left, 0]
                length = there - pairs[left, 1] - people[other, PRICE]
                if length >= best:
                    continue
                new = people[other, SEEN] != search
                if not new and length >= people[other, DISTANCE]:
                    continue
                if new:
                    people[other, SEEN] = search
                    touched[count] = other
                    count += 1
                people[other, DISTANCE] = length
                way[other, 0], way[other, 1] = pair, left
                dearest = book.place_cost[book.place[other] + book.taken[other] - 1]
                if length + people[other, PRICE] - dearest < best:
                    best, end, filled = length + people[other, PRICE] - dearest, np.int64(other), np.int64(-1)
                if length < best:
                    size = _put(heap, who, size, length, other)
    for at in range(count):
        if people[touched[at], DISTANCE] < best:
            people[touched[at], PRICE] -= best - people[touched[at], DISTANCE]
    if end < 0 and filled < 0:
        return False
    if end >= 0:
        left, pair = way[end, 1], np.int64(way[end, 0])
        let_go(book, left)
        _tell_next(book, end)
    else:
        pair = filled
        book.missing[book.need_of[pair]] -= 1
    one = pairs[pair, 0]
    while one != target:
        left = way[one, 1]
        _swap(book, one, left, pair)
        used[left], used[pair] = 0, 1
        pair = np.int64(way[one, 0])
        one = pairs[pair, 0]
    book.held[book.place[target] + book.taken[target]] = pair
    book.taken[target] += 1
    used[pair] = 1
    return True


@numba.njit(cache=True)
def proves(book, count):
    """Do the prices prove that no plan of the first ``count`` needs is cheaper (complementary slackness)?"""
    for one in range(1, len(book.people)):
        start, taken = book.place[one], book.taken[one]
        if taken > 0 and book.people[one, PRICE] < book.place_cost[start + taken - 1]:
            return False
        if taken < book.cap[one] and book.people[one, PRICE] > book.place_cost[start + taken]:
            return False
    for need in range(count):
        if book.needs[need, HELPERS] == 0:
            continue
        dearest = book.penalty[need] if book.missing[need] > 0 else -FAR
        cheapest = book.penalty[need]
        held = book.missing[need]
        coming, stop, more = _pairs_of(book, need)
        while coming >= 0:
            pair, coming = coming, _following(book, stop, more, coming)
            cost = book.pairs[pair, 1] + book.people[book.pairs[pair, 0], PRICE]
            if book.used[pair]:
                held += 1
                dearest = max(dearest, cost)
            else:
                cheapest = min(cheapest, cost)
        if dearest > cheapest or held != book.needs[need, HELPERS]:
            return False
    return True
