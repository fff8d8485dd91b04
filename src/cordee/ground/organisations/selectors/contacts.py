"""Who the town rings at an organisation: looked up, handed over, too old."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from cordee.ground.organisations.models import Organisation, OrganisationState
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def known_contact(*, key: str, phone: str, email: str) -> Person | None:
    """Somebody already known under this name and this number or e-mail."""
    same = Q(pk__in=[])
    if phone:
        same |= Q(phone=phone) | Q(phone_alt=phone)
    if email:
        same |= Q(email=email)
    return Person.objects.filter(same, name_key=key, merged_into=None, erased_at=None).order_by("pk").first()


def is_contact(person: Person) -> bool:
    """True while an organisation names this person as its contact."""
    return Organisation.objects.filter(contact=person).exists()


def is_contact_elsewhere(person: Person, *, but: int | None) -> bool:
    """True when another organisation names them too."""
    return Organisation.objects.filter(contact=person).exclude(pk=but).exists()


def export_contact(person: Person) -> dict[str, Any]:
    """Where this person answers for an organisation, and what is noted there."""
    return (
        {
            "Structures": [
                {
                    label: value
                    for label, value in {
                        "Structure": one.name,
                        "Votre fonction": one.contact_role,
                        "Notes": one.notes,
                    }.items()
                    if value
                }
                for one in Organisation.objects.filter(contact=person)
            ]
        }
        if is_contact(person)
        else {}
    )


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names what they answer for."""
    keys = Organisation.objects.filter(contact=person).values_list("pk", flat=True)
    return [f"organisation:{key}" for key in keys]


def old_contacts(before: datetime, most: int) -> list[Old]:
    """Contacts of organisations that ended before a moment."""
    rows = (
        Organisation.objects.filter(state=OrganisationState.ENDED, ended_at__lt=before)
        .exclude(contact=None, notes="")
        .order_by("ended_at", "pk")
        .values_list("pk", "ended_at")[:most]
    )
    return [Old(key, f"structure n° {key}", at) for key, at in rows]
