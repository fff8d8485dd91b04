"""Cordée's own policy, played in the simulation with what a town would know, and nothing else."""

from dataclasses import replace

import numpy as np

from cordee.engine.asking.acceptance import still_hoped, waking_hours
from cordee.engine.asking.choosing import choose, shortage
from cordee.engine.asking.columns import Bools, Needs, Pairs, People
from cordee.engine.asking.offering import list_order, whom_to_call
from cordee.engine.asking.pricing import prices
from cordee.engine.asking.settings import URGENT, AskingSettings, Shortage
from cordee.engine.simulation.crisis import Crisis
from cordee.engine.simulation.town import Floats, Ints

_WEEK = 168.0


class Cordee:
    """A list by weight, requests only where it will not be enough, a reserve, and the phone desk for the last ones."""

    every: float | None = 1 / 12
    has_list: bool = True

    def __init__(self, settings: AskingSettings, *, agents: int = 3) -> None:
        self.settings, self.agents = settings, agents
        self._next: dict[int, float] = {}
        self._chance: dict[int, float] = {}
        self._short, self._short_at = Shortage.NONE, -1.0
        self._price: Floats | None = None
        self._priced_at = -1.0

    def opened(self, crisis: Crisis, need: int) -> None:
        """Looked at in the next round."""
        self._next[need] = crisis.now

    def woken(self, crisis: Crisis, need: int) -> None:
        """Never asked for."""

    def round(self, crisis: Crisis) -> None:
        """Choose for the needs whose moment has come, and send."""
        if not self.settings.day_from <= crisis.now % 24 <= self.settings.day_to:
            return
        due = sorted(need for need in crisis.open if self._next[need] <= crisis.now)
        if not due:
            return
        needs, pairs, rows = self._columns(crisis, due)
        wave = choose(
            needs,
            self._people(crisis, self._prices(crisis)),
            pairs,
            at=crisis.now,
            short=self._shortage(crisis),
            settings=self.settings,
        )
        for ask in wave.asks:
            row, need = int(rows[ask.pair]), due[ask.need]
            self._chance[row] = ask.chance
            crisis.ask(row)
            self._next[need] = crisis.now + self.settings.wave_hours[int(needs.urgency[ask.need]) - 1]
        for wait in wave.waits:
            self._next[due[wait.need]] = wait.again_at

    def shows(self, crisis: Crisis, person: int, rows: Ints) -> Ints:
        """The list of one person."""
        town, pairs = crisis.town, crisis.town.pairs
        rows = rows[~crisis.tried[rows] | self._silent(crisis, rows)]
        need = pairs.need[rows]
        kept = np.array([self._kept(crisis, int(one)) for one in need], bool)
        order = list_order(
            urgency=town.urgency[need],
            km=pairs.km[rows],
            former=pairs.former[rows],
            kept=kept,
            deadline_at=town.deadline_at[need],
            left=int(crisis.left()[person]),
            price=float(self._prices(crisis)[person]),
            at=crisis.now,
            short=self._shortage(crisis),
            settings=self.settings,
        )
        return np.asarray(rows[order])

    def call(self, crisis: Crisis) -> int | None:
        """The last urgent ones."""
        due = [
            need
            for need in sorted(crisis.open)
            if crisis.town.urgency[need] <= URGENT
            and crisis.now - crisis.town.opened_at[need] > self.settings.phone_after
            and crisis.alive(need)
        ]
        if not due:
            return None
        needs, pairs, rows = self._columns(crisis, due, silent=True)
        found = whom_to_call(
            needs,
            self._people(crisis, self._prices(crisis)),
            pairs,
            at=crisis.now,
            short=self._shortage(crisis),
            settings=self.settings,
        )
        return None if found is None else int(rows[found[0]])

    def _silent(self, crisis: Crisis, rows: Ints) -> Bools:
        """Asked, and no answer: they may still find the need on the list, since they refused nothing."""
        return np.asarray(~crisis.refused[rows])

    def _kept(self, crisis: Crisis, need: int) -> bool:
        town = crisis.town
        if crisis.now - town.opened_at[need] >= self.settings.former_hours[int(town.urgency[need]) - 1]:
            return False
        rows = crisis.possible(need)
        return bool(town.pairs.former[rows].any())

    def _shortage(self, crisis: Crisis) -> Shortage:
        """Thought of again each hour."""
        if crisis.now - self._short_at > 1 or self._short_at < 0:
            self._short_at = crisis.now
            if crisis.now > self.settings.trust_after:
                opened, accepted = crisis.lately(self.settings.lately_hours)
                self._short = shortage(
                    open_now=len(crisis.open),
                    opened_lately=opened,
                    accepted_lately=accepted,
                    settings=self.settings,
                )
        return self._short

    def _columns(self, crisis: Crisis, due: list[int], *, silent: bool = False) -> tuple[Needs, Pairs, Ints]:
        town, known = crisis.town, crisis.town.pairs
        found = [crisis.possible(need, silent=silent) for need in due]
        rows = np.concatenate(found)
        who = np.array(due)
        needs = Needs(
            who,
            town.urgency[who],
            town.opened_at[who],
            town.deadline_at[who],
            np.array([self._hoped(crisis, need) for need in due]),
        )
        at = np.repeat(np.arange(len(due)), [len(part) for part in found])
        person = known.person[rows]
        done = crisis.known_activity[person, town.activity[known.need[rows]]]
        return needs, Pairs(at, person, known.km[rows], known.former[rows], done, crisis.tried[rows]), rows

    def _hoped(self, crisis: Crisis, need: int) -> float:
        miss = 1.0
        for row, sent_at in crisis.out[need]:
            waited = waking_hours(sent_at, crisis.now)
            miss *= 1 - still_hoped(self._chance[row], waited, self.settings.belief)
        return 1 - miss

    def _prices(self, crisis: Crisis) -> Floats:
        """Thought of again each hour, on every need opened since the beginning."""
        if self._price is None or crisis.now - self._priced_at > 1:
            self._price, self._priced_at = self._worked_out(crisis), crisis.now
        return self._price

    def _worked_out(self, crisis: Crisis) -> Floats:
        town, known = crisis.town, crisis.town.pairs
        nought = np.zeros(town.size.volunteers)
        opened = int(np.searchsorted(town.opened_at, crisis.now, side="right"))
        if not opened or not self.settings.protection:
            return nought
        rows = np.arange(town.first[opened])
        rows = rows[(town.free[known.person[rows]] & town.slots[known.need[rows]]) != 0]
        return prices(
            Needs(
                np.arange(opened),
                town.urgency[:opened],
                town.opened_at[:opened],
                town.deadline_at[:opened],
                np.zeros(opened),
            ),
            self._people(crisis, nought),
            Pairs(
                known.need[rows],
                known.person[rows],
                known.km[rows],
                known.former[rows],
                crisis.known_activity[known.person[rows], town.activity[known.need[rows]]],
                np.zeros(len(rows), bool),
            ),
            hours_past=crisis.now,
            hours_left=_WEEK - crisis.now % _WEEK,
            settings=self.settings,
        )

    def _people(self, crisis: Crisis, price: Floats) -> People:
        days = max(1.0, crisis.now / 24)
        return People(
            id=np.arange(crisis.town.size.volunteers),
            asked_day=crisis.asked_day,
            asked_week=crisis.asked_week,
            ever_asked=crisis.asked,
            answered=crisis.answered,
            accepted=crisis.said_yes,
            visits=crisis.visits / days,
            tired=crisis.tired(),
            load=crisis.load,
            left=crisis.left(),
            price=price,
            waiting=crisis.waiting > 0,
            stopped=crisis.stopped,
        )


def without_phone(settings: AskingSettings) -> Cordee:
    """The same, nobody at the phone desk."""
    return Cordee(settings, agents=0)


def without_reserve(settings: AskingSettings) -> Cordee:
    """The same, every mission open to every need: more people served, fewer urgent ones."""
    return Cordee(replace(settings, protection=0.0))
