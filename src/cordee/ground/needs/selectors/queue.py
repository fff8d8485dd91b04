"""The queue as an agent reads it: most urgent first, then the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from cordee.engine.geo.places import blur
from cordee.ground.needs.models import MATCHABLE_STATES, OPEN_STATES, Need, NeedDraft, NeedState
from cordee.ground.needs.rules.urgency import Clock, clock_of
from cordee.ground.people.models import Account
from cordee.ground.people.rules.protection import shown


@dataclass(frozen=True)
class QueueFilter:
    """What the agent asked to see; empty means everything open."""

    urgency: int | None = None
    activity: str = ""
    district_id: int | None = None
    state: str = ""
    door: str = ""
    owner_id: int | None = None
    late: bool = False
    text: str = ""


@dataclass(frozen=True)
class QueueRow:
    """A need with its clock, ready to be shown."""

    need: Need
    clock: Clock


def to_follow(now: datetime) -> Q:
    """Open needs, and those handed over whose answer was expected: a need never disappears (domain.md § 3.3)."""
    return Q(state__in=OPEN_STATES) | Q(state=NeedState.REFERRED, next_action_at__lte=now)


def filtered_needs(wanted: QueueFilter, *, now: datetime) -> QuerySet[Need]:
    """Needs that match, ordered by urgency then deadline, with all a row shows in one query."""
    needs = Need.objects.select_related(
        "beneficiary__person", "beneficiary__household__district", "owner", "requester"
    ).order_by("urgency", "wanted_until", "id")
    needs = needs.filter(state=wanted.state) if wanted.state else needs.filter(to_follow(now))
    if wanted.urgency:
        needs = needs.filter(urgency=wanted.urgency)
    if wanted.activity:
        needs = needs.filter(activity=wanted.activity)
    if wanted.district_id:
        needs = needs.filter(beneficiary__household__district=wanted.district_id)
    if wanted.door:
        needs = needs.filter(door=wanted.door)
    if wanted.owner_id:
        needs = needs.filter(owner=wanted.owner_id)
    if wanted.late:
        needs = needs.filter(next_action_at__lt=now)
    if wanted.text:
        words = Q()
        for word in wanted.text.split()[:5]:
            words &= (
                Q(beneficiary__person__last_name__icontains=word)
                | Q(beneficiary__person__first_name__icontains=word)
                | Q(beneficiary__household__address__icontains=word)
            )
        words &= shown("beneficiary__person__")
        number = wanted.text.strip().upper().removeprefix("B-")
        needs = needs.filter(words | Q(number=int(number))) if _is_number(number) else needs.filter(words)
    return needs


def _is_number(word: str) -> bool:
    """Plain digits, few enough for a number of the town: « ² » is a digit to Python, and no number."""
    return word.isascii() and word.isdigit() and len(word) <= 9


def queue_rows(needs: list[Need], *, now: datetime) -> list[QueueRow]:
    """Give each need its clock."""
    return [QueueRow(need, clock_of(need, now)) for need in needs]


def need_by_id(need_id: int) -> Need | None:
    """One need of the town in scope with all its page shows."""
    return (
        Need.objects.select_related(
            "beneficiary__person", "beneficiary__household__district", "owner", "requester"
        )
        .filter(pk=need_id)
        .first()
    )


def open_counts_by_urgency() -> dict[int, int]:
    """Open needs of the town by urgency 1–4."""
    rows = (
        Need.objects.filter(state__in=OPEN_STATES)
        .order_by()
        .values_list("urgency")
        .annotate(count=Count("id"))
    )
    return {1: 0, 2: 0, 3: 0, 4: 0} | dict(rows)


def open_needs_at_same_door(need: Need) -> list[Need]:
    """Other open needs of the same household."""
    return list(
        Need.objects.select_related("beneficiary__person")
        .filter(beneficiary__household=need.beneficiary.household_id, state__in=OPEN_STATES)
        .exclude(pk=need.pk)
    )


def similar_open_needs(*, person_ids: list[int], activity: str) -> list[Need]:
    """Open needs of these people for the same activity: the duplicates shown before saving."""
    return list(
        Need.objects.select_related("beneficiary__person").filter(
            beneficiary__person__in=person_ids, activity=activity, state__in=OPEN_STATES
        )[:5]
    )


def needs_of_person(person_id: int, *, limit: int = 50) -> list[Need]:
    """What a person asked for, for themselves or for somebody else, newest first."""
    return list(
        Need.objects.select_related("beneficiary__person", "beneficiary__household")
        .filter(Q(beneficiary__person=person_id) | Q(requester=person_id))
        .order_by("-received_at")[:limit]
    )


def drafts_of(author: Account) -> list[NeedDraft]:
    """Calls interrupted, newest first."""
    return list(NeedDraft.objects.filter(author=author)[:20])


def draft_by_id(author: Account, draft_id: int) -> NeedDraft | None:
    """One's own draft."""
    return NeedDraft.objects.filter(author=author, pk=draft_id).first()


def matchable_needs(*, now: datetime) -> QuerySet[Need]:
    """Qualified needs whose window is not over: what a plan is made for.

    Somebody who refuses that a volunteer be given their address is helped by the town hall itself (fiche, question 39).
    """
    return (
        Need.objects.filter(state__in=MATCHABLE_STATES, wanted_until__gt=now)
        .exclude(beneficiary__share_with_helper=False)
        .order_by("id")
    )


def needs_past_their_window(*, now: datetime, limit: int = 50) -> list[Need]:
    """Needs nobody was found for in time, most urgent first: no plan looks at them until another moment is chosen."""
    return list(
        Need.objects.select_related("beneficiary__person")
        .filter(state__in=MATCHABLE_STATES, wanted_until__lte=now)
        .order_by("urgency", "wanted_until", "id")[:limit]
    )


@dataclass(frozen=True)
class QueuePoint:
    """A need on the coordinator's map, moved onto a grid of some 250 m: a leaked map points at nobody's door."""

    need: Need
    latitude: float
    longitude: float


def queue_points(needs: list[Need]) -> list[QueuePoint]:
    """Points of the located needs, blurred."""
    points = []
    for need in needs:
        household = need.beneficiary.household
        if household.latitude is not None and household.longitude is not None:
            latitude, longitude = blur(household.latitude, household.longitude)
            points.append(QueuePoint(need, latitude, longitude))
    return points
