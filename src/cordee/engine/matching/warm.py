"""The optimum kept warm: the best plan of a week is found, then held while people come and go.

Successive shortest paths with prices (Busacker and Gowen 1960; the prices are the potentials of Edmonds and Karp 1972):
every place takes the cheapest path that is left, and the plan so far stays the cheapest of its size. The shape of the
problem spares half of the search: a need is only ever reached through the one volunteer it gives up, so that paths run
from volunteer to volunteer (as in Jonker and Volgenant 1987). A search stops as soon as no way out can be cheaper, and only
the volunteers it met have their price moved (Ahuja, Magnanti and Orlin, *Network Flows*, 1993, § 9.7): where helpers are
plenty a place costs a few dozen pairs, whatever the size of the country. Needs next to each other on the map are placed one
after the other: measured, any other order costs more where helpers are scarce.

What was found stays usable. A need that comes is one path more. A place that becomes free (a volunteer joins, a need is
cancelled, somebody declines) is the same search the other way round, from the place to those who gain by coming. After
each, the plan is again the best of the whole town, and the prices prove it (``is_proved``).

The kernels are compiled by numba the first time they run on a machine, then kept beside this file.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Ints
from cordee.engine.matching.kernels.paths import (
    FAR,
    HELPERS,
    MORE,
    NEXT,
    NOBODY,
    PRICE,
    SEEN,
    Book,
    draw,
    let_go,
    link,
    place,
    proves,
)

DEAREST = 2**31 - 1
"""Most that one pair may cost."""


class WarmPlan:
    """The best plan for needs and volunteers, kept while they come and go.

    ``need``, ``volunteer``, ``cost``  pairs that may meet, shape (P,): rows of the two sides, cost ≥ 0; by need
    ``penalty``, ``helpers``           cost of an empty place of each need, shape (N,); how many different helpers it asks
    ``cap``, ``place_cost``            how many needs each volunteer takes, shape (M,); what each place costs, shape
                                       (sum of caps,), volunteer after volunteer, never decreasing within one
    ``room``                           how many needs, volunteers and pairs are expected to come: it grows when more do

    Nothing is placed until ``settle``. Raises ``ValueError`` on a row that is not there, a cost out of range, pairs that
    are not sorted by need or places that become cheaper.
    """

    def __init__(
        self,
        *,
        need: npt.ArrayLike,
        volunteer: npt.ArrayLike,
        cost: npt.ArrayLike,
        penalty: npt.ArrayLike,
        helpers: npt.ArrayLike,
        cap: npt.ArrayLike,
        place_cost: npt.ArrayLike,
        room: tuple[int, int, int] = (0, 0, 0),
    ) -> None:
        needs, people = np.asarray(need, np.int64), np.asarray(volunteer, np.int64)
        caps = np.asarray(cap, np.int64)
        self.needs, self.volunteers, self.pairs, self._places = 0, 0, 0, 0
        self._linked, self._most = 0, 1
        asked, pairs = len(np.asarray(helpers)), len(needs)
        self._book = _blank(asked + room[0], len(caps) + 1 + room[1], pairs + room[2], int(caps.sum()))
        if (np.diff(needs) < 0).any():
            raise ValueError("pairs are given by need")
        if pairs and (needs[0] < 0 or needs[-1] >= asked):
            raise ValueError("a pair names a need that is not there")
        self._seat(caps, np.asarray(place_cost, np.int64))
        self._ask(np.searchsorted(needs, np.arange(asked + 1)), np.asarray(penalty), np.asarray(helpers))
        self._pair(needs, people, np.asarray(cost, np.int64))

    def settle(self) -> None:
        """Place every helper of every need, those of the first row first."""
        rows = np.arange(self.needs)
        place(self._book, rows, self._book.needs[: self.needs, HELPERS].astype(np.int64))

    def arrive(self, volunteer: npt.ArrayLike, cost: npt.ArrayLike, *, penalty: int, helpers: int = 1) -> int:
        """A need comes, with its pairs; it is placed at once. Gives its row."""
        people, costs = np.asarray(volunteer, np.int64), np.asarray(cost, np.int64)
        row, first = self.needs, self.pairs
        self._ask(
            np.array([first, first + len(people)]),
            np.array([penalty], np.int64),
            np.array([helpers], np.int64),
        )
        self._pair(np.full(len(people), row), people, costs)
        place(self._book, np.array([row]), np.array([helpers]))
        return row

    def join(self, need: npt.ArrayLike, cost: npt.ArrayLike, place_cost: npt.ArrayLike) -> int:
        """A volunteer comes (« J'ai 1 heure maintenant »), with a pair for each need they may serve and the cost of each of
        their places, and gets what helps the town most. Gives their row; ``needs_of`` says which needs."""
        rows, costs = np.asarray(need, np.int64), np.asarray(cost, np.int64)
        prices = np.asarray(place_cost, np.int64)
        one, first = self.volunteers, self.pairs
        self._seat(np.array([len(prices)]), prices)
        self._pair(rows, np.full(len(rows), one), costs)
        book = self._book
        for row, pair in zip(rows.tolist(), range(first, self.pairs), strict=True):
            book.further[pair] = book.needs[row, MORE]
            book.needs[row, MORE] = pair
        self._link()
        # High enough that nobody would leave anything to come: then the places are opened one by one.
        dear = [self._worth(row) - price for row, price in zip(rows.tolist(), costs.tolist(), strict=True)]
        if len(prices):
            book.people[one + 1, PRICE] = max([*dear, int(prices[0])])
            draw(book, one + 1)
        return one

    def withdraw(self, volunteer: int) -> Ints:
        """A volunteer leaves; what they held is placed again. Gives the rows of those needs, sorted."""
        book, one = self._book, self._row(volunteer)
        held = book.held[book.place[one] : book.place[one] + book.taken[one]].copy()
        book.used[held] = 0
        book.people[one, PRICE], book.people[one, NEXT] = FAR, FAR
        book.cap[one] = book.taken[one] = 0
        rows = np.sort(book.need_of[held].astype(np.int64))
        place(book, rows, np.ones(len(rows), np.int64))
        return rows

    def decline(self, need: int, volunteer: int) -> None:
        """These two do not meet, or not any more; if they were to, the need is placed again and so is the free time."""
        book, one = self._book, self._row(volunteer)
        for pair in self._pairs_of(need):
            if book.pairs[pair, 0] != one:
                continue
            held = bool(book.used[pair])
            if held:
                let_go(book, pair)
            book.pairs[pair, 0] = NOBODY
            if held:
                self._link()
                book.needs[need, HELPERS] -= 1
                draw(book, one)
                book.needs[need, HELPERS] += 1
                place(book, np.array([need]), np.array([1]))

    def cancel(self, need: int) -> None:
        """A need is no more; those who were to serve it serve others."""
        book = self._book
        self._link()
        book.needs[need, HELPERS] = book.missing[need] = 0
        for pair in self._pairs_of(need):
            if book.used[pair]:
                one = int(book.pairs[pair, 0])
                let_go(book, pair)
                draw(book, one)

    def helpers_of(self, need: int) -> Ints:
        """Rows of the volunteers who are to serve a need, sorted."""
        book = self._book
        return np.sort([int(book.pairs[p, 0]) - 1 for p in self._pairs_of(need) if book.used[p]]).astype(
            np.int64
        )

    def needs_of(self, volunteer: int) -> Ints:
        """Rows of the needs a volunteer is to serve, sorted."""
        book, one = self._book, self._row(volunteer)
        held = book.held[book.place[one] : book.place[one] + book.taken[one]]
        return np.sort(book.need_of[held].astype(np.int64))

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """Which pairs meet, shape (pairs,), in the order they came."""
        return self._book.used[: self.pairs].astype(bool)

    @property
    def missing(self) -> Ints:
        """Empty places of each need, shape (needs,)."""
        return self._book.missing[: self.needs].astype(np.int64)

    @property
    def total_cost(self) -> int:
        """What the plan costs: pairs, places taken, places left empty."""
        book = self._book
        met = np.flatnonzero(book.used[: self.pairs])
        taken = np.zeros(self._places + 1, np.int64)
        np.add.at(taken, book.place, 1)
        np.add.at(taken, book.place + book.taken, -1)
        places = np.flatnonzero(np.cumsum(taken[:-1]))
        empty = self.missing @ book.penalty[: self.needs]
        return int(book.pairs[met, 1].sum(dtype=np.int64) + book.place_cost[places].sum() + empty)

    @property
    def is_proved(self) -> bool:
        """Do the prices prove that no plan is cheaper?"""
        return bool(proves(self._book, self.needs))

    def _row(self, volunteer: int) -> int:
        if not 0 <= volunteer < self.volunteers:
            raise ValueError(f"no volunteer {volunteer} here")
        return volunteer + 1

    def _pairs_of(self, need: int) -> list[int]:
        if not 0 <= need < self.needs:
            raise ValueError(f"no need {need} here")
        first, end, more, _ = self._book.needs[need].tolist()
        found = list(range(first, end))
        while more >= 0:
            found.append(more)
            more = int(self._book.further[more])
        return found

    def _worth(self, need: int) -> int:
        """What the dearest place of a need costs, an empty one included; below everything when it asks nobody."""
        book = self._book
        costs = [book.penalty[need]] if book.missing[need] else [-FAR]
        costs += [
            book.pairs[p, 1] + book.people[book.pairs[p, 0], PRICE]
            for p in self._pairs_of(need)
            if book.used[p]
        ]
        return int(max(costs))

    def _seat(self, caps: Ints, place_cost: Ints) -> None:
        """Volunteers more, nobody with them yet."""
        if (caps < 0).any() or int(caps.sum()) != len(place_cost) or (place_cost < 0).any():
            raise ValueError("caps are never negative, each place has its cost, never negative")
        start = np.cumsum(caps) - caps
        inside = np.ones(len(place_cost), bool)
        inside[start[caps > 0]] = False
        if (np.diff(place_cost, prepend=0)[inside] < 0).any():
            raise ValueError("the places of a volunteer never become cheaper")
        first, end, places = self.volunteers + 1, self.volunteers + 1 + len(caps), self._places
        self._book = book = _grown(self._book, volunteers=end, places=places + len(place_cost))
        book.place[first:end], book.cap[first:end] = places + start, caps
        book.place_cost[places : places + len(place_cost)] = place_cost
        self._places = places + len(place_cost)
        has = caps > 0
        cheapest = book.place_cost[book.place[first:end]]
        book.people[first:end, PRICE] = np.where(has, cheapest, FAR)
        book.people[first:end, NEXT] = np.where(has, cheapest, FAR)
        self.volunteers += len(caps)

    def _ask(self, bounds: Ints, penalty: Ints, helpers: Ints) -> None:
        """Needs more, whose pairs will lie between the bounds."""
        if (penalty < 0).any() or (helpers < 0).any() or (penalty > FAR // 4).any():
            raise ValueError("penalties and helpers are never negative, nor beyond counting")
        first, end = self.needs, self.needs + len(helpers)
        self._book = book = _grown(self._book, needs=end)
        book.needs[first:end] = np.stack(
            (bounds[:-1], bounds[1:], np.full(len(helpers), -1), helpers), axis=1
        )
        book.penalty[first:end] = penalty
        self.needs = end

    def _pair(self, need: Ints, volunteer: Ints, cost: Ints) -> None:
        """Pairs more."""
        if len(volunteer) and (volunteer.min() < 0 or volunteer.max() >= self.volunteers):
            raise ValueError("a pair names a volunteer who is not there")
        if len(need) and (need.min() < 0 or need.max() >= self.needs):
            raise ValueError("a pair names a need that is not there")
        if len(cost) and (cost.min() < 0 or cost.max() > DEAREST):
            raise ValueError(f"a pair costs from 0 to {DEAREST}")
        first, end = self.pairs, self.pairs + len(need)
        self._book = book = _grown(self._book, pairs=end)
        book.pairs[first:end, 0], book.pairs[first:end, 1] = volunteer + 1, cost
        book.need_of[first:end], book.further[first:end] = need, -1
        self.pairs = end
        # No search ever puts more in its heap: each pair of a need, once for each helper it holds.
        self._most += len(need) + int(book.needs[need, HELPERS].sum())
        self._book = _grown(book, heap=self._most)

    def _link(self) -> None:
        """Let each volunteer find their pairs: only those who ``draw`` need it."""
        link(self._book, self._linked, self.pairs)
        self._linked = self.pairs


_SIDES = {
    "needs": ("needs", "missing", "penalty"),
    "volunteers": ("people", "way", "place", "cap", "taken", "last", "touched"),
    "pairs": ("pairs", "need_of", "further", "used", "before"),
    "places": ("place_cost", "held"),
    "heap": ("heap", "heap_who"),
}


def _blank(needs: int, volunteers: int, pairs: int, places: int) -> Book:
    small, big = np.int32, np.int64
    book = Book(
        needs=np.zeros((needs, 4), small), missing=np.zeros(needs, small), penalty=np.zeros(needs, big),
        pairs=np.zeros((pairs, 2), small), need_of=np.zeros(pairs, small), further=np.zeros(pairs, small),
        used=np.zeros(pairs, np.uint8), people=np.zeros((volunteers, 4), big), way=np.zeros((volunteers, 2), small),
        place=np.zeros(volunteers, big), cap=np.zeros(volunteers, small), taken=np.zeros(volunteers, small),
        # One place more than there are: where those who have none point to.
        place_cost=np.zeros(places + 1, big), held=np.zeros(places + 1, small),
        last=np.full(volunteers, -1, small), before=np.zeros(pairs, small), touched=np.zeros(volunteers, small),
        heap=np.zeros(0, big), heap_who=np.zeros(0, small), searches=np.zeros(1, big),
    )  # fmt: skip
    book.people[:, SEEN], book.people[NOBODY, PRICE], book.people[NOBODY, NEXT] = -1, FAR, FAR
    return book


def _grown(book: Book, **wanted: int) -> Book:
    """The book with room for so many of each side; itself when there is enough."""
    longer: dict[str, npt.NDArray[Any]] = {}
    for side, size in wanted.items():
        size += side == "places"
        columns = _SIDES[side]
        if size > len(getattr(book, columns[0])):
            width = max(size, len(getattr(book, columns[0])) * 3 // 2)
            longer |= {
                name: _longer(getattr(book, name), width, -1 if name == "last" else 0) for name in columns
            }
    if "people" in longer:
        longer["people"][len(book.people) :, SEEN] = -1
    return book._replace(**longer)


def _longer(values: npt.NDArray[Any], width: int, blank: int) -> npt.NDArray[Any]:
    # Zeros cost nothing until they are written: a heap is laid for the worst case, and the worst case never comes.
    longer = np.zeros((width, *values.shape[1:]), values.dtype)
    longer[: len(values)] = values
    if blank:
        longer[len(values) :] = blank
    return longer
