"""The automatic rules a town could use instead: what public tools do today, kept as simple as they are."""

import math
from abc import ABC, abstractmethod

import numpy as np

from cordee.engine.simulation.crisis import Crisis
from cordee.engine.simulation.town import Floats, Ints


class PublicList:
    """First come, first served: a public list, the newest need on top; nobody is asked."""

    every: float | None = None
    has_list: bool = True
    agents: int = 0

    def opened(self, crisis: Crisis, need: int) -> None:
        """Nothing to do: the list shows it."""

    def woken(self, crisis: Crisis, need: int) -> None:
        """Never asked for."""

    def round(self, crisis: Crisis) -> None:
        """Never asked for."""

    def shows(self, crisis: Crisis, person: int, rows: Ints) -> Ints:
        """The newest first."""
        return np.asarray(
            rows[np.argsort(-crisis.town.opened_at[crisis.town.pairs.need[rows]], kind="stable")]
        )

    def call(self, crisis: Crisis) -> int | None:
        """No desk."""
        return None


class Asking(PublicList, ABC):
    """A rule that asks `size` people in its own order, waits, and asks the next ones; no list, no budget."""

    has_list = False
    size = 1
    wait_hours = 1 / 3
    retry_hours = 3.0

    @abstractmethod
    def order(self, crisis: Crisis, need: int, rows: Ints) -> Floats:
        """Lowest first."""

    def opened(self, crisis: Crisis, need: int) -> None:
        """Begin at once."""
        self.woken(crisis, need)

    def woken(self, crisis: Crisis, need: int) -> None:
        """Ask the next ones, by day."""
        hour = crisis.now % 24
        if not 7 <= hour <= 21.5:
            crisis.wake(crisis.now - hour + (7.01 if hour < 7 else 31.01), need)
            return
        rows = crisis.possible(need)
        rows = rows[np.argsort(self.order(crisis, need, rows), kind="stable")]
        for row in rows[: self.size].tolist():
            crisis.ask(row)
        crisis.wake(crisis.now + (self.wait_hours if len(rows) else self.retry_hours), need)


class NearestFirst(Asking):
    """The nearest is asked, then after twenty minutes the next one."""

    def order(self, crisis: Crisis, need: int, rows: Ints) -> Floats:
        """By distance."""
        return np.asarray(crisis.town.pairs.km[rows])


class RandomFifty(Asking):
    """Fifty people drawn within three kilometres, again after two hours."""

    size = 50
    wait_hours = 2.0
    radius = 3.0

    def order(self, crisis: Crisis, need: int, rows: Ints) -> Floats:
        """By the lot of each pair, those too far last."""
        pairs = crisis.town.pairs
        return np.asarray(pairs.lot[rows] + np.where(pairs.km[rows] > self.radius, math.inf, 0.0))


class ZipCode(Asking):
    """Same quarter first (a town has few postcodes), then in the order of sign-up."""

    def order(self, crisis: Crisis, need: int, rows: Ints) -> Floats:
        """Sign-up order, the other quarters after."""
        who, town = crisis.town.pairs.person[rows], crisis.town
        return np.asarray(who + np.where(town.quarter[who] != town.need_quarter[need], 1e6, 0.0))


class WeightedScore(Asking):
    """A weighted sum, best first: half nearness, three tenths past answers, two tenths missions left."""

    def order(self, crisis: Crisis, need: int, rows: Ints) -> Floats:
        """The opposite of the score."""
        town, who = crisis.town, crisis.town.pairs.person[rows]
        near = 1 - town.pairs.km[rows] / np.maximum(town.radius[who], 0.1)
        reliable = (1 + crisis.said_yes[who]) / (2 + crisis.answered[who])
        spare = 1 - crisis.load[who] / (1 + crisis.load[who] + town.cap[who])
        return np.asarray(-(0.5 * near + 0.3 * reliable + 0.2 * spare))
