"""Signing up: eight compulsory fields at most, a personal receipt at once, duplicates shown to an agent."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from cordee.engine.protocol.activities import bits_of
from cordee.ground.audit.actions import Actor, gathered_traces, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.organisations.models import Organisation
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.selectors.texts import version_in_force
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.selectors.persons import is_anybody_like
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.models import Acceptance, DuplicateHint, Frame, Volunteer
from cordee.ground.volunteers.rules.admission import check_old_enough
from cordee.ground.volunteers.rules.membership import check_membership
from cordee.ground.volunteers.rules.week import WHOLE_WEEK


@dataclass(frozen=True)
class Offer:
    """What somebody offers. ``place`` holds fields of ``Located``; ``week_bits`` follows ``rules.week``."""

    first_name: str
    last_name: str
    birth_on: date
    phone: str
    activities: list[str]
    week_bits: int
    place: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    languages: list[str] = field(default_factory=list)
    vehicle: bool = False
    remote_only: bool = False
    radius_km: float | None = None
    available_now_hours: int = 0
    remarks: str = ""
    charter_accepted: bool = False
    frame: str = Frame.COMMUNE_COSP
    organisation: Organisation | None = None


def next_volunteer_numbers(count: int) -> range:
    """Reserve ``count`` consecutive file numbers in the town in scope."""
    return _welcome(count).numbers


# One statement where the update, the number, the town's defaults and its name took three.
_WELCOME = (
    f"UPDATE {Municipality._meta.db_table} SET next_volunteer_number = next_volunteer_number + %s"  # noqa: S608
    " WHERE commune_id = %s RETURNING next_volunteer_number, default_radius_km, default_weekly_cap, name, phone"
)


@dataclass(frozen=True)
class _Welcome:
    """What the town gives newcomers: file numbers, radius (km), weekly cap, and who writes to them."""

    numbers: range
    radius_km: float
    weekly_cap: int
    town: str
    phone: str


def _welcome(count: int) -> _Welcome:
    with connection.cursor() as cursor:
        cursor.execute(_WELCOME, (count, current_commune()))
        after, *given = cursor.fetchone()
    return _Welcome(range(after - count, after), *given)


_BLOCK, _BLOCK_LASTS_S = 20, 10.0
_reserved: dict[str, tuple[_Welcome, float]] = {}
_reserving = Lock()


def forget_reserved_numbers() -> None:
    """Leave the numbers this process holds: the next sign-up asks the town again."""
    _reserved.clear()


def _one_welcome() -> _Welcome:
    """A file number for one newcomer, out of a block this process reserved.

    The counter of a town is one row: taken inside each sign-up it would make every other wait until the commit, taken in a
    transaction of its own it would double the commits. A block costs one commit in twenty; what is left of it at a
    restart is a gap, which harms nobody. Inside somebody else's transaction, which may be undone, nothing is kept.
    """
    if connection.in_atomic_block:
        return _welcome(1)
    town = current_commune()
    with _reserving:
        held, until = _reserved.get(town, (None, 0.0))
        if held is None or not held.numbers or time.monotonic() > until:
            # In a transaction: a statement alone does not wait in line on SQLite (config.sqlite), it sleeps and tries again.
            with transaction.atomic():
                held = _welcome(_BLOCK)
            until = time.monotonic() + _BLOCK_LASTS_S
        _reserved[town] = replace(held, numbers=held.numbers[1:]), until
    return replace(held, numbers=held.numbers[:1])


def hint_duplicates(*, volunteer: Volunteer) -> list[DuplicateHint]:
    """Note the other volunteers with the same number, e-mail, or name and birth: an agent decides whether they are one."""
    person = volunteer.person
    same = Q(person__name_key=person.name_key, person__birth_on=person.birth_on) if person.birth_on else Q()
    if person.phone:
        same |= Q(person__phone=person.phone)
    if person.email:
        same |= Q(person__email=person.email)
    if not same:
        return []
    hints = []
    for other in (
        Volunteer.objects.select_related("person").filter(same).exclude(pk=volunteer.pk).order_by("pk")[:5]
    ):
        because = (
            "même téléphone"
            if person.phone and other.person.phone == person.phone
            else "même courriel"
            if person.email and other.person.email == person.email
            else "même nom et même naissance"
        )
        hints.append(
            DuplicateHint.objects.get_or_create(kept=other, other=volunteer, defaults={"because": because})[0]
        )
    return hints


def _send_receipt(*, volunteer: Volunteer, welcome: _Welcome, by: Actor, at: datetime) -> None:
    """The personal receipt, within the minute. It is not yet the answer promised in 48 h."""
    tell_person(
        person=volunteer.person,
        template="volunteer_receipt",
        key=f"receipt:volunteer:{volunteer.pk}",
        by=by,
        at=at,
        number=str(volunteer),
        town=welcome.town,
        phone=display_phone(welcome.phone),
    )


def sign_up_volunteer(
    *, offer: Offer, by: Actor | None, at: datetime, today: date | None = None
) -> Volunteer:
    """Record an offer of help.

    The same person signing up again (same number, same name, same birth) completes their file instead of opening a
    second one. Raises ``Refused`` with the field that caused it. ``by`` is ``None`` when the person signs up alone.
    """
    today = today or timezone.localtime(at).date()
    check_old_enough(offer.birth_on, today)
    if not offer.activities:
        raise Refused("Cochez au moins une façon d’aider.", field="activities")
    check_membership(offer.frame, offer.organisation)
    return _record_offer(offer=offer, welcome=_one_welcome(), by=by, at=at)


@transaction.atomic
@gathered_traces()
def _record_offer(*, offer: Offer, welcome: _Welcome, by: Actor | None, at: datetime) -> Volunteer:
    key = name_key(offer.first_name, offer.last_name)
    may_be_known = is_anybody_like(
        phone=offer.phone, email=offer.email.strip().lower(), key=key, birth_on=offer.birth_on
    )
    volunteer = (
        Volunteer.objects.select_related("person")
        .filter(person__phone=offer.phone, person__name_key=key, person__birth_on=offer.birth_on)
        .first()
        if offer.phone and may_be_known
        else None
    )
    new = volunteer is None
    if volunteer is None:
        person = (_known_person(offer, key) if may_be_known else None) or _new_person(offer, by=by)
        volunteer = Volunteer(
            person=person,
            number=welcome.numbers[0],
            signed_up_at=at,
            radius_km=offer.radius_km or welcome.radius_km,
            weekly_cap=welcome.weekly_cap,
            frame=offer.frame,
            organisation=offer.organisation,
        )
    for name, value in offer.place.items():
        setattr(volunteer, name, value)
    volunteer.activity_bits |= bits_of(offer.activities)
    volunteer.week_bits = offer.week_bits & WHOLE_WEEK
    volunteer.languages = sorted({*volunteer.languages, *offer.languages} - {"fr"})
    volunteer.vehicle, volunteer.remote_only = offer.vehicle, offer.remote_only
    volunteer.radius_km = offer.radius_km or volunteer.radius_km
    volunteer.remarks = offer.remarks.strip()[:300]
    if offer.charter_accepted and not volunteer.charter_accepted_at:
        volunteer.charter_accepted_at = at
    if offer.available_now_hours:
        volunteer.available_now_until = at + timedelta(hours=min(offer.available_now_hours, 12))
    volunteer.save()
    if offer.charter_accepted:
        Acceptance.objects.get_or_create(
            volunteer=volunteer,
            kind=PaperKind.CHARTER,
            version=version_in_force(PaperKind.CHARTER),
            defaults={"accepted_at": at, "seen_by": by if isinstance(by, Account) else None},
        )
    leave_trace(
        verb="sign_up_volunteer", subject=volunteer, by=by or volunteer.person, commune_code=current_commune(), at=at,
        again=not new,
    )  # fmt: skip
    if new:
        if may_be_known:
            hint_duplicates(volunteer=volunteer)
        _send_receipt(volunteer=volunteer, welcome=welcome, by=by or volunteer.person, at=at)
    return volunteer


class _SelfSignUp:
    """The actor of a sign-up before the person exists."""

    trace_key = "visitor"


def _known_person(offer: Offer, key: str) -> Person | None:
    """The person already known: same number, same name, not yet a volunteer."""
    known = (
        Person.objects.filter(phone=offer.phone, name_key=key, merged_into=None)
        .exclude(pk__in=Volunteer.objects.values("person"))
        .order_by("pk")
        .first()
        if offer.phone
        else None
    )
    if known is not None and known.birth_on is None:
        known.birth_on, known.birth_year = offer.birth_on, offer.birth_on.year
        known.save(update_fields=["birth_on", "birth_year"])
    return known


def _new_person(offer: Offer, *, by: Actor | None) -> Person:
    return record_person(
        by=by or _SelfSignUp(),
        first_name=offer.first_name,
        last_name=offer.last_name,
        phone=offer.phone,
        email=offer.email,
        birth_on=offer.birth_on,
        contact_by="sms" if offer.phone.startswith(("+336", "+337")) else "phone",
    )
