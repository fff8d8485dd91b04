"""From the rows of the town to a plan: selectors read, the engine decides, nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from cordee.engine.geo.distances import haversine_km
from cordee.engine.geo.places import in_france
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.changes import Change, cheapest_changes
from cordee.engine.matching.columns import Floats, pack
from cordee.engine.matching.network import build
from cordee.engine.matching.phrases import (
    assignment_phrase,
    change_phrase,
    check_phrase,
    hint_phrases,
    reason_phrase,
)
from cordee.engine.matching.plan import Plan, read_plan, settle
from cordee.engine.matching.problem import Needs, Pairs, Problem, Volunteers
from cordee.engine.matching.ranking import next_best
from cordee.engine.matching.reasons import explain, unserved_reasons
from cordee.engine.matching.verdicts import under_regimes
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Case, Place
from cordee.engine.protocol.decision import Verdict, decide
from cordee.engine.protocol.pairs import VolunteerColumns, decide_pairs, window
from cordee.engine.protocol.protocols import Protocol, in_force
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.rules.plans import Proposal, TownPlan, Unserved
from cordee.ground.assignments.rules.reserve import can_serve_on
from cordee.ground.assignments.rules.verdicts import (
    TRAINED_FRAMES,
    TownRules,
    helper_of,
    is_remote,
    opens,
    slot_of,
    why_closed,
    zone_status,
)
from cordee.ground.assignments.selectors import matching as rows
from cordee.ground.assignments.selectors.reserve import days_served
from cordee.ground.assignments.selectors.verdicts import is_overridden, town_rules
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.rules.zones import doors_inside
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Language
from cordee.ground.territory.models import LocationQuality, Municipality, current_commune
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.rules.week import slots_from, week_bit_of, words_of_slot

HORIZON_DAYS = 7
CHANGES_TOLD = 100
"""Needs left without help for which the least that would serve them is worked out, the most urgent first."""
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
    served: dict[int, set[date]],
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
            if not can_serve_on(served[volunteer], today + timedelta(days=day)):
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
    Twelve queries whatever the size of the town (three more where there are reservists).
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
            if not all(can_serve_on(days, today + timedelta(days=rank)) for rank in range(HORIZON_DAYS))
        ),
    )
    return replace(town, problem=_under_rules(town)) if town.rules else town


def _window(town: TownProblem, need_id: int, slot: int) -> Slot:
    """The part of a slot in which a mission may be: what the person wishes, then what the protocols leave of it."""
    start, end = town.slots[slot]
    row = town.need_rows[need_id]
    start = max(start, row[6]) if start < row[6] < end else start
    activity = ACTIVITIES[row[1]]
    opening = max(town.slots[slot][0], town.now)
    counting = town.protocols(need_id, opening)
    if not counting or activity.can_be_remote:
        return start, end
    start = max(start, opening)
    midnight = timezone.localtime(start).replace(hour=0, minute=0, second=0, microsecond=0)
    for begun in (start, opening):
        span = slot_of(begun, end)
        left = window(activity, counting, span.start, span.end, least=LEAST_MINUTES)
        if left is not None:
            first, last = (midnight.replace(hour=minute // 60, minute=minute % 60) for minute in left)
            return max(first, begun), last
    return start, end


def _moments(town: TownProblem, need_row: int) -> list[str]:
    bits = int(town.problem.needs.slots[need_row])
    return [words_of_slot(start, town.now) for rank, (start, _) in enumerate(town.slots) if bits >> rank & 1]


def _sentence(town: TownProblem, need_id: int, *, slot: int, km: float, former: bool, load: int) -> str:
    row = town.need_rows[need_id]
    index = town.problem.need_row(need_id)
    activity = ACTIVITIES[row[1]]
    return assignment_phrase(
        distance_km=float(km),
        remote=activity.can_be_remote,
        moment=words_of_slot(max(town.slots[slot][0], town.now), town.now),
        activity=activity.short_label,
        former=bool(former),
        load=int(load),
        approximate=bool(town.problem.needs.approximate[index]),
        vehicle=bool(town.problem.needs.vehicle[index]),
    )


def _proposal(
    town: TownProblem,
    need_id: int,
    volunteer_id: int,
    slot: int,
    km: float,
    former: bool,
    load: int,
    cost: int,
) -> Proposal:
    row = town.need_rows[need_id]
    start, end = _window(town, need_id, slot)
    return Proposal(
        need_id=need_id,
        need_number=row[14],
        activity=row[1],
        urgency=row[2],
        volunteer_id=volunteer_id,
        volunteer_number=town.volunteer_numbers[volunteer_id],
        starts_at=start,
        ends_at=end,
        slot_words=words_of_slot(max(start, town.now), town.now),
        distance_km=round(float(km), 3),
        former=bool(former),
        cost=int(cost),
        reasons=(_sentence(town, need_id, slot=slot, km=km, former=former, load=load),),
    )


def _told(town: TownProblem, plan: Plan, unserved: tuple[Unserved, ...]) -> TownPlan:
    proposals = [
        _proposal(town, *found)
        for found in zip(
            plan.need_id.tolist(),
            plan.volunteer_id.tolist(),
            plan.slot.tolist(),
            plan.distance_km.tolist(),
            plan.former.tolist(),
            plan.load.tolist(),
            plan.cost.tolist(),
            strict=True,
        )
    ]
    proposals.sort(key=lambda proposal: (proposal.urgency, proposal.need_number, proposal.volunteer_number))
    return TownPlan(
        town.now,
        tuple(proposals),
        unserved,
        plan.objective,
        len(town.problem.needs),
        len(town.problem.volunteers),
    )


def propose_town_plan(*, at: datetime, only: list[int] | None = None) -> TownPlan:
    """The assignment that is best for the whole town at ``at``, with its reasons; writes nothing."""
    town = town_problem(at=at, only=only)
    candidates = find_candidates(town.problem)
    network = build(town.problem, candidates)
    plan = read_plan(town.problem, network, *settle(town.problem, network))
    unserved = []
    closed: dict[tuple[Any, ...], Verdict | None] = {}
    reasons = unserved_reasons(town.problem, plan, candidates)
    changes = _changes(town, plan)
    for need_id, missing, reason in zip(
        plan.missing_id.tolist(), plan.missing.tolist(), reasons, strict=True
    ):
        row = town.need_rows[need_id]
        activity = ACTIVITIES[row[1]]
        moments = _moments(town, town.problem.need_row(need_id))
        vehicle = bool(row[4] or activity.requires_vehicle)
        sentence = reason_phrase(reason, activity=activity.short_label, moments=moments, vehicle=vehicle)
        told = (sentence, *hint_phrases(reason)[:2], *changes.get(need_id, ()))
        if town.rules:
            kind = (row[1], town.district(need_id), town.wished[need_id], bool(town.rules.zones) and need_id)
            if kind not in closed:
                closed[kind] = _mildest(town, need_id)
            verdict = closed[kind]
            if verdict is not None and not opens(verdict, row[1]):
                told = (f"Consignes en vigueur : {why_closed(verdict)}",)
        unserved.append(Unserved(need_id, row[14], row[1], row[2], missing, told))
    unserved.sort(key=lambda one: (one.urgency, one.need_number))
    return _told(town, plan, tuple(unserved))


def _changes(town: TownProblem, plan: Plan) -> dict[int, tuple[str, ...]]:
    """The least that would serve each need left without help, as a sentence, for the most urgent ones."""
    rows_ = np.searchsorted(town.problem.needs.id, plan.missing_id)
    kept = plan.missing_id[np.lexsort((plan.missing_id, town.problem.needs.urgency[rows_]))][:CHANGES_TOLD]
    spared = np.isin(town.problem.volunteers.id, list(town.reserve_used))
    found = cheapest_changes(town.problem, plan, only=kept, spared=spared)
    return {change.need_id: _enough(town, change) for change in found}


def _enough(town: TownProblem, change: Change) -> tuple[str, ...]:
    """One sentence; none where only somebody new would do: the reason says it, or where the protocols may close the other
    moment."""
    if change.volunteer_id is None or change.slot is None or (change.code == "move" and town.rules):
        return ()
    row = town.need_rows[change.need_id]
    what = change_phrase(
        change,
        who=f"V-{town.volunteer_numbers[change.volunteer_id]:05d}",
        moment=words_of_slot(max(town.slots[change.slot][0], town.now), town.now),
        activity=ACTIVITIES[row[1]].short_label,
    )
    return (f"Il suffirait de ceci : {what[0].lower()}{what[1:]}",)


def best_helpers(
    *, need: Need, at: datetime, limit: int | None = 10, exclude: list[int] | None = None
) -> list[Proposal]:
    """Who could help with this need, the best first: asked when somebody declined, or to change a suggestion."""
    return _ranking(town_problem(at=at, only=[need.pk]), need, limit=limit, exclude=exclude)


def _ranked(town: TownProblem, need: Need, volunteer: Volunteer) -> Proposal | None:
    """One volunteer's proposal in a town, None when a gate is shut."""
    everybody = _ranking(town, need, limit=None)
    return next((one for one in everybody if one.volunteer_id == volunteer.pk), None)


def _ranking(
    town: TownProblem, need: Need, *, limit: int | None, exclude: list[int] | None = None
) -> list[Proposal]:
    if not len(town.problem.needs):
        return []
    ranking = next_best(town.problem, need.pk, exclude=np.array(exclude or [], np.int64), limit=limit)
    return [
        _proposal(town, need.pk, *found)
        for found in zip(
            ranking.volunteer_id.tolist(),
            ranking.slot.tolist(),
            ranking.distance_km.tolist(),
            ranking.former.tolist(),
            ranking.load.tolist(),
            ranking.cost.tolist(),
            strict=True,
        )
    ]


def _mildest(town: TownProblem, need_id: int, volunteer: Volunteer | None = None) -> Verdict | None:
    """The mildest of the verdicts on the moments a need wishes; None when it wishes none."""
    found = _mildest_moment(town, need_id, volunteer)
    return found and found[0]


def _mildest_moment(
    town: TownProblem, need_id: int, volunteer: Volunteer | None = None
) -> tuple[Verdict, datetime, datetime, float | None] | None:
    """With the moment it is about, and the kilometres between the two when both places are known."""
    row = town.need_rows[need_id]
    activity, found = ACTIVITIES[row[1]], []
    for rank, (start, end) in enumerate(town.slots):
        if not town.wished[need_id] >> rank & 1:
            continue
        starts_at, ends_at = _window(town, need_id, rank)
        helper = volunteer and helper_of(
            birth_on=volunteer.person.birth_on,
            day=timezone.localtime(town.now).date(),
            remote_only=volunteer.remote_only,
            frame=volunteer.frame,
        )
        km = None
        if volunteer is not None and volunteer.latitude is not None and volunteer.longitude is not None:
            there = float("nan") if row[9] is None else row[9], float("nan") if row[10] is None else row[10]
            far = float(haversine_km(*there, volunteer.latitude, volunteer.longitude))
            km = None if np.isnan(far) else far
        case = Case(
            row[1],
            remote=is_remote(activity),
            frame=volunteer.frame if volunteer else "commune_cosp",
            slot=slot_of(starts_at, ends_at),
            volunteer=helper or None,
            place=Place(
                zone=zone_status(
                    town.rules.zones,
                    lat=row[9] if row[9] is not None else row[12],
                    lon=row[10] if row[10] is not None else row[13],
                    district_id=town.district(need_id),
                    starts_at=start,
                    ends_at=end,
                ),
                distance_km=None if activity.can_be_remote else km,
            ),
        )
        verdict = decide(case, town.rules.of(town.district(need_id)))
        found.append((verdict, starts_at, ends_at, km))
    return min(found, key=lambda one: (one[0].status, one[0].hard), default=None)


def pair_to_authorise(*, need: Need, volunteer: Volunteer, at: datetime) -> Assignment:
    """The mission, unsaved, that somebody may authorise in spite of the protocols: at the moment they mind least.

    Raises ``Refused`` when the need wishes no moment to come.
    """
    town = town_problem(at=at, only=[need.pk])
    found = _mildest_moment(town, need.pk, volunteer) if len(town.problem.needs) else None
    if found is None:
        raise Refused("Cette demande n’a plus de moment à venir : changez-en le créneau d’abord.")
    _, starts_at, ends_at, km = found
    return Assignment(need=need, volunteer=volunteer, starts_at=starts_at, ends_at=ends_at, distance_km=km)


def proposal_for(*, need: Need, volunteer: Volunteer, at: datetime) -> Proposal:
    """This volunteer for this need, every gate checked again. Raises ``Refused`` when one is shut.

    Where somebody who answers for it passed over the protocols for this pair, every other gate still holds.
    """
    found = _ranked(town_problem(at=at, only=[need.pk]), need, volunteer)
    if found is None and is_overridden(need.pk, volunteer.pk):
        found = _ranked(town_problem(at=at, only=[need.pk], without_rules=True), need, volunteer)
    if found is None:
        answer = why_not(need=need, volunteer=volunteer, at=at)
        if answer.closed_by_rules:
            raise Refused(f"Les consignes en vigueur ne le permettent pas : {answer.closed_by_rules}")
        raise Refused("Cette personne ne peut pas être proposée pour cette demande : voyez « pourquoi pas ».")
    return found


@dataclass(frozen=True)
class GateAnswer:
    """One condition for one volunteer: met or not, in a sentence."""

    met: bool
    sentence: str


@dataclass(frozen=True)
class WhyNot:
    """« Pourquoi pas » one volunteer for one need.

    ``closed_by_rules`` says why the protocols close it, empty when they do not; ``overridable`` whether somebody may pass
    over them, ``overridden`` whether somebody did.
    """

    volunteer: Volunteer
    possible: bool
    answers: tuple[GateAnswer, ...]
    closed_by_rules: str = ""
    overridable: bool = False
    overridden: bool = False


def why_not(*, need: Need, volunteer: Volunteer, at: datetime) -> WhyNot:
    """Every condition of a need against one volunteer, the unmet ones first."""
    town = town_problem(at=at, only=[need.pk])
    if not len(town.problem.needs):
        kept = "La personne refuse que ses coordonnées soient données : seule la mairie intervient."
        return WhyNot(volunteer, False, (GateAnswer(False, kept),))
    if volunteer.pk not in town.volunteer_numbers:
        return WhyNot(volunteer, False, (GateAnswer(False, _outside_the_plan(volunteer)),))
    row = town.problem.need_row(need.pk)
    moments = _moments(town, row)
    activity = ACTIVITIES[need.activity].short_label
    checks = explain(town.problem, need.pk).of(volunteer.pk)
    verdict = _mildest(town, need.pk, volunteer) if town.rules else None
    if verdict is None or opens(verdict, need.activity):
        answers = [
            GateAnswer(check.ok, check_phrase(check, activity=activity, moments=moments)) for check in checks
        ]
        answers.sort(key=lambda answer: answer.met)
        return WhyNot(volunteer, all(answer.met for answer in answers), tuple(answers))
    overridden = is_overridden(need.pk, volunteer.pk)
    free = town_problem(at=at, only=[need.pk], without_rules=True)
    moments = _moments(free, free.problem.need_row(need.pk))
    answers = [
        GateAnswer(check.ok, check_phrase(check, activity=activity, moments=moments))
        for check in explain(free.problem, need.pk).of(volunteer.pk)
        if check.code != "protocol"
    ]
    others = all(answer.met for answer in answers)
    why = why_closed(verdict)
    said = "Dérogation donnée. Les consignes disaient : " if overridden else "Consignes en vigueur : "
    answers.append(GateAnswer(overridden, said + why))
    answers.sort(key=lambda answer: answer.met)
    return WhyNot(
        volunteer,
        overridden and others,
        tuple(answers),
        closed_by_rules="" if overridden else why,
        overridable=not verdict.hard and not overridden,
        overridden=overridden,
    )


def _outside_the_plan(volunteer: Volunteer) -> str:
    if volunteer.state == "suspended":
        return "Inscription suspendue."
    if volunteer.state == "left":
        return "N’est plus bénévole."
    if volunteer.state == "paused":
        return "En pause" + (
            f" jusqu’au {volunteer.paused_until:%d/%m/%Y}." if volunteer.paused_until else "."
        )
    return "Pas encore joint·e au téléphone : l’admission n’est pas commencée."
