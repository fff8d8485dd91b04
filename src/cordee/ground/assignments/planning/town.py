"""From the rows of the town to arrays: selectors read, protocols and zones close what they close."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from cordee.engine.geo.distances import haversine_km
from cordee.engine.geo.places import in_france
from cordee.engine.matching.columns import Floats, pack
from cordee.engine.matching.problem import Needs, Pairs, Problem, Volunteers
from cordee.engine.matching.verdicts import under_regimes
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.pairs import VolunteerColumns, decide_pairs
from cordee.engine.protocol.protocols import Protocol, in_force
from cordee.ground.assignments.rules.reserve import ReserveDays
from cordee.ground.assignments.rules.verdicts import (
    TRAINED_FRAMES,
    TownRules,
    slot_of,
)
from cordee.ground.assignments.selectors import matching as rows
from cordee.ground.assignments.selectors.reserve import days_served
from cordee.ground.assignments.selectors.verdicts import town_rules
from cordee.ground.crisis.rules.zones import doors_inside
from cordee.ground.people.models import Language
from cordee.ground.territory.models import LocationQuality, Municipality, current_commune
from cordee.ground.volunteers.models import Frame
from cordee.ground.volunteers.rules.week import slots_from, week_bit_of

HORIZON_DAYS = 7
LEAST_MINUTES = 30
"""Shorter than that is not a meeting: what a slot must keep under the protocols, and in common with a wish."""
_LANGUAGE_BIT = {
    code: 1 << rank for rank, code in enumerate(code for code in Language.values if code != Language.FRENCH)
}
_APPROXIMATE = {LocationQuality.DISTRICT, LocationQuality.STREET}

Slot = tuple[datetime, datetime]


@dataclass(frozen=True)
class TownProblem:
    """The engine's problem with what is needed to speak of it: slots and the rows it was made from."""

    problem: Problem
    slots: tuple[Slot, ...]
    need_rows: dict[int, tuple[Any, ...]]
    volunteer_numbers: dict[int, int]
    now: datetime
    rules: TownRules
    frames: dict[int, str]
    wished: dict[int, int]
    reserve_used: frozenset[int]

    def district(self, need_id: int) -> int | None:
        """District of the door of a need."""
        found: int | None = self.need_rows[need_id][15]
        return found

    def protocols(self, need_id: int, starts_at: datetime) -> tuple[Protocol, ...]:
        """Protocols that count for a need at a moment."""
        return in_force(self.rules.of(self.district(need_id)), starts_at)


def language_bits(codes: list[str] | str) -> int:
    """Languages other than French as bits."""
    return sum(_LANGUAGE_BIT.get(code, 0) for code in ([codes] if isinstance(codes, str) else codes))


def _in_france(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """The same places; one that cannot be in France becomes unknown: a slip in one address never stops the planning of
    a town."""
    kept = in_france(lat, lon)
    return np.where(kept, lat, np.nan), np.where(kept, lon, np.nan)


def _needs_columns(
    found: list[tuple[Any, ...]],
    slots: list[Slot],
    in_play: dict[int, int],
    in_play_from: dict[int, datetime],
) -> Needs:
    kept = [(row, row[3] - in_play.get(row[0], 0)) for row in found if row[3] > in_play.get(row[0], 0)]
    rows_ = [row for row, _ in kept]
    activities = [ACTIVITIES[row[1]] for row in rows_]
    remote = np.array([activity.can_be_remote for activity in activities], bool)
    starts = np.array([start.timestamp() for start, _ in slots])
    ends = np.array([end.timestamp() for _, end in slots])
    wanted_from = np.array([row[6].timestamp() for row in rows_])[:, None]
    wanted_until = np.array([row[7].timestamp() for row in rows_])[:, None]
    # Half an hour in common is enough to shop or to ring: less is not a meeting.
    common = np.minimum(wanted_until, ends) - np.maximum(wanted_from, starts) >= 1800
    lat = np.array([np.nan if row[9] is None else row[9] for row in rows_], float)
    lon = np.array([np.nan if row[10] is None else row[10] for row in rows_], float)
    district_lat = np.array([np.nan if row[12] is None else row[12] for row in rows_], float)
    district_lon = np.array([np.nan if row[13] is None else row[13] for row in rows_], float)
    lat, lon = _in_france(lat, lon)
    district_lat, district_lon = _in_france(district_lat, district_lon)
    guessed = np.isnan(lat)
    together = np.array([activity.pair in ("required", "team") for activity in activities], bool)
    for row in np.flatnonzero(together):
        # Whoever is missing comes when the others do.
        first = in_play_from.get(rows_[row][0])
        if first is not None and (then := (starts <= first.timestamp()) & (first.timestamp() < ends)).any():
            common[row] &= then
    return Needs(
        id=np.array([row[0] for row in rows_], np.int64),
        lat=np.where(guessed, district_lat, lat),
        lon=np.where(guessed, district_lon, lon),
        activity=np.array([activity.bit for activity in activities], np.int64),
        remote=remote,
        urgency=np.array([row[2] for row in rows_], np.int64),
        helpers=np.array([left for _, left in kept], np.int64),
        slots=common if len(rows_) else np.zeros(0, np.uint64),
        vehicle=np.array(
            [row[4] or activity.requires_vehicle for row, activity in zip(rows_, activities, strict=True)],
            bool,
        ),
        languages=np.array([language_bits(row[5]) for row in rows_], np.uint64),
        person=np.array([row[8] for row in rows_], np.int64),
        min_age=np.array([activity.min_age for activity in activities], np.int64),
        min_trust=np.array(
            [activity.trust_for(remote=activity.can_be_remote) for activity in activities], np.int64
        ),
        together=together,
        approximate=guessed | np.array([row[11] in _APPROXIMATE for row in rows_], bool),
    )


def _age_on(birth_on: date | None, today: date) -> float:
    if birth_on is None:
        return np.nan
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def _volunteer_columns(
    found: list[tuple[Any, ...]],
    slots: list[Slot],
    now: datetime,
    daily_cap: int,
    served: dict[int, ReserveDays],
) -> Volunteers:
    today = timezone.localtime(now).date()
    ids = np.array([row[0] for row in found], np.int64)
    week = np.array([row[10] for row in found], np.int64)[:, None]
    free = (week & np.array([week_bit_of(start) for start, _ in slots], np.int64)[None, :]) > 0
    now_until = np.array([row[11].timestamp() if row[11] else 0.0 for row in found])[:, None]
    opening = np.maximum(np.array([start.timestamp() for start, _ in slots]), now.timestamp())[None, :]
    free |= (
        now_until - opening >= 1800
    )  # « Disponible maintenant » opens the slots it covers by half an hour.

    row_of = {volunteer: index for index, volunteer in enumerate(ids.tolist())}
    day_caps = np.full((len(found), HORIZON_DAYS), daily_cap, np.int64)
    for volunteer, start in rows.engaged_slots(now=now, days=HORIZON_DAYS):
        row = row_of.get(volunteer)
        if row is None:
            continue
        for index, (slot_start, slot_end) in enumerate(slots):
            # A mission may begin inside a slot: its protocol, or the person, asked for a later hour.
            if slot_start <= start < slot_end:
                free[row, index] = False
        day = (timezone.localtime(start).date() - today).days
        if 0 <= day < HORIZON_DAYS:
            day_caps[row, day] -= 1
    for volunteer in served.keys() & row_of.keys():
        for day in range(HORIZON_DAYS):
            if not served[volunteer].can_serve_on(today + timedelta(days=day)):
                day_caps[row_of[volunteer], day] = 0
    week_load, month_load = rows.week_loads(now=now), rows.month_loads(now=now)
    caps = [max(0, row[12] - week_load.get(row[0], 0)) for row in found]
    lat = np.array([np.nan if row[1] is None else row[1] for row in found], float)
    lon = np.array([np.nan if row[2] is None else row[2] for row in found], float)
    lat, lon = _in_france(lat, lon)
    return Volunteers(
        id=ids,
        lat=lat,
        lon=lon,
        activities=np.array([row[3] for row in found], np.uint64),
        trust=np.array([row[4] for row in found], np.int64),
        age=np.array([_age_on(row[5], today) for row in found], float),
        remote_only=np.array([row[6] for row in found], bool),
        radius_km=np.array([row[7] for row in found], float),
        vehicle=np.array([row[8] for row in found], bool),
        languages=np.array([language_bits(row[9]) for row in found], np.uint64),
        slots=pack(free) if len(found) else np.zeros(0, np.uint64),
        cap=np.array(caps, np.int64),
        day_cap=np.maximum(day_caps, 0),
        load=np.array([month_load.get(row[0], 0) for row in found], np.int64),
    )


def _closed_by_zones(town: TownProblem, problem: Problem) -> Problem:
    """Slots of needs on the spot in a forbidden zone are closed while it is (H9)."""
    needs = problem.needs
    districts = np.array([town.district(need) or -1 for need in needs.id.tolist()], np.int64)
    slots = needs.slots.copy()
    for zone in town.rules.zones:
        shut = sum(
            1 << rank
            for rank, (start, end) in enumerate(town.slots)
            if zone.starts_at < end and (zone.ends_at is None or start < zone.ends_at)
        )
        inside = doors_inside(zone, needs.lat, needs.lon, districts) & ~needs.remote
        slots = np.where(inside, slots & ~np.uint64(shut), slots)
    return replace(problem, needs=replace(needs, slots=slots))


def _too_far(town: TownProblem, problem: Problem) -> Problem:
    """Pairs farther apart than a protocol allows (the dog walked at 1 km at most)."""
    needs, people, far = problem.needs, problem.volunteers, [problem.pairs.refused]
    for row in np.flatnonzero(~needs.remote & ~np.isnan(needs.lat)):
        need_id = int(needs.id[row])
        code = town.need_rows[need_id][1]
        limits = [
            limit
            for protocol in town.rules.of(town.district(need_id))
            if any(protocol.in_force(max(start, town.now)) for start, _ in town.slots)
            and (
                limit := protocol.cell(code, None, remote=False).max_radius_km
                or protocol.value("max_radius_km")
            )
            is not None
        ]
        if limits:
            km = haversine_km(needs.lat[row], needs.lon[row], people.lat, people.lon)
            away = people.id[km > min(limits)]
            far.append(np.stack((np.full(len(away), need_id), away), axis=1))
    return replace(problem, pairs=replace(problem.pairs, refused=np.concatenate(far)))


def _under_rules(town: TownProblem) -> Problem:
    """The problem with what the protocols and the zones close, in one call for the whole town."""
    problem = _closed_by_zones(town, town.problem) if town.rules.zones else town.problem
    if not town.rules.protocols:
        return problem
    problem = _too_far(town, problem)
    districts = town.rules.districts()
    places: list[int | None] = [None, *districts]
    zone = [
        districts.index(place) + 1 if (place := town.district(need)) in districts else 0
        for need in problem.needs.id.tolist()
    ]
    people = VolunteerColumns(
        age=problem.volunteers.age,
        remote_only=problem.volunteers.remote_only,
        trained=np.array(
            [town.frames[one] in TRAINED_FRAMES for one in problem.volunteers.id.tolist()], bool
        ),
    )
    # What is left of the slot that has begun is judged by what is in force now.
    spans = [slot_of(max(start, town.now), end) for start, end in town.slots]
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    # One regime for each set of protocols that governs some place at some moment of the horizon.
    regimes: dict[tuple[str, ...], tuple[Protocol, ...]] = {}
    moments = [max(start, town.now) for start, _ in town.slots]
    governing = [[in_force(town.rules.of(place), moment) for moment in moments] for place in places]
    for counting in (one for row in governing for one in row):
        regimes.setdefault(tuple(one.name for one in counting), counting)
    ranks = {names: rank for rank, names in enumerate(regimes)}
    which = [[ranks[tuple(one.name for one in counting)] for counting in row] for row in governing]
    gates = [
        decide_pairs(protocols, people, starts, ends, least=LEAST_MINUTES) for protocols in regimes.values()
    ]
    if not gates:
        return problem
    regime_of = np.array(which, np.int64).reshape(len(places), len(town.slots))
    return under_regimes(problem, gates, regime_of, zone).problem


def town_problem(*, at: datetime, only: list[int] | None = None, without_rules: bool = False) -> TownProblem:
    """Read the town and put it in arrays. ``only`` limits the needs (and then counts every place as open).

    Protocols in force and forbidden zones are in it, unless ``without_rules`` (for whoever may pass over them).
    Twelve queries whatever the size of the town (four more where there are reservists).
    """
    slots = slots_from(at, HORIZON_DAYS)
    today = timezone.localtime(at).date()
    need_rows = [row for row in rows.need_rows(now=at, only=only) if row[1] in ACTIVITIES]
    volunteer_rows = rows.volunteer_rows(now=at)
    # Asked only of a town that has reservists.
    served = days_served(at=at) if any(row[14] == Frame.RCSC for row in volunteer_rows) else {}
    daily_cap: int = Municipality.objects.values_list("daily_cap", flat=True).get(pk=current_commune())
    in_play = rows.places_in_play()
    problem = Problem(
        needs=_needs_columns(
            need_rows,
            slots,
            {need: count for need, (count, _) in in_play.items()} if only is None else {},
            {need: first for need, (_, first) in in_play.items()},
        ),
        volunteers=_volunteer_columns(volunteer_rows, slots, at, daily_cap, served),
        day_of_slot=np.array(
            [(timezone.localtime(start).date() - today).days for start, _ in slots], np.int64
        ),
        pairs=Pairs(
            blocked=np.array(rows.blocked_pairs(), np.int64).reshape(-1, 2),
            former=np.array(rows.former_pairs(now=at), np.int64).reshape(-1, 2),
            refused=np.array(rows.refused_pairs(need_ids=only), np.int64).reshape(-1, 2),
        ),
    )
    town = TownProblem(
        problem,
        tuple(slots),
        {row[0]: row for row in need_rows},
        {row[0]: row[13] for row in volunteer_rows},
        at,
        TownRules() if without_rules else town_rules(at=at),
        {row[0]: row[14] for row in volunteer_rows},
        dict(zip(problem.needs.id.tolist(), problem.needs.slots.tolist(), strict=True)),
        frozenset(
            volunteer
            for volunteer, days in served.items()
            if not all(days.can_serve_on(today + timedelta(days=rank)) for rank in range(HORIZON_DAYS))
        ),
    )
    return replace(town, problem=_under_rules(town)) if town.rules else town
