"""A person reads what no rule understood."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.messaging.models import IncomingMessage
from cordee.ground.territory.models import current_commune


@transaction.atomic
def mark_incoming_read(*, incoming: IncomingMessage, by: Actor, at: datetime) -> bool:
    """Take an SMS out of the list of those to read. Returns ``False`` when somebody had read it already."""
    if not IncomingMessage.objects.filter(pk=incoming.pk, read_at=None).update(read_at=at):
        return False
    leave_trace(verb="mark_incoming_read", subject=incoming, by=by, commune_code=current_commune(), at=at)
    return True
