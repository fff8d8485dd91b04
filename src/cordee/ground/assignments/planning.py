"""From the rows of the town to a plan: selectors read, the engine decides, nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils import timezone

from cordee.engine.geo.places import in_france
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.columns import Floats, pack
from cordee.engine.matching.network import build
from cordee.engine.matching.phrases import assignment_phrase, check_phrase, hint_phrases, reason_phrase
from cordee.engine.matching.plan import Plan, read_plan, settle
from cordee.engine.matching.problem import Needs, Pairs, Problem, Volunteers
from cordee.engine.matching.ranking import next_best
from cordee.engine.matching.reasons import explain, unserved_reasons
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.rules.plans import Proposal, TownPlan, Unserved
from cordee.ground.assignments.selectors import matching as rows
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Language
from cordee.ground.territory.models import LocationQuality, Municipality, current_commune
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.week import slots_from, week_bit_of, words_of_slot

HORIZON_DAYS = 7
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
    found: list[tuple[Any, ...]], slots: list[Slot], now: datetime, daily_cap: int
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
    slot_of = {start: index for index, (start, _) in enumerate(slots)}
    days = {start: (timezone.localtime(start).date() - today).days for start, _ in slots}
    day_caps = np.full((len(found), HORIZON_DAYS), daily_cap, np.int64)
    for volunteer, start in rows.engaged_slots(now=now, days=HORIZON_DAYS):
        row = row_of.get(volunteer)
        if row is None:
            continue
        if start in slot_of:
            free[row, slot_of[start]] = False
            day = days[start]
        else:
            day = (timezone.localtime(start).date() - today).days
        if 0 <= day < HORIZON_DAYS:
            day_caps[row, day] -= 1
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


def town_problem(*, at: datetime, only: list[int] | None = None) -> TownProblem:
    """Read the town and put it in arrays. ``only`` limits the needs (and then counts every place as open).

    Ten queries whatever the size of the town.
    """
    slots = slots_from(at, HORIZON_DAYS)
    today = timezone.localtime(at).date()
    need_rows = [row for row in rows.need_rows(now=at, only=only) if row[1] in ACTIVITIES]
    volunteer_rows = rows.volunteer_rows(now=at)
    daily_cap: int = Municipality.objects.values_list("daily_cap", flat=True).get(pk=current_commune())
    in_play = rows.places_in_play()
    problem = Problem(
        needs=_needs_columns(
            need_rows,
            slots,
            {need: count for need, (count, _) in in_play.items()} if only is None else {},
            {need: first for need, (_, first) in in_play.items()},
        ),
        volunteers=_volunteer_columns(volunteer_rows, slots, at, daily_cap),
        day_of_slot=np.array(
            [(timezone.localtime(start).date() - today).days for start, _ in slots], np.int64
        ),
        pairs=Pairs(
            blocked=np.array(rows.blocked_pairs(), np.int64).reshape(-1, 2),
            former=np.array(rows.former_pairs(now=at), np.int64).reshape(-1, 2),
            refused=np.array(rows.refused_pairs(need_ids=only), np.int64).reshape(-1, 2),
        ),
    )
    return TownProblem(
        problem,
        tuple(slots),
        {row[0]: row for row in need_rows},
        {row[0]: row[13] for row in volunteer_rows},
        at,
    )


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
    start, end = town.slots[slot]
    return Proposal(
        need_id=need_id,
        need_number=row[14],
        activity=row[1],
        urgency=row[2],
        volunteer_id=volunteer_id,
        volunteer_number=town.volunteer_numbers[volunteer_id],
        starts_at=max(start, row[6]) if start < row[6] < end else start,
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
    reasons = unserved_reasons(town.problem, plan, candidates)
    for need_id, missing, reason in zip(
        plan.missing_id.tolist(), plan.missing.tolist(), reasons, strict=True
    ):
        row = town.need_rows[need_id]
        activity = ACTIVITIES[row[1]]
        moments = _moments(town, town.problem.need_row(need_id))
        vehicle = bool(row[4] or activity.requires_vehicle)
        sentence = reason_phrase(reason, activity=activity.short_label, moments=moments, vehicle=vehicle)
        unserved.append(
            Unserved(need_id, row[14], row[1], row[2], missing, (sentence, *hint_phrases(reason)[:2]))
        )
    unserved.sort(key=lambda one: (one.urgency, one.need_number))
    return _told(town, plan, tuple(unserved))


def best_helpers(
    *, need: Need, at: datetime, limit: int | None = 10, exclude: list[int] | None = None
) -> list[Proposal]:
    """Who could help with this need, the best first: asked when somebody declined, or to change a suggestion."""
    town = town_problem(at=at, only=[need.pk])
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


def proposal_for(*, need: Need, volunteer: Volunteer, at: datetime) -> Proposal:
    """This volunteer for this need, every gate checked again. Raises ``Refused`` when one is shut."""
    everybody = best_helpers(need=need, at=at, limit=None)
    found = next((one for one in everybody if one.volunteer_id == volunteer.pk), None)
    if found is None:
        raise Refused("Cette personne ne peut pas être proposée pour cette demande : voyez « pourquoi pas ».")
    return found


@dataclass(frozen=True)
class GateAnswer:
    """One condition for one volunteer: met or not, in a sentence."""

    met: bool
    sentence: str


@dataclass(frozen=True)
class WhyNot:
    """« Pourquoi pas » one volunteer for one need."""

    volunteer: Volunteer
    possible: bool
    answers: tuple[GateAnswer, ...]


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
    answers = [
        GateAnswer(check.ok, check_phrase(check, activity=activity, moments=moments))
        for check in explain(town.problem, need.pk).of(volunteer.pk)
    ]
    answers.sort(key=lambda answer: answer.met)
    return WhyNot(volunteer, all(answer.met for answer in answers), tuple(answers))


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
