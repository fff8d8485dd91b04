"""The file of a person helped."""

from __future__ import annotations

from cordee.ground.needs.models import Beneficiary, Household


def beneficiary_of_person(person_id: int) -> Beneficiary | None:
    """What is known of a person for the purpose of helping them; ``None`` when they never asked."""
    return (
        Beneficiary.objects.select_related("household__district", "person").filter(person=person_id).first()
    )


def addresses_helped() -> list[str]:
    """Every door where help was asked for: to find it in a text. One query."""
    return list(Household.objects.exclude(address="").order_by().values_list("address", flat=True).distinct())
