"""Writing who somebody is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, ContactBy, Language, Person, Role, StaffRole
from cordee.ground.people.rules.names import name_key
from cordee.ground.territory.models import current_commune


def record_person(
    *,
    by: Actor,
    last_name: str,
    first_name: str = "",
    phone: str = "",
    phone_alt: str = "",
    email: str = "",
    birth_on: date | None = None,
    birth_year: int | None = None,
    language: str = Language.FRENCH,
    contact_by: str = ContactBy.PHONE,
) -> Person:
    """Write a new person. ``phone`` is E.164. Raises ``Refused`` without a name or without any way to reach them."""
    if not last_name.strip() and not first_name.strip():
        raise Refused("Il manque le nom.", field="last_name")
    if not phone and not email:
        raise Refused("Il faut un téléphone ou un courriel pour pouvoir répondre.", field="phone")
    # Nothing is refused past this point: no savepoint of its own inside somebody else's transaction.
    with transaction.atomic(savepoint=False):
        person = Person.objects.create(
            first_name=first_name.strip(),
            last_name=last_name.strip(),
            name_key=name_key(first_name, last_name),
            phone=phone,
            phone_alt=phone_alt,
            email=email.strip().lower(),
            birth_on=birth_on,
            birth_year=birth_on.year if birth_on else birth_year,
            language=language,
            contact_by=contact_by,
        )
        leave_trace(verb="record_person", subject=person, by=by, commune_code=current_commune())
    return person


@transaction.atomic
def correct_person(*, person: Person, by: Actor, **fields: Any) -> Person:
    """Correct what is known of a person; the trace names the fields, not their values."""
    allowed = {
        "first_name", "last_name", "phone", "phone_alt", "email", "birth_on", "birth_year", "language", "contact_by",
        "protected",
    }  # fmt: skip
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"Not a field of a person: {sorted(unknown)}")
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        if person.birth_on:
            person.birth_year = person.birth_on.year
        person.name_key = name_key(person.first_name, person.last_name)
        person.save()
        leave_trace(
            verb="correct_person",
            subject=person,
            by=by,
            commune_code=person.commune_id,
            fields=sorted(changed),
        )
    return person


def complete_person(*, person: Person, by: Actor, **said: Any) -> Person:
    """Add what somebody already known has just said and the file did not have; nothing known is written over.

    Another number than the known ones becomes the second one when there is none.
    """
    phone = said.pop("phone", "")
    added = {name: value for name, value in said.items() if value and not getattr(person, name)}
    if phone and phone not in {person.phone, person.phone_alt}:
        if not person.phone:
            added["phone"] = phone
        elif not person.phone_alt:
            added["phone_alt"] = phone
    return correct_person(person=person, by=by, **added)


@transaction.atomic
def create_staff_account(
    *, email: str, name: str, roles: list[Role], by: Actor, password: str | None = None
) -> Account:
    """Open a staff account with roles in the town in scope, or add the roles to an account that exists."""
    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        account = Account.objects.create_user(email, password, name=name)
    for role in roles:
        StaffRole.objects.get_or_create(account=account, role=role, commune_id=current_commune())
    leave_trace(
        verb="create_staff_account",
        subject=account,
        by=by,
        commune_code=current_commune(),
        roles=sorted(roles),
    )
    return account


@transaction.atomic
def set_staff_roles(*, account: Account, roles: list[Role], by: Account) -> None:
    """Give an account exactly these roles in the town in scope. Nobody takes their own last role away."""
    if account == by and not roles:
        raise Refused("Vous ne pouvez pas retirer votre propre accès.")
    StaffRole.objects.filter(account=account).exclude(role__in=roles).delete()
    for role in roles:
        StaffRole.objects.get_or_create(
            account=account, role=role, commune_id=current_commune(), defaults={"granted_by": by}
        )
    leave_trace(
        verb="set_staff_roles", subject=account, by=by, commune_code=current_commune(), roles=sorted(roles)
    )
