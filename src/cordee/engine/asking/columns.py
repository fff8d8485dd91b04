"""What the policy is told: needs, people and the pairs that pass every gate, as columns of equal length."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.asking.faults import BadAsking
from cordee.engine.asking.settings import URGENCIES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def _same_length(what: str, *columns: npt.NDArray) -> None:
    if any(column.ndim != 1 for column in columns) or len({len(column) for column in columns}) > 1:
        raise BadAsking(f"{what}: columns must be flat and of equal length")


def _finite(what: str, column: Floats, *, positive: bool = True) -> None:
    if not np.isfinite(column).all() or (positive and (column < 0).any()):
        raise BadAsking(f"{what}: numbers expected" + (", not negative" if positive else ""))


@dataclass(frozen=True, eq=False)
class Needs:
    """Needs waiting for somebody, one row each.

    id           any whole numbers, each once
    urgency      1 to 4
    opened_at    hours
    deadline_at  hours: the last moment when a yes is still useful
    hoped        chance, 0 to 1, that a request already sent is still accepted (see `still_hoped`)
    """

    id: Ints
    urgency: Ints
    opened_at: Floats
    deadline_at: Floats
    hoped: Floats

    def __post_init__(self) -> None:
        _same_length("needs", self.id, self.urgency, self.opened_at, self.deadline_at, self.hoped)
        if len(np.unique(self.id)) != len(self.id):
            raise BadAsking("needs: an id appears twice")
        if ((self.urgency < 1) | (self.urgency > URGENCIES)).any():
            raise BadAsking("needs: urgency goes from 1 to 4")
        _finite("needs: moments", np.concatenate([self.opened_at, self.deadline_at]), positive=False)
        _finite("needs: hoped", self.hoped)
        if (self.hoped > 1).any():
            raise BadAsking("needs: hoped is a chance, at most 1")


@dataclass(frozen=True, eq=False)
class People:
    """Volunteers, one row each.

    id              any whole numbers, each once
    asked_day/week  requests received over the last 24 hours and 7 days
    ever_asked      requests received since the beginning
    answered        requests that had time to be answered; accepted: those that were
    visits          visits a day to the list of needs, observed
    tired           recent requests, older ones fading (see `fade`)
    load            missions already taken in this crisis
    left            missions they may still take this week
    price           what the last of these is worth to urgent needs to come (see `pricing.prices`)
    waiting         a request is already in their hands: only an urgent need may add another
    stopped         they asked not to be contacted any more
    """

    id: Ints
    asked_day: Ints
    asked_week: Ints
    ever_asked: Ints
    answered: Ints
    accepted: Ints
    visits: Floats
    tired: Floats
    load: Ints
    left: Ints
    price: Floats
    waiting: Bools
    stopped: Bools

    def __post_init__(self) -> None:
        counts = (self.asked_day, self.asked_week, self.ever_asked, self.answered, self.accepted, self.load)
        levels = (self.visits, self.tired, self.price)
        _same_length("people", self.id, *counts, *levels, self.left, self.waiting, self.stopped)
        if len(np.unique(self.id)) != len(self.id):
            raise BadAsking("people: an id appears twice")
        if any((count < 0).any() for count in counts) or (self.accepted > self.answered).any():
            raise BadAsking("people: counts are not negative, and nobody accepts more than they answered")
        _finite("people: visits", self.visits)
        _finite("people: tired", self.tired)
        _finite("people: price", self.price)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Who could help with what: only pairs that pass every gate of the matching and that nobody refused.

    need, person    rows of the two tables above
    km              distance, 0 at a distance
    former          the person already helped there
    known_activity  the person already accepted this activity
    silent          the person was asked and said nothing: never asked again by message, a call is still possible
    """

    need: Ints
    person: Ints
    km: Floats
    former: Bools
    known_activity: Bools
    silent: Bools

    def __post_init__(self) -> None:
        _same_length("pairs", self.need, self.person, self.km, self.former, self.known_activity, self.silent)
        _finite("pairs: km", self.km)

    def check(self, needs: Needs, people: People) -> None:
        """BadAsking when a row does not exist."""
        for rows, table in ((self.need, needs.id), (self.person, people.id)):
            if len(rows) and (rows.min() < 0 or rows.max() >= len(table)):
                raise BadAsking("pairs: a row that does not exist")
