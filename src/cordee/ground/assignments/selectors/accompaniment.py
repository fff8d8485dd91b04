"""Who has experience, who may come along, which first missions wait for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cordee.engine.geo.distances import haversine_km
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import (
    HOLDING_STATES,
    IN_PLAY_STATES,
    Accompaniment,
    Assignment,
    AssignmentState,
    BlockedPair,
    CompanionKind,
)
from cordee.ground.assignments.rules.accompaniment import GATED, HOMES, asks_for_companion, goes_by_two
from cordee.ground.needs.models import Need
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.checks import ASKED, lapses
from cordee.ground.volunteers.rules.week import week_bit_of
from cordee.ground.volunteers.selectors.checks import known_among
from cordee.ground.volunteers.selectors.lists import askable_volunteers


def experienced_among(volunteer_ids: Iterable[int]) -> set[int]:
    """Who needs nobody along any more: an accompaniment was recorded, or a mission of that kind was done without one
    having been asked (before the town asked for it, or with a waiver). Two queries."""
    ids = set(volunteer_ids)
    seen = set(
        Volunteer.objects.filter(pk__in=ids, accompanied_on__isnull=False).values_list("pk", flat=True)
    )
    codes = GATED[municipality_in_scope().first_mission_with] or HOMES
    pending = Accompaniment.objects.filter(need=OuterRef("need"), volunteer=OuterRef("volunteer")).exclude(
        kind=CompanionKind.WAIVED
    )
    done = Assignment.objects.filter(
        volunteer__in=ids - seen, state=AssignmentState.DONE, need__activity__in=codes
    ).exclude(Exists(pending))
    return seen | set(done.values_list("volunteer", flat=True))


def must_be_accompanied(need: Need, volunteer: Volunteer) -> bool:
    """Whether this volunteer may not go alone for this need, whoever was chosen, nor beside somebody as new."""
    setting = municipality_in_scope().first_mission_with
    if asks_for_companion(need.activity, frame=volunteer.frame, setting=setting):
        return not experienced_among([volunteer.pk])
    if not goes_by_two(need.activity, frame=volunteer.frame):
        return False
    beside = _beside([need.pk])[need.pk] - {volunteer.pk}
    if not beside or experienced_among([volunteer.pk, *beside]):
        return False
    # Somebody comes along with the other one already, or a waiver says why nobody does.
    return not Accompaniment.objects.filter(need=need, volunteer__in=beside).exists()


def _beside(need_ids: Iterable[int]) -> defaultdict[int, set[int]]:
    """Volunteers asked or engaged for each of these needs. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for need, volunteer in Assignment.objects.filter(
        need__in=set(need_ids), state__in=IN_PLAY_STATES
    ).values_list("need", "volunteer"):
        found[need].add(volunteer)
    return found


def has_gated_offer(volunteer: Volunteer) -> bool:
    """Whether the first mission of something this volunteer offers will be accompanied."""
    setting = municipality_in_scope().first_mission_with
    return any(
        asks_for_companion(code, frame=volunteer.frame, setting=setting) for code in volunteer.activities
    ) and not experienced_among([volunteer.pk])


def accompaniment_of(need_id: int, volunteer_id: int) -> Accompaniment | None:
    """What was chosen for this pair."""
    return (
        Accompaniment.objects.select_related("companion__person", "chosen_by")
        .filter(need=need_id, volunteer=volunteer_id)
        .first()
    )


def waits_for_companion(need: Need, volunteer: Volunteer) -> bool:
    """Whether nothing was chosen yet."""
    return must_be_accompanied(need, volunteer) and accompaniment_of(need.pk, volunteer.pk) is None


def first_missions_among(assignments: Iterable[Assignment]) -> set[int]:
    """Keys of the suggestions that wait for somebody to come along; a fixed number of queries."""
    setting = municipality_in_scope().first_mission_with
    alone = [one for one in assignments if one.accompanies_id is None]
    by_two = [one for one in alone if goes_by_two(one.need.activity, frame=one.volunteer.frame)]
    beside = _beside(one.need_id for one in by_two) if by_two else defaultdict(set)
    asked = [
        one
        for one in alone
        if asks_for_companion(one.need.activity, frame=one.volunteer.frame, setting=setting)
        or beside[one.need_id] - {one.volunteer_id}
    ]
    if not asked:
        return set()
    known = experienced_among({one.volunteer_id for one in asked}.union(*beside.values()))
    chosen = set(
        Accompaniment.objects.filter(need__in={one.need_id for one in asked}).values_list("need", "volunteer")
    )
    accompanied = {need for need, _ in chosen}
    return {
        one.pk
        for one in asked
        if one.volunteer_id not in known
        and (one.need_id, one.volunteer_id) not in chosen
        and (
            asks_for_companion(one.need.activity, frame=one.volunteer.frame, setting=setting)
            or not (beside[one.need_id] & known or one.need_id in accompanied)
        )
    }


@dataclass(frozen=True)
class PossibleCompanion:
    """Somebody who could come along: ``usually_free`` at that moment by their week, ``km`` from the door when known."""

    volunteer: Volunteer
    usually_free: bool
    km: float | None


def possible_companions(
    need: Need, newcomer: Volunteer, *, starts_at: datetime, at: datetime, limit: int = 12
) -> list[PossibleCompanion]:
    """Experienced volunteers who offered this help, have its level and no promise then, usually free and nearest first."""
    activity, home = ACTIVITIES[need.activity], need.beneficiary.household
    busy = Assignment.objects.filter(volunteer=OuterRef("pk"), state__in=IN_PLAY_STATES, starts_at=starts_at)
    apart = BlockedPair.objects.filter(volunteer=OuterRef("pk"), person=need.beneficiary.person_id)
    asked = Assignment.objects.filter(volunteer=OuterRef("pk"), need=need)
    rows = [
        one
        for one in askable_volunteers(today_paused_before=at)
        .select_related("person")
        .filter(trust_level__gte=activity.admission_for(remote=False), remote_only=False)
        .exclude(pk=newcomer.pk)
        .exclude(Exists(busy))
        .exclude(Exists(apart))
        .exclude(Exists(asked))
        if one.activity_bits >> activity.bit & 1
    ]
    if need.activity in ASKED:
        day, seen = timezone.localtime(starts_at).date(), known_among(one.pk for one in rows)
        rows = [one for one in rows if not lapses(need.activity, seen.get(one.pk, {}), day)]
    known = experienced_among(one.pk for one in rows)
    bit = week_bit_of(starts_at)
    found = [
        PossibleCompanion(one, bool(one.week_bits & bit), _km(home, one)) for one in rows if one.pk in known
    ]
    found.sort(key=lambda one: (not one.usually_free, one.km is None, one.km or 0.0, one.volunteer.number))
    return found[:limit]


def _km(home: object, volunteer: Volunteer) -> float | None:
    lat, lon = getattr(home, "latitude", None), getattr(home, "longitude", None)
    if lat is None or lon is None or volunteer.latitude is None or volunteer.longitude is None:
        return None
    return float(haversine_km(lat, lon, volunteer.latitude, volunteer.longitude))


def companion_missions(need_id: int, volunteer_id: int) -> list[Assignment]:
    """Missions asked of or held by whoever comes along with this volunteer for this need."""
    return list(
        Assignment.objects.select_related("volunteer__person", "need__beneficiary__person").filter(
            need=need_id, accompanies__volunteer=volunteer_id, state__in=IN_PLAY_STATES
        )
    )


def is_company_certain(need_id: int, volunteer_id: int) -> bool:
    """Whether somebody will be there: an agent, a waiver, or a companion who said yes."""
    chosen = accompaniment_of(need_id, volunteer_id)
    if chosen is None:
        return False
    if chosen.kind != CompanionKind.VOLUNTEER:
        return True
    return any(one.state in HOLDING_STATES for one in companion_missions(need_id, volunteer_id))


@dataclass(frozen=True)
class FirstMission:
    """A first mission being followed: ``company`` in words; ``missing`` nobody comes any more; ``to_confirm`` it is over."""

    assignment: Assignment
    company: str
    missing: bool
    to_confirm: bool


def first_missions(*, limit: int = 100) -> list[FirstMission]:
    """First missions promised or done whose accompaniment is not recorded yet, soonest first."""
    chosen = {
        (one.need_id, one.volunteer_id): one
        for one in Accompaniment.objects.select_related("companion__person")
        .filter(done_at=None, volunteer__accompanied_on=None)
        .exclude(kind=CompanionKind.WAIVED)
    }
    if not chosen:
        return []
    missions = Assignment.objects.select_related("need__beneficiary__person", "volunteer__person").filter(
        need__in={need for need, _ in chosen}, state__in=IN_PLAY_STATES
    )
    coming = {(one.need_id, one.accompanies_id) for one in missions if one.accompanies_id is not None}
    found = []
    for one in sorted(missions, key=lambda mission: (mission.starts_at, mission.pk)):
        company = chosen.get((one.need_id, one.volunteer_id))
        if company is None or one.accompanies_id is not None:
            continue
        by_volunteer = company.kind == CompanionKind.VOLUNTEER
        found.append(
            FirstMission(
                one,
                words_of_company(company),
                missing=by_volunteer and (one.need_id, one.pk) not in coming,
                to_confirm=one.state == AssignmentState.DONE,
            )
        )
    return found[:limit]


def words_of_company(chosen: Accompaniment) -> str:
    """« accompagnée par Karim B. », « accompagnée par un agent : Mme Durand », « dispensée : … »."""
    if chosen.kind == CompanionKind.VOLUNTEER and chosen.companion is not None:
        return f"accompagnée par {chosen.companion.person.short_name}"
    if chosen.kind == CompanionKind.AGENT:
        return f"accompagnée par un agent\u00a0: {chosen.agent_name}"
    return f"dispensée d’accompagnement\u00a0: {chosen.reason}"


def company_words(volunteer_id: int, *, starts_at: datetime, ends_at: datetime) -> list[str]:
    """What an order says of the first missions of some days, for who is new and for who comes along."""
    missions = Assignment.objects.select_related("volunteer__person", "accompanies__volunteer__person").filter(
        Q(volunteer=volunteer_id) | Q(accompanies__volunteer=volunteer_id),
        state__in=IN_PLAY_STATES, starts_at__lt=ends_at, ends_at__gt=starts_at,
    ).order_by("starts_at", "pk")  # fmt: skip
    told = []
    for one in missions:
        if one.accompanies is not None and one.volunteer_id == volunteer_id:
            told.append(f"{one.accompanies}\u00a0: accompagne {one.accompanies.volunteer.person.short_name}")
        elif one.accompanies is not None:
            told.append(f"{one.accompanies}\u00a0: avec {one.volunteer.person.short_name}")
        else:
            chosen = accompaniment_of(one.need_id, one.volunteer_id)
            if chosen is not None and chosen.kind == CompanionKind.AGENT:
                told.append(f"{one}\u00a0: avec un agent, {chosen.agent_name}")
    return told
