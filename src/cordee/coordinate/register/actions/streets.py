"""Taking the register out of the building, on paper: who may, why, and the trace of each person it shows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.actions.consulting import trace_shown
from cordee.coordinate.register.rules.clearances import check_open_register
from cordee.coordinate.register.selectors.streets import Streets, register_by_street
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune

REASON = "bag"
"""Why each entry was read, a key of ``rules.clearances.READING_REASONS``."""


@transaction.atomic
def take_out_register(*, by: Account, at: datetime) -> Streets:
    """Everybody listed by street, and the trace that this agent took each of them away. Raises ``Refused``."""
    check_can(by, Permission.CRISIS_BAG)
    check_open_register(by, at)
    found = register_by_street(on=timezone.localtime(at).date())
    pairs = [(one.entry_key, one.person_key) for one in found.people]
    trace_shown(pairs=pairs, by=by, at=at, reason=REASON, page="bag")
    leave_trace(
        verb="take_out_register", subject="register", by=by, commune_code=current_commune(), kind=EventKind.READ, at=at,
        people=len(found.people), protected=found.protected,
    )  # fmt: skip
    return found
