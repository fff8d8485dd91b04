"""What the register knows of people, only to be found in a text about to be published; nothing of it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from cordee.coordinate.register.models import AlertSubscription, RegisterEntry


def words_of_register() -> Iterator[tuple[list[str], list[str], str]]:
    """(people beside, in free words; telephones; address) of each entry and of each alert subscription. Two queries."""
    rows = RegisterEntry.objects.order_by().values_list(
        "third_name", "emergency_name", "emergency_phone", "address"
    )
    for third, emergency, phone, address in rows.iterator(chunk_size=2000):
        yield [third, emergency], [phone], address
    for address in AlertSubscription.objects.order_by().values_list("address", flat=True):
        yield [], [], address
