"""Writing an answer down, taking it back, forgetting it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import (
    Account,
    Consent,
    ConsentAnswer,
    ConsentChannel,
    Person,
    Recipient,
)
from cordee.ground.people.selectors.consents import consent_to, consents_of


@transaction.atomic
def note_consent(
    *, person: Person, recipient: str, answer: str, channel: str, said_on: date, by: Actor, at: datetime
) -> Consent:
    """Write one answer down; it stands until the next. Raises ``Refused`` with the field."""
    if recipient not in Recipient.values:
        raise Refused("Choisissez le destinataire.", field="recipient")
    if answer not in ConsentAnswer.values:
        raise Refused("Choisissez la réponse.", field="answer")
    if channel not in ConsentChannel.values:
        raise Refused("Dites comment la personne l’a dit.", field="channel")
    if said_on > timezone.localtime(at).date():
        raise Refused("Ce jour n’est pas encore venu.", field="said_on")
    consent = Consent.objects.create(
        person=person, recipient=recipient, answer=answer, channel=channel, said_on=said_on, noted_at=at,
        noted_by=by if isinstance(by, Account) else None,
    )  # fmt: skip
    leave_trace(
        verb="note_consent", subject=person, by=by, commune_code=person.commune_id, at=at,
        recipient=str(recipient), answer=str(answer),
    )  # fmt: skip
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, recipient: str, channel: str, by: Actor, at: datetime) -> Consent:
    """Take a yes back: as easy as giving it (RGPD art. 7(3)). Raises ``Refused`` when no yes stands."""
    standing = consent_to(person, Recipient(recipient)) if recipient in Recipient.values else None
    if standing is None or standing.answer != ConsentAnswer.YES:
        raise Refused("Il n’y a pas d’accord à retirer.")
    return note_consent(
        person=person, recipient=recipient, answer=ConsentAnswer.WITHDRAWN, channel=channel,
        said_on=timezone.localtime(at).date(), by=by, at=at,
    )  # fmt: skip


def object_to_sharing(person: Person, at: datetime) -> None:
    """Whoever objects (art. 21) agrees to nothing any more; the objection itself leaves the trace."""
    for standing in consents_of(person):
        if standing.agreed:
            Consent.objects.create(
                person=person, recipient=standing.recipient, answer=ConsentAnswer.WITHDRAWN,
                channel=ConsentChannel.RIGHTS, said_on=timezone.localtime(at).date(), noted_at=at,
            )  # fmt: skip


def forget_consents(person: Person) -> None:
    """The answers go with the file."""
    Consent.objects.filter(person=person).delete()
