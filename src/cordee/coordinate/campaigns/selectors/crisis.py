"""What campaigns have to do with an event: what it leaves open, what it may say in figures, what an exercise made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from cordee.coordinate.campaigns.models import (
    OPEN_STATES,
    CallAttempt,
    CallCampaign,
    CampaignEntry,
    CampaignState,
    EntryState,
    EntryStep,
)
from cordee.ground.crisis.models import Crisis
from cordee.ground.crisis.selectors.crises import open_crises

_GOING = (CampaignState.RUNNING, CampaignState.PAUSED)


def crisis_of_kind(kind: str, *, at: datetime) -> Crisis | None:
    """The open event a campaign of this kind belongs to: a real one before an exercise, the newest first."""
    found = [one for one in open_crises(now=at) if one.kind == kind]
    return min(found, key=lambda one: one.exercise, default=None)


def calls_still_open(crisis: Crisis) -> int:
    """People neither reached nor closed, and tasks not done, in the campaigns of an event or of none. Two queries."""
    going = Q(campaign__state__in=_GOING) & (Q(campaign__crisis=crisis) | Q(campaign__crisis=None))
    people = CampaignEntry.objects.filter(going, state__in=OPEN_STATES).count()
    beside = EntryStep.objects.filter(
        done_at=None, entry__in=CampaignEntry.objects.filter(going).exclude(state__in=OPEN_STATES)
    ).count()
    return people + beside


@dataclass(frozen=True)
class CallFigures:
    """People of the campaigns going on, those reached, those on the ladder; calls since a moment."""

    people: int
    reached: int
    escalated: int
    attempts: int


def call_figures(crisis: Crisis, *, since: datetime, now: datetime) -> CallFigures | None:
    """Figures of an event’s campaigns; ``None`` when it has none. Two queries."""
    mine = CampaignEntry.objects.filter(campaign__crisis=crisis).exclude(campaign__state=CampaignState.DRAFT)
    counts = mine.order_by().aggregate(
        people=Count("pk"),
        reached=Count("pk", filter=Q(state=EntryState.REACHED)),
        escalated=Count("pk", filter=Q(state=EntryState.ESCALATED)),
    )
    if not counts["people"]:
        return None
    attempts = CallAttempt.objects.filter(entry__campaign__crisis=crisis, at__gt=since, at__lte=now).count()
    return CallFigures(**counts, attempts=attempts)


def campaigns_of_exercise(exercise: Crisis) -> int:
    """Campaigns prepared during an exercise."""
    return CallCampaign.objects.filter(crisis=exercise).count()


def words_of_campaigns() -> Iterator[tuple[str, str, list[str], str]]:
    """(name, whom to warn in free words, telephones, address) of everybody called: to find them in a text. One query."""
    rows = CampaignEntry.objects.values_list("name", "phones", "address", "contact", "contact_phone")
    for name, phones, address, contact, contact_phone in rows.iterator(chunk_size=2000):
        yield name, contact, [*phones, contact_phone], address
