"""To whom a person helped agrees that their data goes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cordee.ground.audit.actions import Actor
from cordee.ground.needs.models import Beneficiary
from cordee.ground.people.actions.consents import note_consent, withdraw_consent
from cordee.ground.people.models import Consent, ConsentAnswer, Recipient


@transaction.atomic
def note_sharing(
    *,
    beneficiary: Beneficiary,
    recipient: str,
    answer: str,
    channel: str,
    said_on: date,
    by: Actor,
    at: datetime,
) -> Consent:
    """Write an answer down; about the helper it also opens or shuts the file to volunteers. Raises ``Refused``."""
    consent = note_consent(
        person=beneficiary.person, recipient=recipient, answer=answer, channel=channel, said_on=said_on, by=by, at=at
    )  # fmt: skip
    _tell_planning(beneficiary, consent)
    return consent


@transaction.atomic
def withdraw_sharing(
    *, beneficiary: Beneficiary, recipient: str, channel: str, by: Actor, at: datetime
) -> Consent:
    """Take an agreement back. Raises ``Refused`` when none stands."""
    consent = withdraw_consent(
        person=beneficiary.person, recipient=recipient, channel=channel, by=by, at=at
    )  # fmt: skip
    _tell_planning(beneficiary, consent)
    return consent


def _tell_planning(beneficiary: Beneficiary, consent: Consent) -> None:
    if consent.recipient == Recipient.HELPER:
        beneficiary.share_with_helper = consent.answer == ConsentAnswer.YES
        beneficiary.save(update_fields=["share_with_helper"])
