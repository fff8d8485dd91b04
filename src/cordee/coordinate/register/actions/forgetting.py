"""Forgetting whoever was listed."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.register.models import AlertSubscription, RegisterEntry
from cordee.coordinate.register.rules.operational import QUESTIONS, empty_answer
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Person
from cordee.ground.people.ports import is_used
from cordee.ground.territory.models import LocationQuality


def empty_entry(entry: RegisterEntry) -> None:
    """Take away all that only a listed person needs kept, unsaved: who, when and why they left stays for a while."""
    for code in QUESTIONS:
        setattr(entry, code, empty_answer(code))
    for name in (
        "third_name",
        "third_quality",
        "representative",
        "emergency_name",
        "emergency_phone",
        "home_service",
    ):
        setattr(entry, name, "")
    entry.operational_agreed_on = entry.away_from = entry.away_until = None
    entry.priority_set, entry.priority_why, entry.priority_by = None, "", None
    entry.check_reason = ""
    _empty_place(entry)


def _empty_place(row: RegisterEntry | AlertSubscription) -> None:
    row.address = row.address_extra = row.postcode = row.city = row.ban_id = ""
    row.latitude = row.longitude = None
    row.location_quality = LocationQuality.UNKNOWN


def forget_unless_used(person: Person, at: datetime) -> None:
    """Who they are goes with their last file."""
    if not is_used(person):
        forget_identity(person, at)


def forget_entries(person: Person, _at: datetime) -> None:
    """Nothing of the registers is kept of somebody who is erased: no figure is made of it."""
    RegisterEntry.objects.filter(person=person).delete()
    AlertSubscription.objects.filter(person=person).delete()


def destroy_entries(keys: list[int], at: datetime) -> None:
    """Entries of people removed; who they are goes too, unless another file stands in their name."""
    for entry in RegisterEntry.objects.select_related("person").filter(pk__in=keys):
        person = entry.person
        entry.delete()
        forget_unless_used(person, at)


def destroy_alerts(keys: list[int], at: datetime) -> None:
    """Alert subscriptions that ended."""
    for row in AlertSubscription.objects.select_related("person").filter(pk__in=keys):
        person = row.person
        row.delete()
        forget_unless_used(person, at)
