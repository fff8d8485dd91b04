"""What leaves for the prefect, and what left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cordee.coordinate.register.models import LISTED_STATES, LegalCategory, RegisterEntry, Transmission
from cordee.ground.people.rules.phones import display_phone

HEADERS = (
    "Nom", "Prénoms", "Date de naissance", "Qualité", "Adresse", "Code postal", "Commune", "Téléphone", "Autre téléphone",
    "Service à domicile", "Personne à prévenir", "Téléphone de la personne à prévenir", "Date de la demande",
    "Tiers demandeur", "Qualité du tiers",
)  # fmt: skip
"""What the decree allows (R. 121-4), and nothing else."""


def _phone(number: str) -> str:
    return display_phone(number) if number else ""


def rows_for_prefect() -> list[list[str]]:
    """Everybody listed, in the order of the columns; none of the optional answers. Protected people are in it: the State
    looks for them too, and whoever prepares the file does not open it."""
    rows = RegisterEntry.objects.filter(state__in=LISTED_STATES).select_related("person")
    return [
        [
            row.person.last_name,
            row.person.first_name,
            f"{row.person.birth_on:%d/%m/%Y}" if row.person.birth_on else str(row.person.birth_year or ""),
            LegalCategory(row.category).label,
            row.address,
            row.postcode,
            row.city,
            _phone(row.person.phone),
            _phone(row.person.phone_alt),
            row.home_service,
            row.emergency_name,
            _phone(row.emergency_phone),
            f"{row.requested_on:%d/%m/%Y}",
            row.third_name,
            row.third_quality,
        ]
        for row in rows.order_by("person__last_name", "person__first_name", "pk")
    ]


@dataclass(frozen=True)
class TransmissionLine:
    """One request of the prefect and what became of it."""

    key: int
    number: str
    reference: str
    requested_on: date
    recipient: str
    state: str
    state_label: str
    asked_by: str
    asked_by_key: int | None
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    handed_by: str
    handed_at: datetime | None
    people: int
    digest: str


def transmissions(*, limit: int = 100) -> list[TransmissionLine]:
    """Newest first."""
    rows = Transmission.objects.select_related("asked_by", "decided_by", "handed_by")[:limit]
    return [
        TransmissionLine(
            key=row.pk,
            number=str(row),
            reference=row.reference,
            requested_on=row.requested_on,
            recipient=row.recipient,
            state=row.state,
            state_label=row.get_state_display(),
            asked_by=row.asked_by.name if row.asked_by else "",
            asked_by_key=row.asked_by_id,
            asked_at=row.asked_at,
            decided_by=row.decided_by.name if row.decided_by else "",
            decided_at=row.decided_at,
            handed_by=row.handed_by.name if row.handed_by else "",
            handed_at=row.handed_at,
            people=row.people,
            digest=row.digest,
        )
        for row in rows
    ]


def transmission_by_id(transmission_id: int) -> TransmissionLine | None:
    """One of them."""
    return next((line for line in transmissions(limit=10_000) if line.key == transmission_id), None)
