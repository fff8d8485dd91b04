"""Hiding somebody even inside, and breaking the glass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, GlassBreak, Person, Protection, ProtectionGround
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.rules.protection import OPEN_FOR, check_reason


@transaction.atomic
def protect_person(*, person: Person, ground: str, note: str, by: Account, at: datetime) -> Protection:
    """Hide a person from every role but those that may set the mark. Raises ``Refused`` with the field."""
    check_can(by, Permission.PROTECT)
    if ground not in ProtectionGround.values:
        raise Refused("Choisissez le motif.", field="ground")
    if Protection.objects.filter(person=person, lifted_at=None).exists():
        raise Refused("Ce dossier est déjà protégé.")
    kept = Protection.objects.create(
        person=person, ground=ground, note=note.strip()[:200], set_at=at, set_by=by
    )
    Person.objects.filter(pk=person.pk).update(protected=True)
    person.protected = True
    leave_trace(verb="protect_person", subject=person, by=by, commune_code=person.commune_id, at=at)
    return kept


@transaction.atomic
def lift_protection(*, person: Person, by: Account, at: datetime) -> None:
    """Show the person again. Raises ``Refused`` when nothing hides them."""
    check_can(by, Permission.PROTECT)
    if not person.protected:
        raise Refused("Ce dossier n’est pas protégé.")
    Protection.objects.filter(person=person, lifted_at=None).update(lifted_at=at, lifted_by=by)
    Person.objects.filter(pk=person.pk).update(protected=False)
    person.protected = False
    leave_trace(verb="lift_protection", subject=person, by=by, commune_code=person.commune_id, at=at)


@transaction.atomic
def break_glass(*, person: Person, reason: str, by: Account, at: datetime) -> GlassBreak:
    """Open a protected file for an hour. The reason stays out of the log, which says who, when and which number.

    Raises ``Refused`` without a reason that says something.
    """
    check_can(by, Permission.BREAK_GLASS)
    kept = GlassBreak.objects.create(
        person=person, account=by, reason=check_reason(reason), opened_at=at, until=at + OPEN_FOR
    )
    leave_trace(
        verb="break_glass", subject=person, by=by, commune_code=person.commune_id, at=at, opening=kept.pk,
        minutes=int(OPEN_FOR.total_seconds() // 60),
    )  # fmt: skip
    return kept
