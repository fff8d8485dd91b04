"""What leaves for the prefect, and who lets it (CASF L. 121-6-1)."""

from __future__ import annotations

from datetime import date

from cordee.coordinate.register.models import Transmission, TransmissionState
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account

NOTICE = """Registre nominatif de la commune de {town} (code de l’action sociale et des familles, art. L. 121-6-1)

Transmission {number}, préparée le {day}, pour {recipient}.
Demande du préfet : {reference}, du {requested}.
{people} personne(s). Seuls figurent les éléments prévus par la loi.

Ces données sont confidentielles (code pénal, art. 226-13 et 226-21). Elles servent au plan d’alerte et d’urgence et à rien
d’autre ; elles sont détruites quand il prend fin.
"""


def check_request(*, reference: str, requested_on: date | None, recipient: str, on: date) -> date:
    """The day of the request. Raises ``Refused`` (field) for a request of the prefect that nobody could find again."""
    if len(reference.strip()) < 3:
        raise Refused(
            "Notez la référence de la demande du préfet : sans elle, rien ne sort.", field="reference"
        )
    if requested_on is None or requested_on > on:
        raise Refused("De quel jour est la demande du préfet ?", field="requested_on")
    if not recipient.strip():
        raise Refused("À quel service de la préfecture ?", field="recipient")
    return requested_on


def check_approver(transmission: Transmission, by: Account) -> None:
    """Raise ``Refused`` when it is decided already, or by whoever asked."""
    if transmission.state != TransmissionState.ASKED:
        raise Refused("Cette transmission est déjà décidée.")
    if transmission.asked_by_id in {None, by.pk}:
        raise Refused("Il faut deux personnes : celle qui prépare n’est pas celle qui approuve.")
