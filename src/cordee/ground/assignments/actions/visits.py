"""« Annoncée par téléphone »: an agent rang the person helped, or ticked the wrong line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.rules.visits import check_can_announce, is_called_off
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account


@transaction.atomic
def record_visit_announced(*, assignment: Assignment, by: Account, at: datetime) -> Assignment:
    """Note who told the person, and when; the first to say so stays. Raises ``Refused``."""
    found = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    check_can_announce(found)
    if found.announced_at is None:
        found.announced_at, found.announced_by = at, by
        found.save(update_fields=["announced_at", "announced_by"])
        leave_trace(verb="announce_visit", subject=found, by=by, commune_code=found.commune_id, at=at)
    return found


@transaction.atomic
def take_back_visit_announced(*, assignment: Assignment, by: Account, at: datetime) -> Assignment:
    """The wrong line was ticked: the visit waits for its call again."""
    found = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if found.announced_at is not None:
        found.announced_at = found.announced_by = None
        found.save(update_fields=["announced_at", "announced_by"])
        leave_trace(
            verb="take_back_visit_announced", subject=found, by=by, commune_code=found.commune_id, at=at
        )
    return found


@transaction.atomic
def record_visit_called_off(*, assignment: Assignment, by: Account, at: datetime) -> Assignment:
    """The person was told that the visit announced to them will not take place. Raises ``Refused``."""
    found = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not is_called_off(found):
        raise Refused("Cette visite n’est pas à décommander.")
    found.announced_at = found.announced_by = None
    found.save(update_fields=["announced_at", "announced_by"])
    leave_trace(verb="call_off_visit", subject=found, by=by, commune_code=found.commune_id, at=at)
    return found
