"""What is kept about a guardian, and about whoever was sheltered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from cordee.coordinate.resources.models import NextSolution, Place, ShelteredFamily
from cordee.ground.people.models import Person
from cordee.ground.people.rules.names import name_key


def families_in_name(person: Person) -> list[ShelteredFamily]:
    """Lines that are theirs: linked, or under their number, or under their whole name when no number was left.

    Names and numbers are ciphered, so they are compared once read; the list is a few hundred lines, kept a month.
    """
    numbers = {person.phone, person.phone_alt} - {""}

    def theirs(line: ShelteredFamily) -> bool:
        if line.person_id == person.pk or line.phone in numbers:
            return True
        named = bool(line.first_name) and name_key(line.first_name, line.family_name) == person.name_key
        return named and not line.phone

    rows = ShelteredFamily.objects.select_related("place").filter(Q(person=None) | Q(person=person))
    return [line for line in rows if theirs(line)]


def export_guarded(person: Person) -> dict[str, Any]:
    """The places they guard."""
    told = [{"Lieu": one.name, "Adresse": one.address} for one in Place.objects.filter(guardian=person)]
    return {"Lieux": told} if told else {}


def export_sheltered(person: Person) -> dict[str, Any]:
    """Their lines on the lists of shelters; nobody else’s."""
    told = [
        {
            label: value
            for label, value in {
                "Centre": one.place.name,
                "Famille": f"{one.family_name} {one.first_name}".strip(),
                "Adultes": one.adults,
                "Enfants": one.children,
                "Animaux": one.pets,
                "Besoins": one.needs,
                "Traitement à ne pas interrompre": one.medication,
                "Arrivée": f"{timezone.localtime(one.arrived_at):%d/%m/%Y %H:%M}",
                "Solution suivante": str(NextSolution(one.next_solution).label) if one.next_solution else "",
                "Précision": one.next_details,
                "Départ": f"{timezone.localtime(one.left_at):%d/%m/%Y %H:%M}" if one.left_at else "",
            }.items()
            if value
        }
        for one in families_in_name(person)
    ]
    return {"Séjours": told} if told else {}
