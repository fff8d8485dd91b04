"""The crisis itself: events in time, what people do when asked, and the traces from which a policy may learn."""

import heapq
from collections import deque
from typing import Protocol

import numpy as np

from cordee.engine.simulation.settings import Behaviour
from cordee.engine.simulation.town import ACTIVITIES, WEEK_SLOTS, Floats, Ints, Town, slots_from

NOBODY = -1
MORNING, EVENING = 7.0, 22.0


class Policy(Protocol):
    """A way of asking. `every` is the hours between two rounds, None for none; `agents` staff the phone desk.

    has_list: volunteers may open a list of needs.
    """

    every: float | None
    has_list: bool
    agents: int

    def opened(self, crisis: "Crisis", need: int) -> None:
        """A need has just been opened."""

    def woken(self, crisis: "Crisis", need: int) -> None:
        """A moment asked by `Crisis.wake` has come."""

    def round(self, crisis: "Crisis") -> None:
        """The regular round."""

    def shows(self, crisis: "Crisis", person: int, rows: Ints) -> Ints:
        """Rows shown to somebody who opens the list, first to last, among those they could take."""

    def call(self, crisis: "Crisis") -> int | None:
        """The row of pairs an agent calls now, if any."""


class Crisis:
    """The state of one run: everything public here is known to the town, but `town.pairs`' answers."""

    def __init__(self, town: Town, behaviour: Behaviour, policy: Policy) -> None:
        n, m = town.size.needs, town.size.volunteers
        self.town, self.behaviour, self.policy = town, behaviour, policy
        self.now = 0.0
        self.open: set[int] = set()
        self.helper = np.full(n, NOBODY)
        self.accepted_at: Floats = np.full(n, np.inf)
        self.slot = np.full(n, NOBODY)
        self.km = np.zeros(n)
        self.free = town.free.copy()
        self.load = np.zeros(m, np.int64)
        self.week_load = np.zeros((m, town.size.days // 7 + 2), np.int64)
        self.tried = np.zeros(len(town.pairs.need), bool)
        self.seen = np.zeros(len(town.pairs.need), bool)
        self.refused = np.zeros(len(town.pairs.need), bool)
        self.called = np.zeros(len(town.pairs.need), bool)
        self.asked = np.zeros(m, np.int64)
        self.asked_day = np.zeros(m, np.int64)
        self.asked_week = np.zeros(m, np.int64)
        self.most_in_week = np.zeros(m, np.int64)
        self.answered = np.zeros(m, np.int64)
        self.said_yes = np.zeros(m, np.int64)
        self.visits = np.zeros(m, np.int64)
        self.waiting = np.zeros(m, np.int64)
        self.stopped = np.zeros(m, bool)
        self.known_activity = np.zeros((m, len(ACTIVITIES)), bool)
        self.out: list[list[tuple[int, float]]] = [[] for _ in range(n)]
        """Requests still in people's hands, by need: (row, sent at)."""
        self.messages = self.calls = self.vain = 0
        self._tired, self._tired_at = np.zeros(m), np.zeros(m)
        self._day: deque[tuple[float, int]] = deque()
        self._week: deque[tuple[float, int]] = deque()
        self._events: list[tuple[float, int, str, int]] = []
        self._count = 0

    # What a policy may do

    def wake(self, at: float, need: int) -> None:
        """Ask to be told of this need at a later moment."""
        self._plan(at, "wake", need)

    def tired(self) -> Floats:
        """Recent requests of each person, older ones fading."""
        return np.asarray(self._tired * 0.5 ** ((self.now - self._tired_at) / self.behaviour.rest_hours))

    def left(self) -> Ints:
        """Missions each person may still take this week."""
        return np.asarray(self.town.cap - self.week_load[:, int(self.now // 168)])

    def alive(self, need: int) -> bool:
        """Whether somebody could still serve the need."""
        return bool(int(self.town.slots[need]) & slots_from(self.now))

    def lately(self, hours: float) -> tuple[int, int]:
        """Needs opened, and needs accepted, over the last hours."""
        since = self.now - hours
        opened, accepted = self.town.opened_at, self.accepted_at
        return (
            int(((opened > since) & (opened <= self.now)).sum()),
            int(((accepted > since) & (accepted <= self.now)).sum()),
        )

    def possible(self, need: int, *, silent: bool = False) -> Ints:
        """Rows of pairs of a need who are free, did not drop out and were not tried, nearest first.

        With `silent`, those an agent may call: also those who were sent a message and did not refuse, and nobody twice.
        """
        rows = np.arange(self.town.first[need], self.town.first[need + 1])
        who, past = self.town.pairs.person[rows], self.refused | self.called if silent else self.tried
        mask = int(self.town.slots[need]) & slots_from(self.now)
        return np.asarray(rows[((self.free[who] & mask) != 0) & ~self.stopped[who] & ~past[rows]])

    def ask(self, row: int) -> None:
        """Send a request; the answer comes later, or never."""
        pairs, how = self.town.pairs, self.behaviour
        person, need = int(pairs.person[row]), int(pairs.need[row])
        self.messages += 1
        self.tried[row] = True
        self.waiting[person] += 1
        self.out[need].append((row, self.now))
        chance = min(0.95, float(pairs.keen[row]) * np.exp(-how.fatigue * self._tiredness(person)))
        self._count_request(person, 1.0)
        if pairs.leaving[row] < how.leaving * max(0.0, self._tiredness(person) - how.leaving_from):
            self.stopped[person] = True
        if pairs.answer[row] < chance:
            self._plan(self._answer_moment(float(pairs.delay[row])), "yes", row)
        elif pairs.said[row] < how.says_no:
            self._plan(self._answer_moment(float(pairs.delay[row])), "no", row)
        else:
            self._plan(self.now + how.silence_hours, "silence", row)

    # The course of time

    def run(self) -> None:
        """Live the whole crisis, once."""
        town, policy = self.town, self.policy
        for need, at in enumerate(town.opened_at.tolist()):
            self._plan(at, "need", need)
        if policy.has_list:
            for at, person in town.visits:
                self._plan(at, "visit", person)
        if policy.every:
            for at in np.arange(policy.every, town.hours, policy.every).tolist():
                self._plan(at, "round", 0)
        for agent in range(policy.agents):
            for at in np.arange(agent * 0.04, town.hours, 1 / self.behaviour.calls_per_hour).tolist():
                if self.behaviour.desk_from <= at % 24 < self.behaviour.desk_to:
                    self._plan(at, "call", agent)
        happen = {
            "need": self._need, "wake": self._wake, "round": self._round, "visit": self._visit,
            "call": self._call, "yes": self._yes, "no": self._no, "silence": self._silence,
        }  # fmt: skip
        while self._events and self._events[0][0] <= town.hours:
            self.now, _, kind, which = heapq.heappop(self._events)
            self._forget()
            happen[kind](which)

    def _plan(self, at: float, kind: str, which: int) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, kind, which))

    def _forget(self) -> None:
        for log, counts, hours in ((self._day, self.asked_day, 24.0), (self._week, self.asked_week, 168.0)):
            while log and log[0][0] <= self.now - hours:
                counts[log.popleft()[1]] -= 1

    def _need(self, need: int) -> None:
        self.open.add(need)
        self.policy.opened(self, need)

    def _wake(self, need: int) -> None:
        if need in self.open and self.alive(need):
            self.policy.woken(self, need)

    def _round(self, _: int) -> None:
        self.open = {need for need in self.open if self.alive(need)}
        self.policy.round(self)

    def _yes(self, row: int) -> None:
        need, person = self._answered(row)
        self.said_yes[person] += 1
        if not self._take(row) and self.helper[need] != NOBODY:
            self.vain += 1
            self._tire(person, self.behaviour.vain_tires)

    def _no(self, row: int) -> None:
        self.refused[row] = True
        self._answered(row)

    def _silence(self, row: int) -> None:
        self._answered(row)

    def _answered(self, row: int) -> tuple[int, int]:
        need, person = int(self.town.pairs.need[row]), int(self.town.pairs.person[row])
        self.waiting[person] -= 1
        self.answered[person] += 1
        self.out[need] = [(other, at) for other, at in self.out[need] if other != row]
        return need, person

    def _visit(self, person: int) -> None:
        if self.stopped[person]:
            return
        self.visits[person] += 1
        pairs, mask = self.town.pairs, slots_from(self.now)
        rows = self.town.of_person[person]
        needs = pairs.need[rows]
        able = (self.town.slots[needs] & self.free[person] & mask) != 0
        able &= (self.helper[needs] == NOBODY) & (self.town.opened_at[needs] <= self.now) & ~self.seen[rows]
        shown = self.policy.shows(self, person, rows[able])
        for row in shown[: self.behaviour.list_length].tolist():
            self.seen[row] = self.tried[row] = self.refused[row] = True
            if pairs.answer[row] < min(0.95, self.behaviour.by_choice * pairs.keen[row]) and self._take(row):
                return

    def _call(self, _: int) -> None:
        row = self.policy.call(self)
        if row is None:
            return
        pairs, how = self.town.pairs, self.behaviour
        person = int(pairs.person[row])
        self.calls += 1
        self.called[row] = True
        tired = np.exp(-how.fatigue * self._tiredness(person))
        self._count_request(person, how.calling_tires)
        if pairs.reached[row] < how.pickup:
            self.seen[row] = self.tried[row] = self.refused[row] = True
            self.answered[person] += 1
            if pairs.answer[row] < min(0.95, how.by_phone * float(pairs.keen[row]) * tired):
                self.said_yes[person] += 1
                self._take(row)

    def _take(self, row: int) -> bool:
        """Give the need to the volunteer, at their first common half-day; False when it is too late."""
        need, person = int(self.town.pairs.need[row]), int(self.town.pairs.person[row])
        common = int(self.town.slots[need]) & int(self.free[person]) & slots_from(self.now)
        if self.helper[need] != NOBODY or not common:
            return False
        slot = (common & -common).bit_length() - 1
        week = slot // WEEK_SLOTS
        self.helper[need], self.accepted_at[need], self.slot[need] = person, self.now, slot
        self.km[need] = self.town.pairs.km[row]
        self.load[person] += 1
        self.week_load[person, week] += 1
        self.known_activity[person, self.town.activity[need]] = True
        taken = 1 << slot
        if self.week_load[person, week] >= self.town.cap[person]:
            taken |= ((1 << WEEK_SLOTS) - 1) << (week * WEEK_SLOTS)
        self.free[person] = int(self.free[person]) & ~taken
        self.open.discard(need)
        return True

    # People

    def _tiredness(self, person: int) -> float:
        since = self.now - self._tired_at[person]
        return float(self._tired[person] * 0.5 ** (since / self.behaviour.rest_hours))

    def _tire(self, person: int, amount: float) -> None:
        self._tired[person] = self._tiredness(person) + amount
        self._tired_at[person] = self.now

    def _count_request(self, person: int, tiring: float) -> None:
        self.asked[person] += 1
        self.asked_day[person] += 1
        self.asked_week[person] += 1
        self.most_in_week[person] = max(self.most_in_week[person], self.asked_week[person])
        self._day.append((self.now, person))
        self._week.append((self.now, person))
        self._tire(person, tiring)

    def _answer_moment(self, delay: float) -> float:
        at = self.now + delay
        day, hour = divmod(at, 24.0)
        if hour < MORNING:
            return 24 * day + MORNING + 0.3 * delay
        if hour > EVENING:
            return 24 * (day + 1) + MORNING + 0.3 * delay
        return at
