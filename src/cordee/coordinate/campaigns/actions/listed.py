"""Campaigns and the register: who may copy it into a target, what a call changes in it, what becomes of who leaves it."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from cordee.coordinate.campaigns.actions.forgetting import forget_entries
from cordee.coordinate.campaigns.models import (
    OPEN_STATES,
    CampaignEntry,
    CampaignState,
    EntryState,
    EntryStep,
    Outcome,
    Trigger,
)
from cordee.coordinate.campaigns.rules.outcomes import Said
from cordee.coordinate.campaigns.selectors.sources import REGISTER_KEY, Target, people_on_register
from cordee.coordinate.register.actions.consulting import trace_lines
from cordee.coordinate.register.actions.keeping import (
    confirm_entry,
    mark_to_check,
    note_absence,
    remove_entry,
)
from cordee.coordinate.register.rules.choices import CheckReason, RemovalReason
from cordee.coordinate.register.rules.clearances import check_open_register
from cordee.ground.audit.actions import Task
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account

_CALL = Task("campaign")
"""The trace of the attempt names the caller; what follows in the register is done by the house."""

_GONE: dict[str, RemovalReason] = {
    Outcome.DECEDE: RemovalReason.DEATH,
    Outcome.DEMENAGE: RemovalReason.MOVED,
    Outcome.ETABLISSEMENT: RemovalReason.INSTITUTION,
}
_SPOKE = frozenset({Outcome.OK, Outcome.OK_BESOIN, Outcome.OK_SURVEILLER})


def targets_of_register(
    *, by: Account, at: datetime, kind: str, priorities: Collection[int] = (), district_id: int | None = None
) -> list[Target]:
    """The people of the register to call, each traced with the reason « campagne ». Raises ``Refused`` for whoever is not
    named by the mayor to read it."""
    try:
        check_open_register(by, at)
    except Refused as refused:
        raise Refused(str(refused), field="source") from None
    on = timezone.localtime(at).date()
    found = people_on_register(on=on, priorities=priorities, district_id=district_id, kind=kind)
    pairs = [(_entry_key(one.source_key) or 0, one.person_id or 0) for one in found]
    trace_lines(pairs=pairs, by=by, at=at, reason="campaign", page="campaign_new")
    return found


def _entry_key(source_key: str) -> int | None:
    return int(source_key.removeprefix(REGISTER_KEY)) if source_key.startswith(REGISTER_KEY) else None


def _entry_to_change(entry: CampaignEntry) -> int | None:
    """The entry a call speaks of; an exercise changes nothing in the register."""
    crisis = entry.campaign.crisis
    return None if crisis is not None and crisis.exercise else _entry_key(entry.source_key)


def tell_register(entry: CampaignEntry, said: Said, *, at: datetime) -> None:
    """What an outcome says of the entry (domain.md § 2.3, § 2.8): away, wrong number, gone; in the yearly
    campaign, confirmed.

    An entry that ended meanwhile, or where the change says nothing new, is left as it stands: a call never fails for it.
    """
    key = _entry_to_change(entry)
    if key is None:
        return
    today = timezone.localtime(at).date()
    act = None
    if said.outcome == Outcome.ABSENT_CONNU:
        act = partial(note_absence, away_from=today, away_until=said.absent_until)
    elif said.outcome == Outcome.INVALIDE:
        act = partial(mark_to_check, reason=CheckReason.PHONE)
    elif said.outcome in _GONE:
        act = partial(remove_entry, reason=_GONE[Outcome(said.outcome)])
    elif said.outcome in _SPOKE and entry.campaign.trigger == Trigger.YEARLY:
        act = partial(confirm_entry)
    if act is not None:
        with contextlib.suppress(Refused, ObjectDoesNotExist):
            act(entry_id=key, by=_CALL, at=at)


def remove_from_register(entry: CampaignEntry, *, at: datetime) -> None:
    """Whoever did not want to be called any more was answered in writing: the entry ends."""
    key = _entry_to_change(entry)
    if key is not None:
        with contextlib.suppress(Refused, ObjectDoesNotExist):
            remove_entry(entry_id=key, reason=RemovalReason.REQUEST, by=_CALL, at=at)


def leave_campaigns(entry_key: int, opposed: bool, at: datetime) -> None:
    """Nobody calls who left the register: drafts lose them, campaigns close them; of who opposed no word stays."""
    rows = CampaignEntry.objects.filter(source_key=f"{REGISTER_KEY}{entry_key}")
    rows.filter(campaign__state=CampaignState.DRAFT).delete()
    keys = list(rows.values_list("pk", flat=True))
    EntryStep.objects.filter(entry__in=keys, done_at=None).update(done_at=at)
    rows.filter(state__in=OPEN_STATES).update(
        state=EntryState.CLOSED, batch=None, lease_until=None, calling_since=None, promised=False
    )
    CampaignEntry.objects.filter(pk__in=keys).update(next_contact_at=None)
    if opposed:
        forget_entries(keys=keys)
