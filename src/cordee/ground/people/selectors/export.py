"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from cordee.ground.people.models import ContactBy, Language, Person
from cordee.ground.people.rules.phones import display_phone


def export_identity(person: Person) -> dict[str, Any]:
    """Who they are and how they are reached."""
    told = {
        "Prénom": person.first_name,
        "Nom": person.last_name,
        "Téléphone": display_phone(person.phone) if person.phone else "",
        "Autre téléphone": display_phone(person.phone_alt) if person.phone_alt else "",
        "Courriel": person.email,
        "Date de naissance": f"{person.birth_on:%d/%m/%Y}" if person.birth_on else "",
        "Année de naissance": person.birth_year or "",
        "Langue": Language(person.language).label,
        "Préfère être joint·e": ContactBy(person.contact_by).label,
        "Adresse protégée": person.protected,
    }
    return {label: value for label, value in told.items() if value not in ("", False)}
