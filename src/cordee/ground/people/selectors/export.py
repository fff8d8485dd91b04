"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.ground.people.models import (
    ContactBy,
    EntryKey,
    GlassBreak,
    Language,
    Person,
    Protection,
    RightRequest,
)
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


def export_rights(person: Person) -> dict[str, Any]:
    """What they asked about their data and when it was answered; how often a way into their space was sent."""
    told: dict[str, Any] = {}
    asked = [
        {
            "Numéro": str(one),
            "Demande": one.get_kind_display(),
            "Reçue le": f"{one.received_on:%d/%m/%Y}",
            "Identité vérifiée": one.identity_checked,
            "Note": one.note,
            "Répondue le": f"{timezone.localtime(one.answered_at):%d/%m/%Y}" if one.answered_at else "",
            "Réponse": one.get_outcome_display() if one.outcome else "",
        }
        for one in RightRequest.objects.filter(person=person).order_by("received_on", "id")
    ]
    if asked:
        told["Demandes"] = [{label: value for label, value in one.items() if value} for one in asked]
    hidden = Protection.objects.filter(person=person, lifted_at=None).first()
    if hidden is not None:
        told["Dossier protégé depuis le"] = f"{timezone.localtime(hidden.set_at):%d/%m/%Y}"
    opened = [
        {"Le": f"{timezone.localtime(one.opened_at):%d/%m/%Y %H:%M}", "Motif": one.reason}
        for one in GlassBreak.objects.filter(person=person).order_by("opened_at")
    ]
    if opened:
        told["Ouvertures en urgence de votre dossier protégé"] = opened
    if keys := EntryKey.objects.filter(person=person).count():
        told["Accès personnels envoyés et encore gardés"] = keys
    return told
