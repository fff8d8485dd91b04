"""Opening, telling and ending a crisis."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import leave_trace
from cordee.ground.crisis.models import Crisis
from cordee.ground.crisis.rules.crises import check_change, check_words
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


@transaction.atomic
def open_crisis(
    *,
    kind: str,
    title: str,
    phase: str,
    by: Account,
    at: datetime,
    public_message: str = "",
    source: str = "",
) -> Crisis:
    """Open an event, shown to everybody from now on. Raises ``Refused`` with the field."""
    check_words(kind=kind, title=title, phase=phase, public_message=public_message)
    crisis = Crisis(
        kind=kind,
        title=title.strip()[:120],
        phase=phase,
        public_message=public_message.strip(),
        source=source.strip()[:160],
        started_at=at,
    )
    crisis.save()
    leave_trace(
        verb="open_crisis",
        subject=crisis,
        by=by,
        commune_code=current_commune(),
        at=at,
        kind_of_event=kind,
        phase=phase,
    )
    return crisis


@transaction.atomic
def update_crisis(
    *,
    crisis: Crisis,
    kind: str,
    title: str,
    phase: str,
    public_message: str,
    source: str,
    by: Account,
    at: datetime,
) -> Crisis:
    """Change what is said of an open event; the trace names the columns, not the words. Raises ``Refused``."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    check_words(kind=kind, title=title, phase=phase, public_message=public_message)
    said = {
        "kind": kind,
        "title": title.strip()[:120],
        "phase": phase,
        "public_message": public_message.strip(),
        "source": source.strip()[:160],
    }
    changed = [name for name, value in said.items() if getattr(current, name) != value]
    if changed:
        for name in changed:
            setattr(current, name, said[name])
        current.save()
        leave_trace(
            verb="update_crisis",
            subject=current,
            by=by,
            commune_code=current_commune(),
            at=at,
            fields=changed,
            phase=phase,
        )
    return current


@transaction.atomic
def end_crisis(*, crisis: Crisis, by: Account, at: datetime) -> Crisis:
    """End an event: the home page says so no more, needs and missions go on. Raises ``Refused`` when it is over."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    current.ended_at = max(at, current.started_at)
    current.save()
    leave_trace(verb="end_crisis", subject=current, by=by, commune_code=current_commune(), at=at)
    return current
