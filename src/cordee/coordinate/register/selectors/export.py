"""What the registers keep about a person."""

from __future__ import annotations

from typing import Any

from cordee.coordinate.register.models import (
    AlertChannel,
    AlertRisk,
    AlertSubscription,
    EntryState,
    LegalCategory,
    Origin,
    RegisterEntry,
)
from cordee.coordinate.register.rules.operational import QUESTIONS
from cordee.coordinate.register.rules.priority import facts_of, priority_of
from cordee.coordinate.register.selectors.facts import ANSWER_WORDS
from cordee.ground.people.models import Person
from cordee.ground.people.rules.phones import display_phone


def _answer(value: Any) -> str:
    return ANSWER_WORDS.get(value, str(value)) if value not in (None, "") else ""


def _entry(entry: RegisterEntry) -> dict[str, Any]:
    told = {
        "Numéro": str(entry),
        "État": EntryState(entry.state).label,
        "À titre de": LegalCategory(entry.category).label,
        "Inscription demandée par": Origin(entry.origin).label,
        "Demandée le": f"{entry.requested_on:%d/%m/%Y}",
        "Qualité du tiers": entry.third_quality,
        "Adresse": f"{entry.address} {entry.postcode} {entry.city}".strip(),
        "Représentant légal": entry.representative,
        "Personne à prévenir": f"{entry.emergency_name} {display_phone(entry.emergency_phone)}".strip(),
        "Service à domicile": entry.home_service,
        "Absente jusqu’au": f"{entry.away_until:%d/%m/%Y}" if entry.away_until else "",
        "Vérifiée le": f"{entry.checked_on:%d/%m/%Y}" if entry.checked_on else "",
        "Ordre d’appel": f"P{entry.order}",
        "Pourquoi cet ordre": entry.priority_why
        or ", ".join(priority_of(facts_of(entry, entry.state_since.date())).reasons),
    }
    told |= {question.label: _answer(getattr(entry, code)) for code, question in QUESTIONS.items()}
    return {label: value for label, value in told.items() if value}


def export_entry(person: Person) -> dict[str, Any]:
    """Entries of a person, living or removed; the name of a third party who wrote is theirs and is not handed over."""
    told = [_entry(entry) for entry in RegisterEntry.objects.filter(person=person).select_related("person")]
    return {"Inscriptions": told} if told else {}


def export_alerts(person: Person) -> dict[str, Any]:
    """What a person asked to be warned of."""
    told = [
        {
            "Numéro": str(row),
            "Risques": ", ".join(AlertRisk(code).label for code in row.risks if code in AlertRisk.values),
            "Prévenir": AlertChannel(row.channel).label,
            "Adresse": f"{row.address} {row.postcode}".strip(),
            "Demandé le": f"{row.asked_on:%d/%m/%Y}",
        }
        for row in AlertSubscription.objects.filter(person=person)
    ]
    return {"Demandes": told} if told else {}
