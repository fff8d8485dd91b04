"""Loading the reference of French communes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from cordee.ground.audit.actions import Actor, Task, leave_trace
from cordee.ground.territory.gateways.reference import CommuneRow, read_communes
from cordee.ground.territory.models import Commune


@dataclass(frozen=True)
class Counts:
    """What a load did to the communes. Those the file no longer has are kept: rows may point to them."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def load_communes(*, path: Path | None = None, by: Actor | None = None) -> Counts:
    """Bring the communes up to date with the reference shipped, or with ``path``; again and again without
    harm.

    Raises ``Refused`` when the file is not the reference; nothing is then changed.
    """
    fields = CommuneRow._fields
    known = {row[0]: row for row in Commune.objects.order_by().values_list(*fields)}
    rows = list(read_communes(path))
    changed = [row for row in rows if known.get(row.insee_code) != tuple(row)]
    Commune.objects.bulk_create(
        [Commune(**row._asdict()) for row in changed],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["insee_code"],
        update_fields=list(fields[1:]),
    )
    created = sum(row.insee_code not in known for row in changed)
    counts = Counts(created, len(changed) - created, len(rows) - len(changed))
    if changed:
        leave_trace(
            verb="load_communes",
            subject="reference:communes",
            by=by or Task("load_communes"),
            commune_code="",
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
        )
    return counts
