"""What is too old on the registers."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.register.models import LIVING_STATES, AlertSubscription, EntryState, RegisterEntry
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def old_entries(before: datetime, most: int) -> list[Old]:
    """People removed before a moment. A living entry is never too old: silence removes nobody (domain.md § 2.5)."""
    rows = RegisterEntry.objects.filter(state=EntryState.REMOVED, state_since__lt=before)
    rows = rows.order_by("state_since", "pk")
    return [Old(key, f"R-{key:05d}", at) for key, at in rows.values_list("pk", "state_since")[:most]]


def old_alerts(before: datetime, most: int) -> list[Old]:
    """Alert subscriptions ended before a moment."""
    rows = AlertSubscription.objects.filter(ended_at__lt=before).order_by("ended_at", "pk")
    return [Old(key, f"AL-{key:05d}", at) for key, at in rows.values_list("pk", "ended_at")[:most]]


def is_listed(person: Person) -> bool:
    """True while the person is on one of the registers."""
    return (
        RegisterEntry.objects.filter(person=person, state__in=LIVING_STATES).exists()
        or AlertSubscription.objects.filter(person=person, ended_at=None).exists()
    )


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names what is kept of a person here."""
    entries = RegisterEntry.objects.filter(person=person).values_list("pk", flat=True)
    alerts = AlertSubscription.objects.filter(person=person).values_list("pk", flat=True)
    return [*(f"registerentry:{key}" for key in entries), *(f"alertsubscription:{key}" for key in alerts)]
