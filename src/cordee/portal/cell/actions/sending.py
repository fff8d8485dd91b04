"""Sending a point de situation: one e-mail an address, by the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.crisis.actions.situation import note_situation_sent
from cordee.ground.crisis.models import SituationReport
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel
from cordee.ground.people.models import Account
from cordee.portal.cell.rules.situation import mail_of


@transaction.atomic
def send_situation(
    *, report: SituationReport, recipients: list[str], town: str, by: Account, at: datetime
) -> SituationReport:
    """Queue the report to each address; asked twice, sent once. Raises ``Refused`` before it is published."""
    sent = note_situation_sent(report=report, recipients=recipients, by=by, at=at)
    subject, body = mail_of(sent, town=town)
    for address in recipients:
        queue_message(
            key=f"situation:{sent.pk}:{address}"[:120], channel=Channel.EMAIL, recipient=address, person=None,
            kind="situation", subject=subject, body=body, at=at, by=by,
        )  # fmt: skip
    return sent
