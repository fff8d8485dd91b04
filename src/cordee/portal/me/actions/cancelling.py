"""« Je n’en ai plus besoin »."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.assignments.actions.answers import cancel_assignments_of
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.steps import cancel_need
from cordee.ground.needs.models import ClosingReason, Need
from cordee.ground.people.models import Person

REASONS = (
    (ClosingReason.CANCELLED_BY_REQUESTER, "Je n’en ai plus besoin"),
    (ClosingReason.SERVED_BY_RELATIVE, "Un proche s’en est occupé"),
    (ClosingReason.REFUSED, "Je préfère ne pas être aidé·e"),
)


@transaction.atomic
def cancel_own_need(*, need: Need, by: Person, at: datetime, reason: str) -> None:
    """Close one's request and tell whoever was engaged. Raises ``Refused``."""
    if reason not in {code for code, _ in REASONS}:
        raise Refused("Choisissez une raison.", field="reason")
    cancel_need(need=need, by=by, at=at, reason=reason)
    cancel_assignments_of(need=need, by=by, at=at)
