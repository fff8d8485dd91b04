"""The list of a shelter: receiving a family, correcting its line, noting where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordee.coordinate.resources.actions.records import held
from cordee.coordinate.resources.models import NextSolution, Place, ShelteredFamily
from cordee.coordinate.resources.rules.shelter import check_family, check_shelter
from cordee.ground.audit.actions import leave_read_trace, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.selectors.contacts import known_contact
from cordee.ground.people.models import Account
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune
from cordee.ground.vault.models import keeps_health


@dataclass(frozen=True)
class FamilyFacts:
    """What is said on arrival; ``phone`` is E.164, ``medication`` « oui », « non » or nothing."""

    family_name: str
    arrived_at: datetime
    first_name: str = ""
    phone: str = ""
    adults: int = 1
    children: int = 0
    pets: int = 0
    needs: str = ""
    medication: str = ""
    next_solution: str = NextSolution.UNKNOWN
    next_details: str = ""


def _put(family: ShelteredFamily, facts: FamilyFacts, *, at: datetime) -> None:
    check_family(
        family_name=facts.family_name, adults=facts.adults, children=facts.children, needs=facts.needs
    )
    if facts.arrived_at > at:
        raise Refused("Cette arrivée n’a pas encore eu lieu.", field="arrived_time")
    if family.left_at is not None and facts.arrived_at > family.left_at:
        raise Refused("L’arrivée vient avant le départ.", field="arrived_time")
    family.family_name, family.first_name = facts.family_name.strip(), facts.first_name.strip()
    family.phone, family.needs = facts.phone, facts.needs.strip()
    family.adults, family.children, family.pets = facts.adults, facts.children, facts.pets
    family.medication = facts.medication if keeps_health() else ""
    family.next_solution, family.next_details = facts.next_solution, facts.next_details.strip()
    family.arrived_at, family.changed_at = facts.arrived_at, at
    family.person = (
        known_contact(key=name_key(facts.first_name, facts.family_name), phone=facts.phone, email="")
        if facts.phone
        else None
    )


@transaction.atomic
def receive_family(*, place: Place, facts: FamilyFacts, by: Account, at: datetime) -> ShelteredFamily:
    """Put a family on the list. Raises ``Refused`` with the field."""
    check_can(by, Permission.SHELTER_LIST)
    found = held(place)
    check_shelter(found)
    if found.ended_at is not None:
        raise Refused("Ce centre est fermé par la mairie : remettez-le d’abord dans la liste.")
    family = ShelteredFamily.new(place=found, written_by=by)
    _put(family, facts, at=at)
    family.save()
    leave_trace(
        verb="receive_family",
        subject=family,
        by=by,
        commune_code=current_commune(),
        at=at,
        people=family.people,
    )
    return family


@transaction.atomic
def change_family(
    *, family: ShelteredFamily, facts: FamilyFacts, by: Account, at: datetime
) -> ShelteredFamily:
    """Correct its line, or say where it goes next. Raises ``Refused`` with the field."""
    check_can(by, Permission.SHELTER_LIST)
    found = ShelteredFamily.objects.select_for_update(of=("self",)).get(pk=family.pk)
    _put(found, facts, at=at)
    found.save()
    leave_trace(verb="change_family", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


@transaction.atomic
def note_departure(
    *,
    family: ShelteredFamily,
    left_at: datetime,
    next_solution: str,
    next_details: str,
    by: Account,
    at: datetime,
) -> ShelteredFamily:
    """It leaves, for somewhere. Raises ``Refused`` with the field."""
    check_can(by, Permission.SHELTER_LIST)
    found = ShelteredFamily.objects.select_for_update(of=("self",)).get(pk=family.pk)
    if found.left_at is not None:
        raise Refused("Ce départ est déjà noté.")
    if not next_solution or next_solution not in NextSolution.values:
        raise Refused("Où va cette famille ?", field="next_solution")
    if not found.arrived_at <= left_at <= at:
        raise Refused("Le départ vient après l’arrivée, et a déjà eu lieu.", field="left_time")
    found.left_at, found.changed_at = left_at, at
    found.next_solution, found.next_details = next_solution, next_details.strip()
    found.save()
    leave_trace(
        verb="note_departure",
        subject=found,
        by=by,
        commune_code=current_commune(),
        at=at,
        next=str(next_solution),
    )
    return found


@transaction.atomic
def undo_departure(*, family: ShelteredFamily, by: Account, at: datetime) -> ShelteredFamily:
    """It is still there, or came back. Raises ``Refused`` when it never left."""
    check_can(by, Permission.SHELTER_LIST)
    found = ShelteredFamily.objects.select_for_update(of=("self",)).select_related("place").get(pk=family.pk)
    if found.left_at is None:
        raise Refused("Cette famille est encore sur la liste.")
    if found.place.ended_at is not None:
        raise Refused("Ce centre est fermé par la mairie : remettez-le d’abord dans la liste.")
    found.left_at, found.changed_at = None, at
    found.save(update_fields=["left_at", "changed_at"])
    leave_trace(verb="undo_departure", subject=found, by=by, commune_code=current_commune(), at=at)
    return found


def trace_list_read(*, place: Place, families: list[ShelteredFamily], by: Account, page: str) -> None:
    """Leave the trace that this agent read the list, and of each family that it was on it (domain.md § 7.6); one write."""
    known = [one.person for one in families if one.person is not None]
    leave_read_trace(subjects=[place, *families, *known], by=by, commune_code=current_commune(), page=page)
