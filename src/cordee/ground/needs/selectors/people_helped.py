"""The file of a person helped."""

from __future__ import annotations

from cordee.ground.needs.models import Beneficiary


def beneficiary_of_person(person_id: int) -> Beneficiary | None:
    """What is known of a person for the purpose of helping them; ``None`` when they never asked."""
    return (
        Beneficiary.objects.select_related("household__district", "person").filter(person=person_id).first()
    )
