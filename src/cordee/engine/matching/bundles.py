"""Plans that a flow alone cannot say: teams that come whole, needs that keep their helper, hours that must fit.

With any of these the problem is NP-hard. The flow that forgets them is a bound; the plan starts from it and gives way where
it must, one choice after another, each weighed by what it costs the whole town (`residual`):

1. **Teams**: each takes the slot where its helpers cost the town least, all at once, and the flow is solved again with the
   teams in order; those held back try another slot. Teams left out get another chance one by one: completed by force
   in one slot or another, or left out whole, whichever is best.
2. **Series**: where several people share what one could keep, one of them (first those the person knows) is given all.
3. **Hours**: of two missions that somebody cannot both reach in time, the one whose loss costs least is given to another.
4. **Small parts exactly** (`exact`): what hangs together in few arcs goes to an integer programme.

`Effort` bounds the work by counts, not by a watch: the same town always has the same plan.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Bools, Ints
from cordee.engine.matching.flow import Flow
from cordee.engine.matching.hours import Hours, Mission, conflicts, hours_of
from cordee.engine.matching.network import Network
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.residual import Key, Residual, fill_in_order

LIKELY = 20
"""Arcs kept for each place when the flow of a town is solved again."""


@dataclass(frozen=True)
class Effort:
    """When to stop.

    rounds   times what was given up is tried again, and sweeps over people's hours
    tries    slots tried for a team, people tried for a series
    arcs     arcs looked at in the residual network by each of the three steps
    columns  arcs of a part up to which it is solved exactly, 0 for never
    nodes    branches of one integer programme
    seconds  of one integer programme, None for no watch (a watch may change the plan from one machine to another)
    """

    rounds: int = 1
    tries: int = 4
    arcs: int = 10_000_000
    columns: int = 4_000
    nodes: int = 2_000
    seconds: float | None = None

    def __post_init__(self) -> None:
        counts = (self.rounds, self.tries, self.arcs, self.columns, self.nodes)
        if any(count < 0 for count in counts) or (self.seconds is not None and not self.seconds > 0):
            raise ValueError(
                f"an effort is counted in whole numbers, not negative, and seconds above 0: {self}"
            )


class Bundles:
    """A planning on its way from the flow that forgets bundles to a plan that keeps them."""

    def __init__(self, problem: Problem, network: Network, effort: Effort) -> None:
        self.problem, self.network, self.effort = problem, network, effort
        self.flow = Residual(problem, network)
        self.bound = self.flow.cost
        self.relaxed = self.flow.units.copy()
        need, self.volunteer, self.slot = network.paired
        self.need = need
        self._by_need = np.argsort(need, kind="stable")
        self._at_need = np.searchsorted(need[self._by_need], np.arange(len(problem.needs) + 1))
        self.hours = hours_of(problem)

    def settle(self) -> None:
        """Teams, then series, then hours."""
        self._teams()
        last = self.flow.looked + self.effort.arcs
        for rows in series_of(self.problem):
            if self.flow.looked < last:
                self._series(rows[self.network.empty[rows] >= 0])
        if self.hours is not None:
            self._hours(self.hours)

    def arcs(self, need: int) -> Ints:
        """Paired arcs of a need."""
        return self._by_need[self._at_need[need] : self._at_need[need + 1]]

    def given(self) -> Ints:
        """Paired arcs that carry somebody."""
        return np.flatnonzero(self.flow.units[: len(self.need)])

    def key(self) -> Key:
        """How the plan compares, the price of new hands in series included."""
        found = self.flow.key()
        if not self.problem.in_series.any():
            return found
        taken = self.given()
        extra = new_hands(self.problem, self.need[taken], self.volunteer[taken])
        return (*found[:-1], found[-1] + self.problem.weights.new_hand * extra)

    # Teams

    def _teams(self) -> None:
        needs = self.problem.needs
        is_team = needs.together & (needs.helpers > 1) & (self.network.empty >= 0)
        slots = {int(team): self._slots_of(int(team)) for team in np.flatnonzero(is_team)}
        if not slots:
            return
        # The most urgent first, then those that cost the town least by helper.
        ranked = sorted(
            slots, key=lambda team: (needs.urgency[team], slots[team][0][0] / needs.helpers[team], team)
        )
        chosen = self._whole(ranked, {team: [slot for _, slot in slots[team]] for team in ranked})
        left_out = [team for team in ranked if team not in chosen]
        closed = self._closed(chosen, left_out, shut=True)
        self.flow = Residual(self.problem, self.network, closed, self._likely(ranked))
        self._second_chance(left_out, slots)

    def _whole(self, ranked: list[int], slots: dict[int, list[int]]) -> dict[int, int]:
        """A slot for each team that can be whole there while all the others are.

        Places are filled one after another, by urgency, those of teams before the others, and none is given back: this
        leaves as few urgent places empty as can be, urgency by urgency (a matroid, see `weights`), and keeps the gaps
        together instead of one here and one there. A team that stays short is held back by those before it: it tries its
        next slot, and is left out after the last.
        """
        needs, turn = self.problem.needs, 0
        chosen = {team: slots[team][0] for team in ranked}
        rank = np.full(len(needs), len(needs))
        rank[ranked] = np.arange(len(ranked))
        rows = np.flatnonzero(self.network.empty >= 0)
        rows = rows[np.lexsort((rank[rows], needs.urgency[rows]))]
        unlikely = np.flatnonzero(~self._likely(ranked))
        while True:
            closed = self._closed(chosen, [team for team in ranked if team not in chosen])
            found = fill_in_order(self.network, np.append(closed, unlikely), rows, needs.helpers[rows])
            filled = dict(zip(rows.tolist(), found.tolist(), strict=True))
            short = [team for team in chosen if filled[team] < needs.helpers[team]]
            if not short:
                return chosen
            turn += 1
            for team in short:
                further = slots[team][turn : turn + 1]
                if further:
                    chosen[team] = further[0]
                else:
                    del chosen[team]

    def _likely(self, teams: list[int]) -> Bools:
        """The arcs worth a flow once one is known: those it nearly used, and all of the teams', which must choose."""
        likely = self.flow.likely(LIKELY * self.problem.places)
        likely[: len(self.need)] |= np.isin(self.need, teams)
        return likely

    def _closed(self, chosen: dict[int, int], left_out: list[int], *, shut: bool = False) -> Ints:
        """Arcs to close so that teams come in their chosen slot only (and must come, when `shut`), or not at all."""
        outside = [self._outside(team, slot) for team, slot in chosen.items()]
        outside += [self.arcs(team) for team in left_out]
        if shut:
            outside.append(self.network.empty[list(chosen)])
        return np.concatenate(outside)

    def _second_chance(self, left_out: list[int], slots: dict[int, list[tuple[int, int]]]) -> None:
        """Teams left out, the most urgent first, one by one while the effort lasts."""
        last = self.flow.looked + self.effort.arcs
        for _ in range(self.effort.rounds):
            still = [
                team
                for team in left_out
                if self.flow.looked >= last or not self._place(team, [slot for _, slot in slots[team]])
            ]
            if len(still) == len(left_out) or self.flow.looked >= last:
                return
            left_out = still

    def _slots_of(self, team: int) -> list[tuple[int, int]]:
        """(what its helpers cost the town, slot) for the best slots of a team, the cheapest first."""
        arcs, helpers = self.arcs(team), int(self.problem.needs.helpers[team])
        price, slot = self.flow.reduced(arcs), self.slot[arcs]
        costs = [(int(np.sort(price[slot == s])[:helpers].sum()), int(s)) for s in np.unique(slot)]
        return sorted(costs)[: max(self.effort.tries, 1)]

    def _outside(self, team: int, slot: int) -> Ints:
        arcs = self.arcs(team)
        return arcs[self.slot[arcs] != slot]

    def _place(self, team: int, slots: list[int]) -> bool:
        """Complete a team in one of its slots or leave it out, whichever is best for the town: whether it is complete."""
        flow, empty, arcs = self.flow, [self.network.empty[team]], self.arcs(team)
        before = self.key()
        options: list[tuple[Key, int]] = []
        for slot in slots:
            flow.reopen(arcs[self.slot[arcs] == slot])
            flow.shut(self._outside(team, slot))
            if flow.shut(empty):
                options.append((self.key(), slot))
                if options[-1][0][:4] <= before[:4]:
                    return True
            flow.reopen(empty)
        flow.shut(arcs)
        if not options or self.key() <= min(options)[0]:
            return False
        best = min(options)[1]
        flow.reopen(arcs[self.slot[arcs] == best])
        return flow.shut(empty)

    # Series

    def _series(self, rows: Ints) -> None:
        """Give a series to as few people as it takes, when the town is better for it."""
        if len(rows) < 2:
            return
        for _ in range(self.effort.rounds):
            before, crowd = self.key(), self._faces(rows)
            for people in crowd:
                if self._kept_by(rows, people, before):
                    return
            if not crowd:
                return

    def _faces(self, rows: Ints) -> list[Ints]:
        """Groups of people who could keep a series, the most promising first; none when it is already kept."""
        arcs = np.concatenate([self.arcs(int(row)) for row in rows])
        helpers = int(self.problem.needs.helpers[rows].max())
        used = self.flow.units[arcs] > 0
        if len(np.unique(self.volunteer[arcs[used]])) <= helpers:
            return []
        who, group = np.unique(self.volunteer[arcs], return_inverse=True)
        covered = np.zeros((len(who), len(self.problem.needs)), bool)
        covered[group, self.need[arcs]] = True
        now = np.bincount(group, used, len(who))
        cheap = np.zeros(len(who))
        np.minimum.at(cheap, group, np.minimum(self.flow.reduced(arcs), 0))
        order = np.lexsort((who, cheap, -now, -covered.sum(axis=1)))
        ranked = who[order]
        return [
            ranked[k : k + helpers] for k in range(min(self.effort.tries, max(len(ranked) - helpers + 1, 1)))
        ]

    def _kept_by(self, rows: Ints, people: Ints, before: Key) -> bool:
        """Shut everybody else out of a series: whether the town is better for it (else all is as before)."""
        kept = self.flow.kept()
        for row in rows:
            arcs = self.arcs(int(row))
            others = arcs[~np.isin(self.volunteer[arcs], people)]
            if len(others) < len(arcs) and not self.flow.shut(others):
                self.flow.restore(kept)
                return False
        if self.key() < before:
            return True
        self.flow.restore(kept)
        return False

    # Hours

    def _hours(self, hours: Hours) -> None:
        given_up: list[int] = []
        last = self.flow.looked + self.effort.arcs
        while self.flow.looked < last:
            found = self._conflicts(hours)
            if not found:
                break
            for volunteer, *missions in found:
                given_up.extend(self._separate(hours, volunteer, missions))
        else:
            self._only_less(hours)
        self._take_back(hours, given_up)

    def _conflicts(self, hours: Hours) -> list[tuple[int, Mission, Mission]]:
        taken = self.given()
        columns = (self.need[taken].tolist(), self.volunteer[taken].tolist(), self.slot[taken].tolist())
        return list(conflicts(hours, *columns))

    def _arc(self, volunteer: int, mission: Mission) -> int:
        arcs = self.arcs(mission[0])
        return int(arcs[(self.volunteer[arcs] == volunteer) & (self.slot[arcs] == mission[1])][0])

    def _separate(self, hours: Hours, volunteer: int, missions: list[Mission]) -> list[int]:
        """Take one of two missions from somebody, the one whose loss costs the town least; the arcs that were shut."""
        arcs = [self._arc(volunteer, mission) for mission in missions]
        if not all(self.flow.units[arc] for arc in arcs):
            return []
        kept = self.flow.kept()
        options = []
        for arc in arcs:
            self._give_up(arc)
            options.append((self.key(), arc))
            self.flow.restore(kept)
        return self._give_up(min(options)[1])

    def _give_up(self, arc: int) -> list[int]:
        """Shut one arc; where it belongs to a team that cannot be whole without it, the whole team."""
        need = int(self.need[arc])
        if self.flow.shut([arc]):
            return [arc]
        self.flow.reopen([self.network.empty[need]])
        self.flow.shut(self.arcs(need))
        return []

    def _only_less(self, hours: Hours) -> None:
        """The rounds are over: nobody takes anything new on, and missions that do not fit are left empty."""
        need = self.need
        idle = np.flatnonzero((self.flow.units[: len(need)] == 0) & hours.clocked[need])
        self.flow.shut(idle)
        while found := self._conflicts(hours):
            for volunteer, *missions in found:
                arc = self._arc(volunteer, missions[1])
                if self.flow.units[arc]:
                    self._give_up(arc)

    def _take_back(self, hours: Hours, given_up: list[int]) -> None:
        """Missions given up that turn out to fit after all, now that others have moved."""
        for arc in given_up:
            if self.flow.is_open(arc) or self.flow.reduced(np.array([arc]))[0] >= 0:
                continue
            kept, before = self.flow.kept(), self.key()
            self.flow.reopen([arc])
            if self.key() >= before or self._conflicts(hours):
                self.flow.restore(kept)

    def settled(self) -> Flow:
        """The flow of the plan as it stands."""
        return self.flow.flow


def series_of(problem: Problem) -> list[Ints]:
    """Rows of the needs of each series that has several, by key."""
    rows = np.flatnonzero(problem.in_series)
    rows = rows[np.argsort(problem.needs.series[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(problem.needs.series[rows])) + 1
    return [part for part in np.split(rows, cuts) if len(part)]


def new_hands(problem: Problem, need: npt.NDArray[np.int64], volunteer: npt.NDArray[np.int64]) -> int:
    """People who help in a series beyond the most that one of its needs asks, over all series."""
    inside = problem.in_series[need]
    keys, rank = np.unique(problem.needs.series, return_inverse=True)
    asked = np.zeros(len(keys), np.int64)
    np.maximum.at(asked, rank, problem.needs.helpers)
    people = max(len(problem.volunteers), 1)
    faces = np.unique(rank[need[inside]] * people + volunteer[inside]) // people
    return int(np.maximum(np.bincount(faces, minlength=len(keys)) - asked, 0).sum())
