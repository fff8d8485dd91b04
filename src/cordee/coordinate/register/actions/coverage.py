"""Writing how many people of 65 or over live where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordee.coordinate.register.models import ElderlyCount
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune


@transaction.atomic
def set_elderly_counts(
    *, people: Mapping[int | None, int | None], year: int, source: str, by: Actor, at: datetime
) -> None:
    """Keep the figures of one source by district (key ``None``: the whole town; figure ``None``: unknown). Raises
    ``Refused``."""
    if isinstance(by, Account):
        check_can(by, Permission.REGISTER_MANAGE)
    if not source.strip():
        raise Refused("D’où viennent ces chiffres ? Par exemple : INSEE, recensement.", field="source")
    if not 1990 <= year <= at.year:
        raise Refused("De quelle année sont ces chiffres ?", field="year")
    for district, count in people.items():
        ElderlyCount.objects.filter(district=district).delete()
        if count is not None:
            ElderlyCount.objects.create(
                district_id=district, people=count, year=year, source=source.strip()[:80]
            )
    leave_trace(
        verb="set_elderly_counts",
        subject="register",
        by=by,
        commune_code=current_commune(),
        at=at,
        count=len(people),
    )
