"""Making a campaign, launching it, pausing it, closing it: nothing is called before somebody named launched it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.campaigns.actions.forgetting import forget_entries
from cordee.coordinate.campaigns.models import (
    OPEN_STATES,
    CallCampaign,
    CampaignEntry,
    CampaignState,
    EntryState,
    EntryStep,
    Source,
)
from cordee.coordinate.campaigns.rules.campaigns import (
    check_close,
    check_hours,
    check_launch,
    check_list,
    check_reasons,
)
from cordee.coordinate.campaigns.rules.hours import on_clock
from cordee.coordinate.campaigns.selectors.crisis import crisis_of_kind
from cordee.coordinate.campaigns.selectors.sources import Target
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import EntryKind
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune
from cordee.ui.wording import counted

_AT_ONCE = 500


@dataclass(frozen=True)
class Plan:
    """What a campaign is made of; ``destroy_on`` is for a list only."""

    title: str
    kind: str
    trigger: str
    trigger_ref: str
    trigger_on: Any
    source: str
    colour: str = "orange"
    purpose: str = ""
    word: str = ""
    callers: int = 1
    morning: tuple[time, time] = (time(9), time(12))
    afternoon: tuple[time, time] = (time(14), time(18, 30))
    destroy_on: Any = None
    visits_by_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def prepare_campaign(*, plan: Plan, targets: Iterable[Target], by: Account, at: datetime) -> CallCampaign:
    """Write a draft with everybody it would call, each once. Raises ``Refused`` with its field; nothing is then written."""
    check_reasons(title=plan.title, trigger_ref=plan.trigger_ref, trigger_on=plan.trigger_on, at=at)
    check_hours(morning=plan.morning, afternoon=plan.afternoon)
    today = timezone.localtime(at).date()
    crisis = crisis_of_kind(plan.kind, at=at)
    check_list(source=plan.source, purpose=plan.purpose, destroy_on=plan.destroy_on, today=today)
    campaign = CallCampaign(
        title=plan.title.strip(),
        kind=plan.kind,
        trigger=plan.trigger,
        trigger_ref=plan.trigger_ref.strip(),
        trigger_on=plan.trigger_on,
        source=plan.source,
        colour=plan.colour,
        purpose=plan.purpose.strip(),
        word=plan.word.strip().lower(),
        callers=plan.callers,
        morning_from=plan.morning[0],
        morning_until=plan.morning[1],
        afternoon_from=plan.afternoon[0],
        afternoon_until=plan.afternoon[1],
        lead=by,
        visits_by_id=plan.visits_by_id,
        crisis=crisis,
        created_at=at,
        destroy_at=on_clock(plan.destroy_on + timedelta(days=1), time(0)) if plan.destroy_on else None,
    )
    campaign.save()
    count = _write_entries(campaign, targets, at)
    if not count:
        raise Refused("Personne à appeler : la liste est vide ou sans numéro de téléphone.", field="source")
    leave_trace(
        verb="prepare_campaign", subject=campaign, by=by, commune_code=current_commune(), at=at, people=count,
        source=plan.source, trigger=plan.trigger,
    )  # fmt: skip
    return campaign


def _write_entries(campaign: CallCampaign, targets: Iterable[Target], at: datetime) -> int:
    known: dict[str, Target] = {}
    for one in targets:
        known.setdefault(one.source_key, one)
    CampaignEntry.objects.bulk_create(
        (
            CampaignEntry.new(
                campaign=campaign,
                source_key=one.source_key,
                person_id=one.person_id,
                name=one.name,
                phones=list(one.phones),
                address=one.address,
                contact=one.contact,
                contact_phone=one.contact_phone,
                language=one.language,
                district_id=one.district_id,
                priority=one.priority,
                fast=one.fast,
                due_at=at,
            )
            for one in known.values()
        ),
        batch_size=_AT_ONCE,
    )
    return len(known)


@transaction.atomic
def drop_draft_campaign(*, campaign: CallCampaign, by: Account, at: datetime) -> None:
    """Throw away what was never launched, its people with it."""
    locked = _locked(campaign)
    if locked.state != CampaignState.DRAFT:
        raise Refused("Cette campagne est lancée : elle se clôt, elle ne s’efface pas.")
    leave_trace(verb="drop_draft_campaign", subject=locked, by=by, commune_code=current_commune(), at=at)
    locked.delete()


@transaction.atomic
def launch_campaign(*, campaign: CallCampaign, callers: int, by: Account, at: datetime) -> CallCampaign:
    """Begin: from now on people may be called, in calling hours. Raises ``Refused`` when it began already."""
    locked = _locked(campaign)
    entries = CampaignEntry.objects.filter(campaign=locked)
    check_launch(locked, entries.count())
    locked.state, locked.launched_at, locked.launched_by = CampaignState.RUNNING, at, by
    locked.lead, locked.callers = by, max(1, callers)
    locked.save()
    entries.update(due_at=at)
    leave_trace(
        verb="launch_campaign", subject=locked, by=by, commune_code=current_commune(), at=at, trigger=locked.trigger,
        colour=locked.colour, callers=locked.callers,
    )  # fmt: skip
    tell_logbook(
        text=f"Campagne d’appels « {locked.title} » lancée : {counted(entries.count(), 'personne', 'personnes')} à appeler.",
        by=by, at=at, kind=EntryKind.DECISION,
    )  # fmt: skip
    return locked


@transaction.atomic
def pause_campaign(*, campaign: CallCampaign, by: Account, at: datetime) -> CallCampaign:
    """Nobody new is called; whoever is on the telephone finishes."""
    return _move(campaign, CampaignState.RUNNING, CampaignState.PAUSED, "pause_campaign", by, at)


@transaction.atomic
def resume_campaign(*, campaign: CallCampaign, by: Account, at: datetime) -> CallCampaign:
    """People are called again."""
    return _move(campaign, CampaignState.PAUSED, CampaignState.RUNNING, "resume_campaign", by, at)


def _move(
    campaign: CallCampaign, before: CampaignState, after: CampaignState, verb: str, by: Account, at: datetime
) -> CallCampaign:
    locked = _locked(campaign)
    if locked.state != before:
        raise Refused(f"La campagne n’est pas {before.label}.")
    locked.state = after
    locked.save(update_fields=["state"])
    leave_trace(verb=verb, subject=locked, by=by, commune_code=current_commune(), at=at)
    return locked


@transaction.atomic
def change_colour(*, campaign: CallCampaign, colour: str, by: Account, at: datetime) -> CallCampaign:
    """The vigilance went up or down: what comes from now on follows it, tasks already given keep their hour."""
    locked = _locked(campaign)
    if locked.state == CampaignState.CLOSED:
        raise Refused("Cette campagne est close.")
    was, locked.colour = locked.colour, colour
    locked.save(update_fields=["colour"])
    leave_trace(
        verb="change_colour",
        subject=locked,
        by=by,
        commune_code=current_commune(),
        at=at,
        was=was,
        colour=colour,
    )
    return locked


@transaction.atomic
def open_next_round(*, campaign: CallCampaign, by: Account, at: datetime) -> int:
    """Call again those who were well and whose next contact falls before tomorrow. Returns how many."""
    locked = _locked(campaign)
    if locked.state != CampaignState.RUNNING:
        raise Refused("La campagne n’est pas en cours.")
    tomorrow = on_clock(timezone.localtime(at).date() + timedelta(days=1), time(0))
    due = CampaignEntry.objects.filter(
        campaign=locked, state=EntryState.REACHED, next_contact_at__lt=tomorrow
    )
    count = due.count()
    if not count:
        raise Refused("Personne n’est à rappeler aujourd’hui.")
    for key, moment in due.values_list("pk", "next_contact_at"):
        due.filter(pk=key).update(
            state=EntryState.TO_CALL, due_at=moment, next_contact_at=None, promised=False, reached_at=None
        )
    locked.round += 1
    locked.save(update_fields=["round"])
    leave_trace(
        verb="open_next_round", subject=locked, by=by, commune_code=current_commune(), at=at, people=count,
        round=locked.round,
    )  # fmt: skip
    return count


@transaction.atomic
def close_campaign(*, campaign: CallCampaign, reason: str, by: Account, at: datetime) -> CallCampaign:
    """End. Refused while somebody is still to be reached, unless the person who closes says why under their own name.

    A list that came for this campaign alone is destroyed with it.
    """
    locked = _locked(campaign)
    still = CampaignEntry.objects.filter(campaign=locked, state__in=OPEN_STATES).count()
    check_close(locked, open_count=still + _open_beside(locked), reason=reason)
    locked.state, locked.closed_at, locked.closed_by = CampaignState.CLOSED, at, by
    locked.closing_reason = reason.strip()[:300]
    locked.save()
    CampaignEntry.objects.filter(campaign=locked).update(batch=None, lease_until=None, calling_since=None)
    leave_trace(
        verb="close_campaign", subject=locked, by=by, commune_code=current_commune(), at=at, still_open=still
    )
    left = f" ; {counted(still, 'personne', 'personnes')} sans réponse" if still else ""
    tell_logbook(
        text=f"Campagne d’appels « {locked.title} » close{left}.", by=by, at=at, kind=EntryKind.DECISION
    )
    if locked.source == Source.LIST:
        destroy_list(campaign=locked, by=by, at=at)
    return locked


def _open_beside(campaign: CallCampaign) -> int:
    """Tasks that hold nobody in the campaign any more, and are not done."""
    return (
        EntryStep.objects.filter(entry__campaign=campaign, done_at=None)
        .exclude(entry__state__in=OPEN_STATES)
        .count()
    )


@transaction.atomic
def destroy_list(*, campaign: CallCampaign, by: Any, at: datetime) -> None:
    """Names, numbers, addresses and notes of a list go; what figures are made of stays."""
    entries = CampaignEntry.objects.filter(campaign=campaign)
    forget_entries(keys=list(entries.values_list("pk", flat=True)))
    CallCampaign.objects.filter(pk=campaign.pk).update(destroyed_at=at)
    leave_trace(verb="destroy_list", subject=campaign, by=by, commune_code=current_commune(), at=at)


def _locked(campaign: CallCampaign) -> CallCampaign:
    return CallCampaign.objects.select_for_update().get(pk=campaign.pk)
