"""A request made on the site, by somebody nobody has seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.ground.audit.actions import Task
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.needs.actions.requests import Asked, Circumstances, take_request
from cordee.ground.needs.models import Beneficiary, Door, Need, RequesterRole
from cordee.ground.needs.rules.activities import catalogue
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import ContactBy, Language, Person
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.selectors.persons import person_known_as
from cordee.portal.home.rules.delays import words_for_call_back
from cordee.portal.home.selectors.repeats import just_opened


@dataclass(frozen=True)
class Identity:
    """Who somebody says they are; ``phone`` is E.164."""

    first_name: str
    last_name: str
    phone: str
    email: str = ""
    birth_year: int | None = None
    language: str = Language.FRENCH


@dataclass(frozen=True)
class WebRequest:
    """One request as the site took it: for whom, where, what. ``place`` holds fields of ``Household``."""

    helped: Identity
    place: dict[str, Any]
    asked: list[Asked]
    role: str = RequesterRole.SELF
    asker: Identity | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True)
class Noted:
    """What the thanks page may say: numbers, activities, when somebody rings back."""

    numbers: tuple[str, ...]
    activities: tuple[str, ...]
    call_back: str


def _known(identity: Identity) -> Person | None:
    """The person with this number and a name that sounds the same; nobody is told there is one."""
    key = name_key(identity.first_name, identity.last_name)
    return person_known_as(phone=identity.phone, key=key)


def _recorded(identity: Identity) -> Person:
    mobile = identity.phone.startswith(("+336", "+337"))
    return record_person(
        by=Task("site"),
        first_name=identity.first_name,
        last_name=identity.last_name,
        phone=identity.phone,
        email=identity.email,
        birth_year=identity.birth_year,
        language=identity.language,
        contact_by=ContactBy.SMS if mobile else ContactBy.PHONE if identity.phone else ContactBy.EMAIL,
    )


def _without_moving(
    person: Person, place: dict[str, Any], asked: list[Asked]
) -> tuple[dict[str, Any], list[Asked]]:
    """A form nobody signed never moves the door of somebody already helped: the agent reads a note."""
    known = Beneficiary.objects.select_related("household").filter(person=person).first()
    said = str(place.get("address", ""))
    if known is None or not known.household.address:
        return place, asked
    if said == known.household.address:
        return {"address": said}, asked
    note = f"Adresse donnée sur le site, à vérifier : {said} {place.get('postcode', '')}".strip()
    noted = [Asked(**{**vars(one), "details": f"{note}\n{one.details}".strip()[:1000]}) for one in asked]
    return {}, noted


@transaction.atomic
def ask_for_help(*, request: WebRequest, at: datetime) -> Noted:
    """Put a request of the site in the queue and send its receipt.

    The same form sent again is answered with what the first one opened. Raises ``Refused``; nothing is then written.
    """
    known, place, asked = _known(request.helped), request.place, request.asked
    person = known or _recorded(request.helped)
    requester = (_known(request.asker) or _recorded(request.asker)) if request.asker else None
    if known is not None:
        place, asked = _without_moving(known, place, asked)
        if again := just_opened(person=known, requester=requester, asked=asked, at=at):
            return _noted(again, at)
    taken = take_request(
        by=requester or person,
        at=at,
        door=Door.WEB,
        person=person,
        place=place,
        asked=asked,
        circumstances=request.circumstances,
        requester=requester,
        requester_role=request.role,
    )
    noted = _noted(taken.needs, at)
    _send_receipt(taken.needs, to=requester or person, call_back=noted.call_back, at=at)
    return noted


def _noted(needs: list[Need], at: datetime) -> Noted:
    soonest = min(need.next_action_at or at for need in needs)
    return Noted(
        numbers=tuple(str(need) for need in needs),
        activities=tuple(need.activity for need in needs),
        call_back=words_for_call_back(soonest, at),
    )


def _send_receipt(needs: list[Need], *, to: Person, call_back: str, at: datetime) -> None:
    labels = [catalogue()[need.activity].short_label for need in needs]
    tell_person(
        person=to,
        template="need_receipt",
        key=f"receipt:need:{needs[0].pk}",
        by=to,
        at=at,
        number=str(needs[0]),
        activity=labels[0]
        if len(labels) == 1
        else f"{labels[0]} et {len(labels) - 1} autre{'s' if len(labels) > 2 else ''}",
        answer_by=call_back,
    )
