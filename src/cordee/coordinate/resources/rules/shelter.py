"""What is said, and what is not, of the people sheltered."""

from __future__ import annotations

import re

from unidecode import unidecode

from cordee.coordinate.resources.models import Place, PlaceKind
from cordee.ground.audit.rules import Refused

REFUSAL = (
    "Je ne peux ni confirmer ni infirmer qu’une personne est connue de nos services. Si vous me laissez vos coordonnées, "
    "elles lui seront transmises si elle est connue et si elle le souhaite."
)
"""To whoever asks « est-ce que M. X est chez vous ? » (domain.md, A.5): word for word, for everybody."""
MOST_OF_A_FAMILY = 30
_DIAGNOSIS = re.compile(
    r"\b(diabet\w*|cancer\w*|epilep\w*|alzheimer|parkinson|sida|vih|hiv|depress\w*|schizo\w*|asthm\w*|insuline|"
    r"dialys\w*|chimio\w*|grossesse|enceinte|covid\w*|hepatit\w*)\b"
)
"""Illnesses people write most, without accents: a reminder at the right moment, not a dictionary."""


def is_shelter(place: Place) -> bool:
    """True for a place that receives people and lists them."""
    return place.kind == PlaceKind.SHELTER


def check_shelter(place: Place) -> None:
    """Raise ``Refused`` where ``is_shelter`` is false."""
    if not is_shelter(place):
        raise Refused("Seul un centre d’accueil tient une liste des personnes accueillies.")


def check_family(*, family_name: str, adults: int, children: int, needs: str) -> None:
    """Raise ``Refused`` with the field: a name, somebody, needs without an illness (domain.md § 7.2)."""
    if not family_name.strip():
        raise Refused("Il manque le nom de famille.", field="family_name")
    if adults + children < 1:
        raise Refused("Comptez au moins une personne.", field="adults")
    if adults + children > MOST_OF_A_FAMILY:
        raise Refused(f"Pas plus de {MOST_OF_A_FAMILY} personnes sur une ligne.", field="adults")
    if found := _DIAGNOSIS.search(unidecode(needs).lower()):
        raise Refused(
            f"« {found[0]} » dit la santé : écrivez ce qu’il faut (prise électrique, lit bas, réfrigérateur), pas pourquoi.",
            field="needs",
        )
