"""Who helped whom in the demonstration town: ten days of missions, and those under way this morning."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random

import numpy as np

from cordee.config.demo.asks import TODAY, Asks
from cordee.config.demo.checks import Seen
from cordee.config.demo.lexicon import words
from cordee.config.demo.moments import after, before, part_after, part_begun, parts_of
from cordee.engine.geo.distances import haversine_km
from cordee.engine.matching.phrases import assignment_phrase
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import Assignment, AssignmentState, BlockedPair
from cordee.ground.needs.models import ClosingReason, Need, NeedState, Urgency
from cordee.ground.needs.rules.lifecycle import CANCELLING_REASONS, NO_SOLUTION_REASONS
from cordee.ground.people.models import Account, Language
from cordee.ground.territory.models import Municipality
from cordee.ground.volunteers.models import Volunteer, VolunteerState
from cordee.ground.volunteers.rules.checks import ASKED, lapses
from cordee.ground.volunteers.rules.week import week_bit_of, words_of_slot

Slot = tuple[datetime, datetime]
ENDS = {NeedState.CLOSED: 86, NeedState.CANCELLED: 6, NeedState.NO_SOLUTION: 3, NeedState.REFERRED: 5}
"""How needs end, out of a hundred: « sans solution » is counted, never hidden."""


class Ledger:
    """Finds a helper as the town would have: able, free at that time, near, already known."""

    def __init__(
        self,
        volunteers: list[Volunteer],
        seen: Seen,
        municipality: Municipality,
        at: datetime,
        lucie: Account,
        rng: Random,
    ) -> None:
        self.assignments: list[Assignment] = []
        self.blocked: list[BlockedPair] = []
        self._people = [
            one
            for one in volunteers
            if one.state == VolunteerState.CLEARED and one.person.email != "karim@exemple.fr"
        ]
        self._municipality, self._at, self._lucie, self._rng = municipality, at, lucie, rng
        self._load: Counter[int] = Counter()
        self._taken: set[tuple[int, datetime]] = set()
        self._days: Counter[tuple[int, object]] = Counter()
        self._helped: dict[int, set[int]] = defaultdict(set)
        people = self._people
        self._lat = np.array([np.nan if one.latitude is None else one.latitude for one in people])
        self._lon = np.array([np.nan if one.longitude is None else one.longitude for one in people])
        self._bits = np.array([one.activity_bits for one in people], np.int64)
        self._week = np.array([one.week_bits for one in people], np.int64)
        self._trust = np.array([one.trust_level for one in people])
        self._age = np.array([one.person.age_on(at.date()) or 0 for one in people])
        self._radius = np.array([one.radius_km for one in people])
        self._remote_only = np.array([one.remote_only for one in people])
        self._in_order = {
            code: np.array([not lapses(code, seen.known(one), at.date()) for one in people], bool)
            for code in ASKED
        }
        self._vehicle = np.array([one.vehicle for one in people])
        self._moods = np.array([rng.uniform(0, 0.8) for _ in people])
        self._since = np.array([one.signed_up_at.timestamp() for one in people])

    def _able(
        self, need: Need
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        activity = ACTIVITIES[need.activity]
        household = need.beneficiary.household
        remote = activity.can_be_remote
        able = (self._bits >> activity.bit & 1 == 1) & (self._trust >= activity.admission_for(remote=remote))
        if need.activity in self._in_order:
            able &= self._in_order[need.activity]
        able &= self._age >= activity.min_age
        if need.needs_vehicle:
            able &= self._vehicle
        if need.language != Language.FRENCH:
            able &= np.array([need.language in one.languages for one in self._people], bool)
        if remote:
            return np.zeros(len(self._people)), able
        if household.latitude is None or household.longitude is None:
            return np.zeros(len(self._people)), np.zeros(len(self._people), bool)
        km = haversine_km(self._lat, self._lon, household.latitude, household.longitude)
        with np.errstate(invalid="ignore"):
            able &= (km <= self._radius) & ~self._remote_only
        return np.where(np.isnan(km), 0.0, km), able

    def _find(self, need: Need, slot: Slot, taken: set[int]) -> tuple[int, float] | None:
        km, able = self._able(need)
        able = able & (self._week & week_bit_of(slot[0]) > 0) & (self._since < slot[0].timestamp() - 86_400)
        rows = np.flatnonzero(able)
        if not len(rows):
            return None
        known = self._helped[id(need.beneficiary)]
        mood = np.roll(self._moods, self._rng.randrange(len(self._moods)))
        score = km[rows] + mood[rows] - 1.5 * np.isin(rows, list(known))
        for row in rows[np.argsort(score, kind="stable")].tolist():
            one = self._people[row]
            day = (row, slot[0].date())
            free = (row, slot[0]) not in self._taken and self._days[day] < self._municipality.daily_cap
            if free and row not in taken and self._load[row] < one.weekly_cap:
                return row, float(km[row])
        return None

    def _team(self, need: Need, slot: Slot) -> list[tuple[int, float]]:
        """As many helpers as the need asks, free in that part of the day; nobody when one is missing."""
        team: list[tuple[int, float]] = []
        for _ in range(need.helpers):
            found = self._find(need, slot, {row for row, _ in team})
            if found is None:
                return []
            team.append(found)
        return team

    def _take(self, row: int, need: Need, slot: Slot) -> None:
        self._load[row] += 1
        self._taken.add((row, slot[0]))
        self._days[row, slot[0].date()] += 1
        self._helped[id(need.beneficiary)].add(row)

    def _assignment(
        self, need: Need, row: int, km: float, slot: Slot, state: AssignmentState, proposed_at: datetime
    ) -> Assignment:
        activity = ACTIVITIES[need.activity]
        former = row in self._helped[id(need.beneficiary)]
        reason = assignment_phrase(
            distance_km=km, remote=activity.can_be_remote, moment=words_of_slot(slot[0], proposed_at),
            activity=activity.short_label, former=former, load=self._load[row], vehicle=need.needs_vehicle,
        )  # fmt: skip
        minutes = getattr(self._municipality, f"answer_minutes_u{need.urgency}")
        return Assignment.new(
            need=need,
            volunteer=self._people[row],
            state=state,
            starts_at=slot[0],
            ends_at=slot[1],
            reasons=[reason],
            cost={"total": round(100 * km) + (0 if former else 150), "former": former},
            distance_km=round(km, 3),
            suggested_at=proposed_at - timedelta(minutes=4),
            approved_by=self._lucie,
            proposed_at=proposed_at,
            answer_due_at=proposed_at + timedelta(minutes=minutes),
        )

    def _asked_in_vain(self, need: Need, slot: Slot, proposed_at: datetime) -> None:
        found = self._find(need, slot, set())
        if found is None or found[0] in self._helped[id(need.beneficiary)]:
            return
        state = self._rng.choices((AssignmentState.DECLINED, AssignmentState.NO_ANSWER), (3, 2))[0]
        asked = self._assignment(need, *found, slot, state, proposed_at)
        if state == AssignmentState.DECLINED:
            asked.answered_at, asked.answered_by = after(proposed_at, self._rng.uniform(3, 40)), "link"
        else:
            asked.answered_at = asked.answer_due_at
        self.assignments.append(asked)

    def live_through(self, asks: Asks) -> None:
        """Decide what became of every past need, oldest first."""
        for need in asks.past:
            need.owner = self._lucie
            need.qualified_at = after(need.received_at, self._rng.uniform(3, 55))
            end = self._rng.choices(list(ENDS), list(ENDS.values()))[0]
            if end == NeedState.CLOSED:
                self._serve(need)
            else:
                self._end_otherwise(need, end)
        self._block_two(asks)
        for need in asks.past:
            if need.recurrence and need.state == NeedState.CLOSED:
                self._follow(need, asks)

    def _end_otherwise(self, need: Need, end: NeedState) -> None:
        need.state = end
        if end == NeedState.CANCELLED:
            need.closing_reason = self._rng.choice(CANCELLING_REASONS)
        elif end == NeedState.NO_SOLUTION:
            need.closing_reason = self._rng.choices(NO_SOLUTION_REASONS, (5, 3, 1, 3, 2))[0]
        else:
            need.closing_reason = ClosingReason.REFERRED_TO_SERVICE
            need.referred_to = self._rng.choice(words("needs")["extras"]["referred"])
        need.closed_at = min(
            after(need.qualified_at or need.received_at, self._rng.uniform(60, 1500)), before(self._at, 20)
        )

    def _serve(self, need: Need) -> None:
        rng = self._rng
        proposed_at = after(need.qualified_at or need.received_at, rng.uniform(4, 60))
        if rng.random() < 0.22:
            self._asked_in_vain(need, part_after(proposed_at, 1), proposed_at)
            proposed_at = after(proposed_at, rng.uniform(15, 120))
        accepted_at = after(proposed_at, min(rng.lognormvariate(2.9, 0.9), 400))
        reach = {Urgency.U1: (0, 1), Urgency.U2: (0, 4), Urgency.U3: (0, 9), Urgency.U4: (1, 12)}[
            Urgency(need.urgency)
        ]
        first = rng.randint(*reach)
        for skip in (first, first + 1, first + 2, first + 4, reach[0]):
            slot = part_after(accepted_at, skip)
            helpers = self._team(need, slot)
            if helpers:
                break
        else:
            need.state, need.closing_reason = NeedState.NO_SOLUTION, ClosingReason.NOBODY_AVAILABLE
            need.closed_at = min(after(accepted_at, 300), before(self._at, 20))
            return
        started_at = slot[0] + timedelta(minutes=rng.randint(0, 70))
        done_at = started_at + timedelta(minutes=rng.randint(20, 50))
        if done_at > self._at - timedelta(minutes=30):
            need.state, need.closing_reason = NeedState.CANCELLED, ClosingReason.SERVED_BY_RELATIVE
            need.closed_at = before(self._at, rng.uniform(20, 300))
            return
        for place, (row, km) in enumerate(helpers):
            done = self._assignment(need, row, km, slot, AssignmentState.DONE, proposed_at)
            done.place, done.answered_at, done.answered_by = (
                place,
                accepted_at,
                rng.choices(("link", "sms", "phone"), (6, 3, 1))[0],
            )
            done.started_at, done.done_at = started_at, done_at
            done.minutes = int((done_at - started_at).total_seconds() // 60)
            if need.activity == "COURSES":
                done.amount_cents = rng.randint(900, 5800)
            self.assignments.append(done)
            self._take(row, need, slot)
        need.proposed_at, need.accepted_at, need.started_at, need.done_at = (
            proposed_at,
            accepted_at,
            started_at,
            done_at,
        )
        need.verified_at = min(after(done_at, rng.uniform(20, 400)), self._at - timedelta(minutes=5))
        need.state, need.closed_at, need.closing_reason = (
            NeedState.CLOSED,
            need.verified_at,
            ClosingReason.SERVED,
        )

    def _follow(self, need: Need, asks: Asks) -> None:
        """A weekly need comes back: today's need of the same person for the same thing belongs to its
        series."""
        for coming in asks.today:
            if (
                coming.beneficiary is need.beneficiary
                and coming.activity == need.activity
                and coming.series is None
            ):
                coming.recurrence, coming.series = need.recurrence, need

    def _block_two(self, asks: Asks) -> None:
        met = [one for one in self.assignments if one.state == AssignmentState.DONE]
        for one in self._rng.sample(met, min(2, len(met) // 4)):
            if not any(
                other.volunteer is one.volunteer and other.person is one.need.beneficiary.person
                for other in self.blocked
            ):
                self.blocked.append(
                    BlockedPair.new(
                        volunteer=one.volunteer, person=one.need.beneficiary.person, asked_by="town"
                    )
                )

    def start_the_day(self, asks: Asks) -> None:
        """Put some of today's needs further along: proposed, accepted, under way, done, or to be
        qualified."""
        wanted = (
            [state for state, count in TODAY.items() for _ in range(count)] if len(asks.today) >= 10 else []
        )
        order = self._rng.sample(asks.today, len(asks.today))
        for need in order:
            need.state = NeedState.QUALIFIED
        for state in wanted:
            for need in order:
                if need.state == NeedState.QUALIFIED and self._advance(need, state):
                    break

    def _advance(self, need: Need, state: NeedState) -> bool:
        """Move one of today's needs to ``state`` when that is believable; False when it is not."""
        rng, at = self._rng, self._at
        if state == NeedState.NEW and need.received_at < at - timedelta(hours=20):
            return False
        if state == NeedState.NEW:
            need.state = state
            return True
        if state == NeedState.POSTPONED:
            need.state = state
            return True
        early = state in {NeedState.IN_PROGRESS, NeedState.DONE}
        slot = part_begun(at - timedelta(minutes=5)) if early else part_after(at)
        if state == NeedState.DONE:
            slot = [
                part
                for day in (-1, 0)
                for part in parts_of((at + timedelta(days=day)).date())
                if part[1] <= at
            ][-1]
        proposed_at = before(slot[0] if early else at, rng.uniform(35, 140))
        if (
            need.helpers > 1
            or need.received_at > proposed_at - timedelta(minutes=10)
            or need.urgency == Urgency.U1
        ):
            return False
        found = self._find(need, slot, set())
        if found is None:
            return False
        assignment = self._assignment(need, *found, slot, AssignmentState.PROPOSED, proposed_at)
        need.proposed_at, need.state = proposed_at, state
        if state == NeedState.PROPOSED:
            assignment.proposed_at = at - timedelta(minutes=rng.randint(3, 15))
            assignment.answer_due_at = at + timedelta(minutes=rng.randint(60, 200))
            need.proposed_at = assignment.proposed_at
        else:
            assignment.state = {
                NeedState.ASSIGNED: AssignmentState.ACCEPTED,
                NeedState.IN_PROGRESS: AssignmentState.STARTED,
                NeedState.DONE: AssignmentState.DONE,
            }[state]
            assignment.place, assignment.answered_by = 0, "sms"
            assignment.answered_at = need.accepted_at = proposed_at + timedelta(minutes=rng.randint(4, 30))
            if early:
                assignment.started_at = need.started_at = slot[0] + timedelta(minutes=2)
            if state == NeedState.DONE:
                assignment.done_at = need.done_at = slot[0] + timedelta(minutes=rng.randint(35, 80))
                assignment.minutes = 45
        self._take(found[0], need, slot)
        self.assignments.append(assignment)
        return True
