"""Telling referents that something waits for them: a number and an hour, never what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.safeguarding.models import SafeguardingReport
from cordee.coordinate.safeguarding.rules.reports import can_read
from cordee.coordinate.safeguarding.selectors.reports import late_reports, referents
from cordee.ground.audit.actions import Actor
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel
from cordee.ground.messaging.rules.templates import compose
from cordee.ground.people.models import Account
from cordee.ground.territory.models import Municipality, current_commune

ALONE = timedelta(hours=24)
"""For so long the owner alone is reminded; after that, every referent."""


def tell_referents(
    report: SafeguardingReport, template: str, *, key: str, to: Iterable[Account], by: Actor, at: datetime
) -> int:
    """Queue one e-mail to each, once per ``key``. Returns how many had an address."""
    town = Municipality.objects.values_list("name", flat=True).get(pk=current_commune())
    due = timezone.localtime(report.due_at)
    text = compose(
        template, Channel.EMAIL, town=town, number=str(report), due=f"{due:%d/%m/%Y} à {due.hour} h {due:%M}"
    )
    told = 0
    for account in to:
        if not account.email:
            continue
        queue_message(
            key=f"safeguarding:{report.pk}:{key}:{account.pk}", channel=Channel.EMAIL, recipient=account.email, person=None,
            kind=text.kind, subject=text.subject, body=text.body, on_doubt=text.on_doubt, at=at, by=by,
        )  # fmt: skip
        told += 1
    return told


@transaction.atomic
def remind_late(*, at: datetime, by: Actor) -> int:
    """Who follows a late report hears of it once a day; after a day, every referent does.

    Returns how many reports are late.
    """
    late = late_reports(at)
    everybody = referents() if late else []
    for report in late:
        waited = at - report.due_at
        owner = report.owner
        alone = owner is not None and waited < ALONE and can_read(owner)
        tell_referents(
            report, "safeguarding_late", key=f"late:{report.due_at:%Y%m%d%H%M}:{waited.days}",
            to=[owner] if alone and owner else everybody, by=by, at=at,
        )  # fmt: skip
    return len(late)
