"""Taking people to call, and saying what came of it: never two callers on one person, never an outcome twice.

A batch is taken by one conditional update that writes a lease nobody else holds, as the outbox takes a message
(docs/adr/0004). A caller who leaves loses nothing but time: the lease ends and the people come back by themselves.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from cordee.coordinate.campaigns.actions.listed import remove_from_register, tell_register
from cordee.coordinate.campaigns.models import (
    BESIDE,
    CALL_STEPS,
    CallAttempt,
    CallBatch,
    CallCampaign,
    CampaignEntry,
    CampaignState,
    EntryState,
    EntryStep,
    Outcome,
    StepKind,
    Via,
)
from cordee.coordinate.campaigns.rules.campaigns import (
    BATCH_SIZE,
    CALLING_LEASE,
    OWN_CALLER_WAITS,
    WAITING_LEASE,
    check_running,
)
from cordee.coordinate.campaigns.rules.hours import hours_of, least_urgent_rung
from cordee.coordinate.campaigns.rules.ladder import Due
from cordee.coordinate.campaigns.rules.outcomes import (
    Consequence,
    Said,
    Standing,
    allowed_outcomes,
    changes_anything,
    check_said,
    consequence,
    leaves_the_telephone,
)
from cordee.ground.audit.actions import gathered_traces, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import tell_logbook
from cordee.ground.crisis.models import EntryKind, Importance
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel
from cordee.ground.messaging.rules.templates import compose
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Account, Role, is_mobile
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.selectors.persons import staff_ids_with_role
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ui.wording import hour

CALLABLE = (EntryState.TO_CALL, EntryState.SCHEDULED)
LONGEST_CALL_S = 3600


def free_at(at: datetime) -> Q:
    """People nobody has in hand."""
    return Q(lease_until=None) | Q(lease_until__lte=at)


def people_due(campaign: CallCampaign, *, by: Account, at: datetime) -> QuerySet[CampaignEntry]:
    """Whom this caller may be given now, in order: promises, then the first priority, then those they know."""
    rung = least_urgent_rung(at, hours_of(campaign))
    allowed = Q(priority__lte=rung) | Q(promised=True)
    known = Q(last_caller=None) | Q(last_caller=by) | Q(due_at__lte=at - OWN_CALLER_WAITS)
    # A protected person is rung up by those who may open their file, never by the next caller free.
    seen = Q() if can(by, Permission.PROTECT) else Q(person=None) | Q(person__protected=False)
    stranger = Case(When(last_caller=by, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        CampaignEntry.objects.filter(free_at(at), allowed, known, seen, campaign=campaign, due_at__lte=at)
        .filter(state__in=CALLABLE)
        .order_by("-promised", "priority", stranger, "due_at", "pk")
    )


@transaction.atomic
def take_batch(
    *, campaign: CallCampaign, by: Account, at: datetime, size: int = BATCH_SIZE
) -> CallBatch | None:
    """Take the next people to call; the batch one already has when it is not empty; ``None`` when nobody is due.

    Raises ``Refused`` when the campaign does not run.
    """
    current = CallCampaign.objects.get(pk=campaign.pk)
    check_running(current)
    mine = CampaignEntry.objects.filter(
        campaign=current, batch__caller=by, lease_until__gt=at, state__in=CALLABLE
    )
    held = mine.select_related("batch").first()
    if held is not None:
        return held.batch
    due = people_due(current, by=by, at=at).select_for_update(skip_locked=True, of=("self",))
    chosen = list(due.values_list("pk", flat=True)[:size])
    if not chosen:
        return None
    batch = CallBatch(campaign=current, caller=by, taken_at=at, seen_at=at)
    batch.save()
    # The condition is repeated in the write: whatever a database does between the two, a person somebody else has just
    # taken does not match any more.
    CampaignEntry.objects.filter(free_at(at), pk__in=chosen, state__in=CALLABLE).update(
        batch=batch, lease_until=at + WAITING_LEASE, calling_since=None
    )
    taken = set(CampaignEntry.objects.filter(batch=batch).values_list("pk", flat=True))
    batch.entries = [key for key in chosen if key in taken]
    if not batch.entries:
        batch.delete()
        return None
    batch.save(update_fields=["entries"])
    leave_trace(
        verb="take_batch",
        subject=batch,
        by=by,
        commune_code=current_commune(),
        at=at,
        people=len(batch.entries),
    )
    return batch


@transaction.atomic
def open_next(*, batch: CallBatch, by: Account, at: datetime) -> CampaignEntry | None:
    """Show one person of one's batch: the one being called, else the next. ``None`` when the batch is finished.

    Whoever asks is alive: what waits in the batch is kept half an hour more, the person opened for a whole call.
    """
    check_running(CallCampaign.objects.get(pk=batch.campaign_id))
    if batch.caller_id != by.pk:
        raise Refused("Ce lot n’est pas le vôtre.")
    held = CampaignEntry.objects.filter(batch=batch, lease_until__gt=at, state__in=CALLABLE)
    current = held.filter(calling_since__isnull=False).first()
    if current is not None:
        return current
    keys = list(held.values_list("pk", flat=True))
    for key in (one for one in batch.entries if one in keys):
        opened = held.filter(pk=key, calling_since=None).update(
            calling_since=at, lease_until=at + CALLING_LEASE
        )
        if opened:
            held.filter(calling_since=None).update(lease_until=at + WAITING_LEASE)
            CallBatch.objects.filter(pk=batch.pk).update(seen_at=at)
            leave_trace(
                verb="open_next", subject=f"campaignentry:{key}", by=by, commune_code=current_commune(), at=at
            )
            return CampaignEntry.objects.select_related("district", "campaign").get(pk=key)
    return None


@transaction.atomic
def release_batch(*, batch: CallBatch, by: Account, at: datetime) -> int:
    """Give back what one has not called; a supervisor may do it for a caller who left. Returns how many people."""
    if batch.caller_id != by.pk and not can(by, Permission.CAMPAIGN_LEAD):
        raise Refused("Ce lot n’est pas le vôtre.")
    count = CampaignEntry.objects.filter(batch=batch).update(batch=None, lease_until=None, calling_since=None)
    leave_trace(
        verb="release_batch", subject=batch, by=by, commune_code=current_commune(), at=at, people=count
    )
    return count


def may_speak_of(entry: CampaignEntry, by: Account) -> bool:
    """Whoever had the person in a batch, whoever owns what is to be done, whoever leads campaigns."""
    if can(by, Permission.CAMPAIGN_LEAD):
        return True
    batches = CallBatch.objects.filter(campaign=entry.campaign_id, caller=by).values_list(
        "entries", flat=True
    )
    if any(entry.pk in keys for keys in batches):
        return True
    return EntryStep.objects.filter(entry=entry, owner=by, done_at=None).exists()


@transaction.atomic
@gathered_traces()
def record_outcome(
    *,
    entry: CampaignEntry,
    said: Said,
    key: str,
    by: Account,
    at: datetime,
    via: Via = Via.SCREEN,
    need: Need | None = None,
) -> CallAttempt:
    """Write what an attempt gave and what follows. The same ``key`` twice is one attempt; ``at`` is now, ``said.at`` when
    it happened.

    What comes late is kept as history when it no longer says where the person stands (``changes_anything``). Raises
    ``Refused``, with its field, when the outcome lacks what its code demands; nothing is then written.
    """
    if not 8 <= len(key) <= 64:
        raise Refused("Cet envoi n’a pas de clé : rechargez la page.")
    entry = CampaignEntry.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=entry.pk)
    again = CallAttempt.objects.filter(key=key).first()
    if again is not None:
        return _same_attempt(again, entry, said)
    if not may_speak_of(entry, by):
        raise Refused("Cette personne n’est pas dans votre lot.")
    campaign = entry.campaign
    mine = via == Via.SCREEN and _in_hand_of(entry, by) and entry.state in CALLABLE
    # Whoever has the person on the line says where they stand, even where the clock of the machine was put back.
    counts = campaign.state in {CampaignState.RUNNING, CampaignState.PAUSED} and (
        mine or changes_anything(said, state=entry.state, last_at=entry.last_at)
    )
    step = EntryStep.objects.filter(entry=entry, done_at=None).exclude(kind__in=BESIDE).first()
    held_by = StepKind(step.kind) if step else None
    # Late or on paper, a code that no longer suits what is to be done is kept as history rather than refused.
    counts = counts and (via == Via.SCREEN or said.outcome in allowed_outcomes(held_by))
    check_said(said, step=held_by, now=at, history=not counts)
    attempt = _write_attempt(entry, said, key=key, by=by, at=at, via=via, need=need)
    if counts:
        _follow(entry, said, step, by=by, at=at)
        tell_register(entry, said, at=at)
        _tell(campaign, said, by=by, at=at)
    elif _in_hand_of(entry, by):
        _give_back(entry)
        entry.save(update_fields=["batch", "lease_until", "calling_since"])
    leave_trace(
        verb="record_outcome", subject=entry, by=by, commune_code=current_commune(), at=at, outcome=said.outcome,
        via=via, counted=counts,
    )  # fmt: skip
    return attempt


def _tell(campaign: CallCampaign, said: Said, *, by: Account, at: datetime) -> None:
    """The command post knows at once of a life at stake and of what was handed to the rescue services: nobody is named."""
    if said.outcome == Outcome.ALERTE_VITALE:
        words = "alerte vitale pendant un appel, secours à prévenir"
    elif said.outcome == Outcome.TRANSMIS_SECOURS:
        words = f"une situation transmise au {said.rescue_number} à {hour(said.rescue_at or said.at)}"
    else:
        return
    tell_logbook(
        text=f"Campagne « {campaign.title} » : {words}.", by=by, at=at, kind=EntryKind.INFORMATION,
        importance=Importance.VITAL,
    )  # fmt: skip


def _same_attempt(known: CallAttempt, entry: CampaignEntry, said: Said) -> CallAttempt:
    if known.entry_id != entry.pk or known.outcome != said.outcome:
        raise Refused("Ce résultat a déjà été enregistré autrement. Ouvrez la fiche pour le lire.")
    return known


def _in_hand_of(entry: CampaignEntry, by: Account) -> bool:
    return entry.batch is not None and entry.batch.caller_id == by.pk


def _write_attempt(
    entry: CampaignEntry, said: Said, *, key: str, by: Account, at: datetime, via: Via, need: Need | None
) -> CallAttempt:
    seconds = None
    if via == Via.SCREEN and entry.calling_since is not None and _in_hand_of(entry, by):
        spent = int((at - entry.calling_since).total_seconds())
        seconds = spent if 0 <= spent <= LONGEST_CALL_S else None
    attempt = CallAttempt(
        entry=entry, key=key, outcome=said.outcome, caller=by, at=said.at, recorded_at=at, via=via,
        note=said.note.strip()[:300], informant=said.informant.strip()[:120], rescue_number=said.rescue_number,
        rescue_at=said.rescue_at, rescue_ref=said.rescue_ref.strip()[:60], need=need, seconds=seconds,
    )  # fmt: skip
    try:
        with transaction.atomic():
            attempt.save()
    except IntegrityError:
        raise Refused("Ce résultat est en cours d’enregistrement.") from None
    return attempt


def _give_back(entry: CampaignEntry) -> None:
    entry.batch = entry.lease_until = entry.calling_since = None


def _follow(entry: CampaignEntry, said: Said, step: EntryStep | None, *, by: Account, at: datetime) -> None:
    """Move the person to where the outcome says, close what was to be done, open what comes."""
    standing = Standing(
        step=StepKind(step.kind) if step else None,
        unanswered=entry.unanswered,
        first_missed_at=entry.first_missed_at,
        priority=entry.priority,
        fast=entry.fast,
    )
    after = consequence(said, standing=standing, hours=hours_of(entry.campaign))
    if step is not None:
        step.done_at, step.done_by = at, by
        step.save(update_fields=["done_at", "done_by"])
    _write_standing(entry, said, after, by)
    if after.step is not None:
        _open_step(entry, after.step, by=by, at=at)
        if leaves_the_telephone(standing.step, said.outcome, after.step.kind):
            _write_to(entry, by=by, at=at)
    for one in after.beside:
        if not EntryStep.objects.filter(entry=entry, kind=one.kind, done_at=None).exists():
            _open_step(entry, one, by=by, at=at)


def _write_to(entry: CampaignEntry, *, by: Account, at: datetime) -> None:
    """No more call comes: an SMS to the first mobile, once a round, without a word of what the town knows (§ 2.8)."""
    number = next((one for one in entry.phones if is_mobile(one)), "")
    if not number:
        return
    name, phone = Municipality.objects.values_list("name", "phone").get(pk=current_commune())
    text = compose("call_missed", Channel.SMS, town=name, phone=display_phone(phone))
    queue_message(
        key=f"call_missed:{entry.pk}:{entry.campaign.round}", channel=Channel.SMS, recipient=number, person=entry.person,
        kind=text.kind, body=text.body, on_doubt=text.on_doubt, at=at, by=by,
    )  # fmt: skip


def _write_standing(entry: CampaignEntry, said: Said, after: Consequence, by: Account) -> None:
    _give_back(entry)
    entry.state, entry.unanswered, entry.first_missed_at = (
        after.state,
        after.unanswered,
        after.first_missed_at,
    )
    entry.priority, entry.promised = after.priority, after.promised
    entry.due_at = after.step.at if after.step else entry.due_at
    entry.next_contact_at = after.next_contact_at
    entry.last_outcome, entry.last_at, entry.last_caller = said.outcome, said.at, by
    if after.state == EntryState.REACHED:
        entry.reached_at = said.at
    if said.outcome == Outcome.ABSENT_CONNU:
        entry.absent_until = said.absent_until
    entry.save()


def _open_step(entry: CampaignEntry, due: Due, *, by: Account, at: datetime) -> None:
    EntryStep(
        entry=entry,
        kind=due.kind,
        owner_id=_owner_id(entry.campaign, due.kind, by),
        due_at=due.at,
        opened_at=at,
    ).save()


def _owner_id(campaign: CallCampaign, kind: StepKind, by: Account) -> int:
    """Nobody is left without somebody who answers for them: the caller for a call, else whoever leads."""
    if kind in CALL_STEPS:
        return by.pk
    chosen = campaign.visits_by_id if kind == StepKind.VISIT else None
    leads = () if chosen or campaign.lead_id else staff_ids_with_role(Role.CCAS_MANAGER, Role.SOCIAL_WORKER)
    return chosen or campaign.lead_id or next(iter(leads), by.pk)


@transaction.atomic
def hand_step(*, step: EntryStep, to: Account, by: Account, at: datetime) -> EntryStep:
    """Give something to do to somebody else."""
    if step.done_at is not None:
        raise Refused("Cette tâche est déjà faite.")
    step.owner = to
    step.save(update_fields=["owner"])
    leave_trace(
        verb="hand_step",
        subject=step,
        by=by,
        commune_code=current_commune(),
        at=at,
        to=to.pk,
        kind_of_step=step.kind,
    )
    return step


@transaction.atomic
def finish_step(*, step: EntryStep, by: Account, at: datetime) -> EntryStep:
    """Say that something beside the calls is done. What holds a person ends by an outcome only."""
    if step.kind not in BESIDE:
        raise Refused("Cette étape se termine en notant un résultat.")
    done = EntryStep.objects.filter(pk=step.pk, done_at=None).update(done_at=at, done_by=by)
    if done:
        if step.kind == StepKind.REMOVAL:
            remove_from_register(step.entry, at=at)
        leave_trace(
            verb="finish_step",
            subject=step,
            by=by,
            commune_code=current_commune(),
            at=at,
            kind_of_step=step.kind,
        )
    step.refresh_from_db()
    return step
