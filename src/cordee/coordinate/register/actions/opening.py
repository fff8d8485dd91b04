"""What every act of this room begins with: may this agent do it, and which entry is meant."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cordee.coordinate.register.models import EntryState, RegisterEntry
from cordee.coordinate.register.rules.clearances import check_open_register
from cordee.coordinate.register.rules.lifecycle import check_move
from cordee.coordinate.register.rules.priority import facts_of, priority_of
from cordee.ground.audit.actions import Actor
from cordee.ground.people.models import Account
from cordee.ground.people.rules.protection import check_open


def check_may(by: Actor, at: datetime, *, scope: str) -> None:
    """Raise ``Refused`` for an agent without the role or the clearance; tasks and the site act for whoever is listed."""
    if isinstance(by, Account):
        check_open_register(by, at, scope=scope)


def locked(entry_id: int) -> RegisterEntry:
    """The entry, its row locked. Raises ``ObjectDoesNotExist``, or ``Sealed`` for somebody hidden from whoever looks."""
    entry = RegisterEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry_id)
    check_open(entry.person)
    return entry


def move(entry: RegisterEntry, state: EntryState, at: datetime) -> None:
    """Change the state, unsaved. Raises ``Refused``."""
    check_move(entry.state, state)
    entry.state, entry.state_since = state, at


def rank(entry: RegisterEntry, at: datetime) -> None:
    """Compute the priority again, unsaved."""
    entry.priority = priority_of(facts_of(entry, timezone.localtime(at).date())).level
