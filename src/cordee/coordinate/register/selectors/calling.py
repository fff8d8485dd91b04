"""Whom to call in a crisis, for the campaigns: what a caller needs, and nothing else.

Whoever uses this leaves the trace of what they show (``actions.consulting.trace_shown``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from cordee.coordinate.register.models import CALLED_STATES, EntryState, RegisterEntry
from cordee.coordinate.register.rules.priority import facts_of, priority_of


@dataclass(frozen=True)
class ToCall:
    """One person to call. ``phones`` are E.164, the first to try first; ``best_time`` is a code of ``PartOfDay``."""

    entry_key: int
    person_key: int
    number: str
    name: str
    priority: int
    reasons: tuple[str, ...]
    district_key: int | None
    phones: tuple[str, ...]
    by_sms: bool
    language: str
    best_time: str
    hard_of_hearing: bool
    emergency_name: str
    emergency_phone: str
    home_service: str


@dataclass(frozen=True)
class Listed:
    """What a campaign copies of one entry: it hides a protected person itself from whoever may not open their file."""

    entry_key: int
    person_key: int
    name: str
    phones: tuple[str, ...]
    address: str
    language: str
    district_key: int | None
    priority: int
    contact: str
    contact_phone: str
    plugged_in: bool


@dataclass(frozen=True)
class Door:
    """Where to go when nobody answers."""

    entry_key: int
    name: str
    address: str
    address_extra: str
    postcode: str
    latitude: float | None
    longitude: float | None
    key_holder: str
    animal: str
    visits: str


def _called(on: date) -> QuerySet[Any]:
    """Everybody on the register but those away today; an absence that is over counts no more."""
    back = Q(state=EntryState.SUSPENDED, away_until__lt=on)
    return RegisterEntry.objects.filter(Q(state__in=CALLED_STATES) | back).annotate(
        rank=Coalesce("priority_set", "priority")
    )


def keys_to_call(
    *, on: date, priorities: Collection[int] = (), districts: Collection[int] = ()
) -> list[tuple[int, int]]:
    """(entry, priority) of the people a campaign is about, most pressing first; empty choices mean everybody."""
    rows = _called(on)
    if priorities:
        rows = rows.filter(rank__in=priorities)
    if districts:
        rows = rows.filter(district__in=districts)
    return list(rows.order_by("rank", "pk").values_list("pk", "rank"))


def listed_to_call(
    *, on: date, priorities: Collection[int] = (), districts: Collection[int] = ()
) -> list[Listed]:
    """Everybody a campaign is about, whole, most pressing first: nobody is left out for being protected or for having no
    telephone of their own. ``contact`` is the person to warn, else the service that comes to the home."""
    keys = [key for key, _ in keys_to_call(on=on, priorities=priorities, districts=districts)]
    rows = _called(on).filter(pk__in=keys).select_related("person").order_by("rank", "pk")
    return [_listed(row) for row in rows]


def _listed(row: RegisterEntry) -> Listed:
    person = row.person
    where = (row.address, row.address_extra)
    return Listed(
        entry_key=row.pk,
        person_key=person.pk,
        name=person.kept_names[0],
        phones=tuple(phone for phone in (person.phone, person.phone_alt) if phone),
        address=", ".join(part for part in where if part)[:240],
        language=person.language,
        district_key=row.district_id,
        priority=row.order,
        contact=(row.emergency_name or row.home_service)[:200],
        contact_phone=row.emergency_phone,
        plugged_in=row.medical_device == "oui",
    )


def people_to_call(keys: Collection[int], *, on: date) -> list[ToCall]:
    """What a caller sees of these entries, most pressing first; whoever opposed or left since is not among them."""
    rows = _called(on).filter(pk__in=keys).select_related("person").order_by("rank", "pk")
    return [_to_call(row, on) for row in rows]


def _to_call(row: RegisterEntry, on: date) -> ToCall:
    person = row.person
    hidden = person.is_hidden
    computed = priority_of(facts_of(row, on))
    return ToCall(
        entry_key=row.pk,
        person_key=person.pk,
        number=str(row),
        name=person.full_name,
        priority=row.order,
        reasons=(row.priority_why,) if row.priority_set and row.priority_why else computed.reasons,
        district_key=row.district_id,
        phones=() if hidden else tuple(phone for phone in (person.phone, person.phone_alt) if phone),
        by_sms=person.contact_by == "sms" and person.has_mobile,
        language=person.language,
        best_time=row.best_time,
        hard_of_hearing=row.hard_of_hearing == "oui",
        emergency_name=row.emergency_name,
        emergency_phone=row.emergency_phone,
        home_service=row.home_service,
    )


def doors_of(keys: Collection[int]) -> dict[int, Door]:
    """Where these people live, for a visit; whoever is hidden from the reader has no door."""
    rows = RegisterEntry.objects.filter(pk__in=keys, state__in=[*CALLED_STATES, EntryState.SUSPENDED])
    return {
        row.pk: Door(
            entry_key=row.pk,
            name=row.person.full_name,
            address=row.address,
            address_extra=row.address_extra,
            postcode=row.postcode,
            latitude=row.latitude,
            longitude=row.longitude,
            key_holder=row.key_holder,
            animal=row.animal,
            visits=row.visits,
        )
        for row in rows.select_related("person")
        if not row.person.is_hidden
    }
