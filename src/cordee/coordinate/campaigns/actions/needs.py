"""A need said during a call: the request and the outcome are written together, or neither is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.coordinate.campaigns.actions.calling import may_speak_of, record_outcome
from cordee.coordinate.campaigns.models import CallAttempt, CampaignEntry, Via
from cordee.coordinate.campaigns.rules.outcomes import Said
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import Asked, take_request
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.selectors.persons import persons_by_phone
from cordee.ground.people.selectors.sheets import names_agree


def _person_of(entry: CampaignEntry, by: Account) -> Person:
    """Who this is: the file the campaign knows, one of the same number and name, else a new one."""
    if entry.person is not None:
        return entry.person
    first, _, last = entry.name.rpartition(" ")
    phones = {phone for phone in entry.phones if phone}
    for person in persons_by_phone(phones).values():
        if names_agree(person.name_key, name_key(first, last)):
            return person
    return record_person(
        by=by,
        last_name=last,
        first_name=first,
        phone=next(iter(entry.phones), ""),
        language=entry.language,
    )


@transaction.atomic
def record_need(
    *,
    entry: CampaignEntry,
    said: Said,
    key: str,
    asked: Asked,
    place: dict[str, Any],
    by: Account,
    at: datetime,
    via: Via = Via.SCREEN,
) -> CallAttempt:
    """Take the request of somebody called, and record « OK_BESOIN » with it; the same ``key`` twice makes one request."""
    locked = CampaignEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    if CallAttempt.objects.filter(key=key).exists():
        return record_outcome(entry=locked, said=said, key=key, by=by, at=at, via=via)
    if not may_speak_of(locked, by):
        raise Refused("Cette personne n’est pas dans votre lot.")
    person = _person_of(locked, by)
    taken = take_request(
        by=by, at=at, door="phone", person=person, place=place, asked=[asked], qualified=True
    )
    if locked.person_id is None:
        CampaignEntry.objects.filter(pk=locked.pk).update(person=person)
    return record_outcome(entry=locked, said=said, key=key, by=by, at=at, via=via, need=taken.needs[0])
