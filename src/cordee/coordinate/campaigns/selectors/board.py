"""How a campaign stands: a number of queries that does not grow with its people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Avg, Case, CharField, Count, Exists, Max, Min, OuterRef, Q, Value, When
from django.db.models.functions import TruncHour
from django.utils import timezone

from cordee.coordinate.campaigns.models import (
    BESIDE,
    OPEN_STATES,
    RELIEVED,
    WORRIES,
    CallAttempt,
    CallBatch,
    CallCampaign,
    CampaignEntry,
    EntryState,
    EntryStep,
    Outcome,
    Source,
    StepKind,
)
from cordee.coordinate.campaigns.rules.capacity import Estimate, estimate
from cordee.coordinate.campaigns.rules.hours import hours_of
from cordee.ground.people.models import Account

IN_HAND = "in_hand"
STANDINGS = (
    EntryState.TO_CALL, IN_HAND, EntryState.SCHEDULED, EntryState.ESCALATED, EntryState.REACHED, EntryState.CLOSED,
)  # fmt: skip
"""What everybody in a campaign is, each exactly one of: they always sum to the target."""
STANDING_WORDS = {
    EntryState.TO_CALL: "à appeler",
    IN_HAND: "en main",
    EntryState.SCHEDULED: "rappel prévu",
    EntryState.ESCALATED: "échelle engagée",
    EntryState.REACHED: "joints",
    EntryState.CLOSED: "clos",
}


@dataclass(frozen=True)
class Counts:
    """People by where they stand."""

    by_standing: dict[str, int]

    @property
    def total(self) -> int:
        """Everybody in the campaign."""
        return sum(self.by_standing.values())

    @property
    def still_open(self) -> int:
        """People neither reached nor closed."""
        done = (EntryState.REACHED, EntryState.CLOSED)
        return sum(count for standing, count in self.by_standing.items() if standing not in done)

    def row(self) -> list[int]:
        """Counts in the order of ``STANDINGS``."""
        return [self.by_standing.get(standing, 0) for standing in STANDINGS]


@dataclass(frozen=True)
class CallerAtWork:
    """Somebody who has people in hand."""

    batch_id: int
    name: str
    in_hand: int
    calling_since: datetime | None
    lease_until: datetime


@dataclass(frozen=True)
class Board:
    """Everything the board shows; the groups sum to ``counts``."""

    counts: Counts
    districts: list[tuple[str, Counts]]
    priorities: list[tuple[int, Counts]]
    callers: list[CallerAtWork]
    late: list[EntryStep]
    late_count: int
    to_do: list[EntryStep]
    outcomes: list[tuple[str, int]]
    progress: list[tuple[str, int]]
    left: Estimate | None
    next_round: int = 0
    vital: list[EntryStep] = field(default_factory=list)


def _standing(at: datetime) -> Case:
    held = Q(lease_until__gt=at, state__in=(EntryState.TO_CALL, EntryState.SCHEDULED))
    return Case(
        When(held, then=Value(IN_HAND)),
        *(When(state=state, then=Value(state.value)) for state in EntryState),
        output_field=CharField(),
    )


def standing_counts(campaign: CallCampaign, *, at: datetime) -> Counts:
    """People by where they stand; one query."""
    rows = (
        CampaignEntry.objects.filter(campaign=campaign)
        .order_by()
        .annotate(standing=_standing(at))
        .values_list("standing")
        .annotate(count=Count("pk"))
    )
    return Counts(dict(rows))


def board(campaign: CallCampaign, *, at: datetime, limit: int = 40) -> Board:
    """The board of a campaign; eight queries whatever its size."""
    grouped: dict[str, Counter[str]] = {}
    by_priority: dict[int, Counter[str]] = {}
    whole: Counter[str] = Counter()
    rows = (
        CampaignEntry.objects.filter(campaign=campaign)
        .order_by()
        .annotate(standing=_standing(at))
        .values_list("district__name", "priority", "standing")
        .annotate(count=Count("pk"))
    )
    for district, priority, standing, count in rows:
        grouped.setdefault(district or "Quartier inconnu", Counter())[standing] += count
        by_priority.setdefault(priority, Counter())[standing] += count
        whole[standing] += count
    steps = EntryStep.objects.filter(entry__campaign=campaign, done_at=None)
    # A call to make again is late as soon as its hour is past; whoever calls next takes it.
    late = (
        steps.filter(due_at__lt=at)
        .select_related("entry__district", "entry__person", "owner")
        .order_by("due_at")
    )
    open_steps = (
        steps.filter(Q(entry__state=EntryState.ESCALATED) | Q(kind__in=BESIDE))
        .select_related("entry__district", "entry__person", "owner")
        .order_by("due_at")
    )
    to_do = list(open_steps[:limit])
    counts = Counts(dict(whole))
    return Board(
        counts=counts,
        districts=[(name, Counts(dict(one))) for name, one in sorted(grouped.items())],
        priorities=[(priority, Counts(dict(one))) for priority, one in sorted(by_priority.items())],
        callers=callers_at_work(campaign, at=at),
        late=list(late[:limit]),
        late_count=late.count(),
        to_do=to_do,
        outcomes=_outcomes(campaign),
        progress=_progress(campaign),
        left=_left(campaign, counts, at),
        next_round=_next_round(campaign, at),
        vital=[step for step in to_do if step.kind in {StepKind.VITAL, StepKind.RESCUE}],
    )


def callers_at_work(campaign: CallCampaign, *, at: datetime) -> list[CallerAtWork]:
    """Who has people in hand, and since when they are on the telephone; one query."""
    rows = (
        CampaignEntry.objects.filter(campaign=campaign, lease_until__gt=at, batch__isnull=False)
        .order_by()
        .values("batch", "batch__caller__name")
        .annotate(count=Count("pk"), since=Max("calling_since"), until=Min("lease_until"))
        .order_by("batch__caller__name")
    )
    return [
        CallerAtWork(row["batch"], row["batch__caller__name"], row["count"], row["since"], row["until"])
        for row in rows
    ]


def _outcomes(campaign: CallCampaign) -> list[tuple[str, int]]:
    rows = (
        CallAttempt.objects.filter(entry__campaign=campaign)
        .order_by()
        .values_list("outcome")
        .annotate(count=Count("pk"))
    )
    found = dict(rows)
    return [(Outcome(code).label, found[code]) for code in Outcome.values if code in found]


def _progress(campaign: CallCampaign) -> list[tuple[str, int]]:
    """People reached, hour by hour on the town's clock, the last twelve hours in which some were."""
    rows = (
        CampaignEntry.objects.filter(campaign=campaign, reached_at__isnull=False)
        .order_by()
        .annotate(hour=TruncHour("reached_at", tzinfo=timezone.get_current_timezone()))
        .values_list("hour")
        .annotate(count=Count("pk"))
        .order_by("hour")
    )
    return [(f"{timezone.localtime(hour):%d/%m %H} h", count) for hour, count in rows][-12:]


def _left(campaign: CallCampaign, counts: Counts, at: datetime) -> Estimate | None:
    people = sum(counts.by_standing.get(one, 0) for one in (EntryState.TO_CALL, IN_HAND))
    if not people:
        return None
    spent = CallAttempt.objects.filter(entry__campaign=campaign, seconds__isnull=False).aggregate(
        mean=Avg("seconds"), count=Count("pk")
    )
    return estimate(
        people=people,
        callers=campaign.callers,
        start=at,
        hours=hours_of(campaign),
        seconds_spent=(spent["mean"] or 0) * spent["count"],
        attempts=spent["count"],
    )


def _next_round(campaign: CallCampaign, at: datetime) -> int:
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return CampaignEntry.objects.filter(
        campaign=campaign, state=EntryState.REACHED, next_contact_at__lt=tomorrow
    ).count()


def campaigns_shown(*, limit: int = 30) -> list[CallCampaign]:
    """Campaigns, the newest first, with how many people each has (``people``) and still has to reach (``left``)."""
    rows = CallCampaign.objects.select_related("lead").annotate(
        people=Count("entries"), left=Count("entries", filter=Q(entries__state__in=OPEN_STATES))
    )
    return list(rows.order_by("-pk")[:limit])


def campaign_by_id(campaign_id: int) -> CallCampaign | None:
    """One campaign of the town in scope."""
    return (
        CallCampaign.objects.select_related("lead", "visits_by", "closed_by").filter(pk=campaign_id).first()
    )


def batch_in_hand(campaign: CallCampaign, *, by: Account, at: datetime) -> CallBatch | None:
    """The batch a caller has in this campaign, while it holds somebody."""
    entry = (
        CampaignEntry.objects.filter(campaign=campaign, batch__caller=by, lease_until__gt=at)
        .select_related("batch")
        .first()
    )
    return entry.batch if entry is not None else None


def batch_by_id(batch_id: int) -> CallBatch | None:
    """One batch of the town in scope."""
    return CallBatch.objects.select_related("campaign").filter(pk=batch_id).first()


def person_on_the_line(campaign: CallCampaign, *, by: Account, at: datetime) -> CampaignEntry | None:
    """The one person whose number this caller may see now."""
    return (
        CampaignEntry.objects.filter(
            campaign=campaign, batch__caller=by, lease_until__gt=at, calling_since__isnull=False
        )
        .select_related("district", "person", "batch")
        .first()
    )


def entry_by_id(campaign: CallCampaign, entry_id: int) -> CampaignEntry | None:
    """One person of a campaign."""
    return (
        CampaignEntry.objects.filter(campaign=campaign, pk=entry_id)
        .select_related("campaign", "district", "person", "batch__caller", "last_caller")
        .first()
    )


def open_step(entry: CampaignEntry) -> EntryStep | None:
    """What holds somebody in the campaign, if anything."""
    return (
        EntryStep.objects.filter(entry=entry, done_at=None)
        .exclude(kind__in=BESIDE)
        .select_related("owner")
        .first()
    )


def step_by_id(step_id: int) -> EntryStep | None:
    """One thing to do, with the person it is about."""
    return EntryStep.objects.select_related("entry__campaign", "owner").filter(pk=step_id).first()


def attempts_of(entry: CampaignEntry, *, limit: int = 50) -> list[CallAttempt]:
    """What was tried for somebody, the last first."""
    return list(
        CallAttempt.objects.filter(entry=entry)
        .select_related("caller", "need")
        .order_by("-at", "-pk")[:limit]
    )


def news_for_caller(by: Account, *, since: datetime) -> list[CallAttempt]:
    """What became, thanks to others, of the people this caller rang and did not reach: the last result of each since a
    moment, newest first, twenty at most. One query."""
    mine = CallAttempt.objects.filter(entry=OuterRef("entry"), caller=by, at__lt=OuterRef("at"))
    after = CallAttempt.objects.filter(entry=OuterRef("entry"), at__gt=OuterRef("at"))
    return list(
        CallAttempt.objects.filter(
            Exists(mine.filter(outcome__in=WORRIES)), ~Exists(after), at__gt=since, outcome__in=RELIEVED
        )
        .exclude(caller=by)
        .exclude(entry__campaign__destroyed_at__isnull=False)
        .select_related("caller", "entry__person")
        .order_by("-at", "-pk")[:20]
    )


def steps_of(entry: CampaignEntry) -> list[EntryStep]:
    """What was and is to be done for somebody."""
    return list(
        EntryStep.objects.filter(entry=entry).select_related("owner", "done_by").order_by("opened_at", "pk")
    )


def still_to_call(campaign: CallCampaign) -> list[CampaignEntry]:
    """Everybody still to be reached, in the order of the call sheets: priority, district, due time."""
    return list(
        CampaignEntry.objects.filter(campaign=campaign, state__in=OPEN_STATES)
        .select_related("district", "person")
        .order_by("priority", "district__name", "due_at", "pk")
    )


def lists_to_destroy(*, at: datetime) -> list[CallCampaign]:
    """Campaigns whose list has lived its time."""
    return list(
        CallCampaign.objects.filter(source=Source.LIST, destroyed_at=None, destroy_at__lte=at).order_by("pk")
    )


def waiting_in_batch(campaign: CallCampaign, *, by: Account, at: datetime) -> int:
    """How many people of one's batch come after the one being called."""
    return CampaignEntry.objects.filter(
        campaign=campaign, batch__caller=by, lease_until__gt=at, calling_since=None
    ).count()
