"""Noting a place, correcting it, taking it away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.coordinate.resources.models import Access, GuardianKey, Place, PlaceKind, ShelteredFamily
from cordee.coordinate.resources.rules.weeks import CLOSED_WEEK, Week, kept_week
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.rules.identifiers import folded_name
from cordee.ground.organisations.selectors.contacts import known_contact
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Account, Person
from cordee.ground.people.ports import is_used
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class Guardian:
    """Whom the town rings at a place: a name and a number (E.164); nothing at all when both are empty."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.first_name or self.last_name or self.phone)


@dataclass(frozen=True)
class PlaceFacts:
    """What is typed of a place; ``where`` are the fields of a ``Located`` row, ``access`` codes of ``Access``."""

    kind: str
    name: str
    where: dict[str, Any]
    access: tuple[str, ...] = ()
    capacity: int | None = None
    beds: int | None = None
    phone: str = ""
    to_know: str = ""
    week: Week = CLOSED_WEEK
    published: bool = True
    guardian: Guardian = field(default_factory=Guardian)


def _put(place: Place, facts: PlaceFacts) -> None:
    if not facts.name.strip():
        raise Refused("Il manque le nom du lieu.", field="name")
    if facts.kind not in PlaceKind.values:
        raise Refused("Choisissez dans la liste.", field="kind")
    if not str(facts.where.get("address", "")).strip():
        raise Refused("Où est-ce ? Sans adresse, personne n’y va.", field="address")
    if facts.beds and facts.capacity and facts.beds > facts.capacity:
        raise Refused("Il y a plus de lits que de personnes possibles : vérifiez.", field="beds")
    listed = ShelteredFamily.objects.filter(place=place, left_at=None).exists() if place.pk else False
    if listed and facts.kind != PlaceKind.SHELTER:
        raise Refused("Des familles sont sur sa liste : c’est un centre d’accueil.", field="kind")
    place.kind, place.name = facts.kind, facts.name.strip()
    place.name_key = folded_name(place.name)
    place.access = [code for code in Access.values if code in facts.access]
    place.capacity, place.beds = facts.capacity, facts.beds
    place.phone, place.to_know = facts.phone, facts.to_know.strip()
    place.weekly, place.published = kept_week(facts.week), facts.published
    for name, value in facts.where.items():
        setattr(place, name, value)


def _guardian(said: Guardian, now: Person | None, *, by: Account) -> Person | None:
    """The person to ring: the one already there, somebody known under this name and number, or a new one."""
    if not said:
        return None
    if not said.first_name and not said.last_name:
        raise Refused("À qui est ce numéro ? Donnez un nom.", field="guardian_last_name")
    if not said.phone:
        raise Refused("Donnez un téléphone pour joindre cette personne.", field="guardian_phone")
    key = name_key(said.first_name, said.last_name)
    if now is not None and (now.name_key, now.phone) == (key, said.phone):
        return now
    known = known_contact(key=key, phone=said.phone, email="")
    return known or record_person(
        by=by, first_name=said.first_name, last_name=said.last_name, phone=said.phone
    )


def forget_if_alone(person: Person | None, at: datetime) -> None:
    """Whoever guards nothing any more, and is nothing else here, is forgotten at once."""
    if person is not None and not is_used(person):
        forget_identity(person, at)


@transaction.atomic
def record_place(*, facts: PlaceFacts, by: Account, at: datetime) -> Place:
    """Note a place. Raises ``Refused`` with the field that caused it."""
    check_can(by, Permission.PLACE_MANAGE)
    place = Place.new(created_at=at)
    _put(place, facts)
    place.guardian = _guardian(facts.guardian, None, by=by)
    place.save()
    leave_trace(
        verb="record_place", subject=place, by=by, commune_code=current_commune(), at=at,
        kind_of_place=str(place.kind),
    )  # fmt: skip
    return place


def held(place: Place) -> Place:
    """The row, locked for the time of a change."""
    found: Place = (
        Place.objects.select_for_update(of=("self",)).select_related("guardian", "district").get(pk=place.pk)
    )
    return found


@transaction.atomic
def change_place(
    *, place: Place, facts: PlaceFacts, by: Account, at: datetime, keep_guardian: bool = False
) -> Place:
    """Correct a place. ``keep_guardian``: whoever corrects may not see who guards it. Raises ``Refused``."""
    check_can(by, Permission.PLACE_MANAGE)
    found = held(place)
    former = found.guardian
    _put(found, facts)
    if not keep_guardian:
        found.guardian = _guardian(facts.guardian, former, by=by)
    found.save()
    if former is not None and found.guardian_id != former.pk:
        # The link was theirs: whoever comes next is given another.
        GuardianKey.objects.filter(place=found, ended_at=None).update(ended_at=at)
        forget_if_alone(former, at)
    leave_trace(verb="change_place", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


@transaction.atomic
def end_place(*, place: Place, by: Account, at: datetime) -> Place:
    """Take a place away: on no list any more, its guardian’s link shut. Raises ``Refused`` while somebody is on its list."""
    check_can(by, Permission.PLACE_MANAGE)
    found = held(place)
    if found.ended_at is not None:
        raise Refused("Ce lieu est déjà retiré.")
    staying = ShelteredFamily.objects.filter(place=found, left_at=None).count()
    if staying:
        raise Refused(
            f"{staying} famille{'s sont' if staying > 1 else ' est'} encore sur la liste : notez d’abord où chacune va."
        )
    found.ended_at, found.said_state, found.said_at, found.said_until = at, "", None, None
    found.present = None
    found.save()
    GuardianKey.objects.filter(place=found, ended_at=None).update(ended_at=at)
    leave_trace(verb="end_place", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


@transaction.atomic
def resume_place(*, place: Place, by: Account, at: datetime) -> Place:
    """Put it back as it was; its guardian needs a new link. Raises ``Refused`` when it was not away."""
    check_can(by, Permission.PLACE_MANAGE)
    found = held(place)
    if found.ended_at is None:
        raise Refused("Ce lieu est déjà dans la liste.")
    found.ended_at = None
    found.save(update_fields=["ended_at"])
    leave_trace(verb="resume_place", subject=found, by=by, commune_code=current_commune(), at=at)
    return found
