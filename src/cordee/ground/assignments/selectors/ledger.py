"""Who is engaged to do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from cordee.ground.assignments.models import (
    COMPANION_PLACES,
    HOLDING_STATES,
    LIVE_STATES,
    PAST_PLACES,
    Assignment,
    AssignmentState,
    PlanRun,
)


def _whole() -> QuerySet[Assignment]:
    return Assignment.objects.select_related(
        "need__beneficiary__person",
        "need__beneficiary__household__district",
        "volunteer__person",
        "volunteer__organisation",
        "approved_by",
    )


def assignment_by_id(assignment_id: int) -> Assignment | None:
    """One assignment of the town in scope with its need and its volunteer."""
    return _whole().filter(pk=assignment_id).first()


def assignments_by_id(ids: list[int]) -> dict[int, Assignment]:
    """Several of the town in scope with their needs and volunteers, by id; those that are gone are left out. One query."""
    return _whole().in_bulk(ids)


def suggestions(*, limit: int = 200) -> list[Assignment]:
    """What the engine suggests and nobody has decided yet, most urgent first."""
    return list(
        _whole()
        .filter(state=AssignmentState.SUGGESTED)
        .order_by("need__urgency", "need__wanted_until", "pk")[:limit]
    )


def suggestion_count() -> int:
    """How many suggestions wait for a decision."""
    return Assignment.objects.filter(state=AssignmentState.SUGGESTED).count()


def assignments_of_need(need_id: int) -> list[Assignment]:
    """Everything ever proposed for a need, newest first."""
    return list(_whole().filter(need=need_id).order_by("-pk"))


def live_assignments_of_needs(need_ids: list[int]) -> dict[int, list[Assignment]]:
    """Suggestions, proposals and held places of several needs, in one query."""
    found: dict[int, list[Assignment]] = {need_id: [] for need_id in need_ids}
    for assignment in Assignment.objects.select_related("volunteer__person").filter(
        need__in=need_ids, state__in=LIVE_STATES
    ):
        found[assignment.need_id].append(assignment)
    return found


def missions_of_volunteer(volunteer_id: int, *, now: datetime, past_days: int = 60) -> list[Assignment]:
    """What a volunteer was asked and does, soonest first; suggestions not approved are not theirs to see."""
    return list(
        _whole()
        .filter(volunteer=volunteer_id, ends_at__gt=now - timedelta(days=past_days))
        .exclude(state__in=(AssignmentState.SUGGESTED, AssignmentState.REFUSED))
        .order_by("starts_at", "pk")
    )


def missions_promised(*, now: datetime, until: datetime) -> list[Assignment]:
    """Missions somebody said yes to that are not over and begin before a moment, soonest first; one query."""
    return list(
        _whole()
        .filter(
            state__in=(AssignmentState.ACCEPTED, AssignmentState.STARTED),
            ends_at__gt=now,
            starts_at__lt=until,
        )
        .order_by("starts_at", "pk")
    )


def waiting_proposals_of_volunteer(volunteer_id: int) -> list[Assignment]:
    """Proposals the volunteer has not answered, the oldest first: what an SMS « OUI » may be about."""
    return list(
        _whole().filter(volunteer=volunteer_id, state=AssignmentState.PROPOSED).order_by("proposed_at", "pk")
    )


def unanswered_at(now: datetime) -> list[Assignment]:
    """Proposals whose answer was due."""
    return list(
        _whole().filter(state=AssignmentState.PROPOSED, answer_due_at__lte=now).order_by("answer_due_at")
    )


def held_places(need_id: int) -> set[int]:
    """Places of a need somebody holds."""
    return set(
        Assignment.objects.filter(
            need=need_id, state__in=HOLDING_STATES, place__lt=COMPANION_PLACES
        ).values_list("place", flat=True)
    )


def companion_places(need_id: int) -> set[int]:
    """Places held beside those of the need, by whoever comes along with somebody new."""
    return set(
        Assignment.objects.filter(
            need=need_id, state__in=HOLDING_STATES, place__gte=COMPANION_PLACES, place__lt=PAST_PLACES
        ).values_list("place", flat=True)
    )


@dataclass(frozen=True)
class LedgerCounts:
    """What the ledger says of the last days."""

    proposed: int
    accepted: int
    declined: int
    no_answer: int
    done: int
    volunteers_engaged: int


def ledger_counts(*, since: datetime, until: datetime | None = None) -> LedgerCounts:
    """Counts for the figures page, in one query. ``proposed`` counts every request sent to a volunteer."""
    asked, done = Q(proposed_at__gte=since), Q(done_at__gte=since)
    if until is not None:
        asked, done = asked & Q(proposed_at__lte=until), done & Q(done_at__lte=until)
    counts = Assignment.objects.aggregate(
        proposed=Count("id", filter=asked),
        accepted=Count("id", filter=asked & Q(state__in=HOLDING_STATES)),
        declined=Count("id", filter=asked & Q(state=AssignmentState.DECLINED)),
        no_answer=Count("id", filter=asked & Q(state=AssignmentState.NO_ANSWER)),
        done=Count("id", filter=done & Q(state=AssignmentState.DONE)),
        volunteers_engaged=Count("volunteer", filter=done, distinct=True),
    )
    return LedgerCounts(**counts)


def volunteers_helping_person(person_id: int, *, since: datetime) -> int:
    """How many different volunteers helped one person since a date: above two a week, continuity is lost."""
    return (
        Assignment.objects.filter(
            need__beneficiary__person=person_id, state__in=HOLDING_STATES, starts_at__gte=since
        )
        .values("volunteer")
        .distinct()
        .count()
    )


def last_plan() -> PlanRun | None:
    """The newest planning of the town, with who stays without help and why."""
    return PlanRun.objects.order_by("-at").first()


def waiting_answers(*, limit: int = 200) -> list[Assignment]:
    """Proposals sent and not answered, the soonest due first."""
    return list(_whole().filter(state=AssignmentState.PROPOSED).order_by("answer_due_at", "pk")[:limit])


@dataclass(frozen=True)
class TimeGiven:
    """What a volunteer did between two moments: missions, minutes they declared, activity codes, first and last."""

    missions: int
    minutes: int
    activities: tuple[str, ...]
    first_at: datetime
    last_at: datetime


def time_given(volunteer_id: int, *, since: datetime, until: datetime) -> TimeGiven | None:
    """The missions done in [since, until), in one query; ``None`` when there is none."""
    rows = list(
        Assignment.objects.filter(
            volunteer=volunteer_id, state=AssignmentState.DONE, starts_at__gte=since, starts_at__lt=until
        )
        .order_by("starts_at")
        .values_list("need__activity", "minutes", "starts_at")
    )
    if not rows:
        return None
    return TimeGiven(
        missions=len(rows),
        minutes=sum(minutes or 0 for _, minutes, _ in rows),
        activities=tuple(dict.fromkeys(activity for activity, _, _ in rows)),
        first_at=rows[0][2],
        last_at=rows[-1][2],
    )
