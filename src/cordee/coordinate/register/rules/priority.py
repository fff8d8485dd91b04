"""In which order people are called: three classes, computed, told with their reasons (domain.md § 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.coordinate.register.models import Mobility, RegisterEntry
from cordee.ground.audit.rules import Refused

OLD = 80


@dataclass(frozen=True)
class Facts:
    """What the order rests on; ``None`` and ``""`` are « nobody knows »."""

    age: int | None = None
    lives_alone: bool | None = None
    weekly_visit: bool | None = None
    mobility: str = ""
    medical_device: bool = False


@dataclass(frozen=True)
class Priority:
    """1, 2 or 3, and why, in French."""

    level: int
    reasons: tuple[str, ...]


def priority_of(facts: Facts) -> Priority:
    """P1: alone and (80 or over, in bed or in a wheelchair, an electric medical device, or no weekly visit); P2: alone, or
    80 or over; P3: the others. What nobody knows counts for nothing and is said."""
    old = facts.age is not None and facts.age >= OLD
    aggravating = [
        *([f"{facts.age} ans"] if old else []),
        *(["alité·e"] if facts.mobility == Mobility.BED else []),
        *(["en fauteuil"] if facts.mobility == Mobility.WHEELCHAIR else []),
        *(["appareil médical électrique"] if facts.medical_device else []),
        *(["aucune visite dans la semaine"] if facts.weekly_visit is False else []),
    ]
    if facts.lives_alone:
        return Priority(1 if aggravating else 2, ("vit seul·e", *aggravating))
    unknown = (
        ("on ne sait pas si la personne vit seule",) if facts.lives_alone is None else ("ne vit pas seul·e",)
    )
    if old:
        return Priority(2, (f"{facts.age} ans", *unknown))
    known_age = "âge inconnu" if facts.age is None else f"moins de {OLD} ans"
    return Priority(3, (*unknown, known_age))


def age_for_calls(entry: RegisterEntry, on: date) -> int | None:
    """Age in whole years; from the year of birth alone, the age reached that year: in doubt, one calls earlier."""
    person = entry.person
    if person.birth_on is not None:
        return person.age_on(on)
    return on.year - person.birth_year if person.birth_year else None


def facts_of(entry: RegisterEntry, on: date) -> Facts:
    """What an entry says of it on a day."""
    return Facts(
        age=age_for_calls(entry, on),
        lives_alone=entry.lives_alone,
        weekly_visit=entry.weekly_visit,
        mobility=entry.mobility or "",
        medical_device=entry.medical_device == "oui",
    )


def check_priority(level: int | None, why: str) -> None:
    """Raise ``Refused`` for a priority chosen without a reason; ``None`` gives the computed one back."""
    if level is None:
        return
    if level not in {1, 2, 3}:
        raise Refused("Choisissez P1, P2 ou P3.", field="level")
    if len(why.strip()) < 5:
        raise Refused("Écrivez pourquoi, en quelques mots : vos collègues le liront.", field="why")
