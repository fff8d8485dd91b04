"""Forgetting who answered for an organisation: the organisation and its convention stay."""

from __future__ import annotations

import re
from datetime import datetime

from cordee.ground.organisations.models import Organisation
from cordee.ground.papers.actions.forgetting import ERASED_WORD
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Person
from cordee.ground.people.ports import is_used


def forget_contact(person: Person, _at: datetime) -> None:
    """Nobody is the contact any more, and the notes lose the name; conventions lose it with the other papers."""
    Organisation.objects.filter(contact=person).update(contact=None, contact_role="")
    names = [person.kept_names[0], f"{person.last_name} {person.first_name}".strip()]
    wanted = re.compile("|".join(rf"\b{re.escape(name)}(?!\w)" for name in names if name), re.IGNORECASE)
    for one in Organisation.objects.exclude(notes=""):
        if wanted.search(one.notes):
            one.notes = wanted.sub(ERASED_WORD, one.notes)
            one.save(update_fields=["notes"])


def destroy_contacts(keys: list[int], at: datetime) -> None:
    """Contacts and notes of organisations long ended; who they are goes too, unless something else here needs it."""
    for one in Organisation.objects.select_related("contact").filter(pk__in=keys):
        former = one.contact
        one.contact, one.contact_role, one.notes = None, "", ""
        one.save(update_fields=["contact", "contact_role", "notes"])
        if former is not None and not is_used(former):
            forget_identity(former, at)
