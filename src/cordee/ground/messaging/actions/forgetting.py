"""Forgetting what was sent to somebody: the message stays a count, its words and its number go."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cordee.ground.messaging.gateways.local import forget_exercise_folder, forget_in_copies
from cordee.ground.messaging.models import IncomingMessage, MessageState, OutgoingMessage, Receipt, Stopped
from cordee.ground.people.models import Person
from cordee.ground.territory.models import current_commune

_WAITING = (MessageState.QUEUED, MessageState.SENDING)


def _addresses_of(person: Person) -> set[str]:
    """Numbers and e-mails by which only this person was reached, old ones included."""
    sent_to = set(
        OutgoingMessage.objects.filter(person=person).order_by().values_list("recipient", flat=True)
    )
    mine = {one for one in (person.phone, person.phone_alt, person.email, *sent_to) if one}
    others = Person.objects.filter(erased_at=None).exclude(pk=person.pk).exclude(merged_into=person)
    shared = others.filter(Q(phone__in=mine) | Q(phone_alt__in=mine) | Q(email__in=mine))
    return mine - {one for row in shared.values_list("phone", "phone_alt", "email") for one in row}


def forget_messages(person: Person, _at: datetime) -> None:
    """What was sent, what came in, the « STOP », and the copies kept on the machine of a demonstration."""
    addresses = _addresses_of(person)
    about = Q(person=person) | Q(recipient__in=addresses)
    messages = OutgoingMessage.objects.filter(about)
    messages.filter(state__in=_WAITING).update(state=MessageState.CANCELLED, lease_until=None, lease_token="")
    messages.update(recipient="", subject="", body="", last_error="")
    IncomingMessage.objects.filter(sender__in=addresses).update(sender="", text="")
    Stopped.objects.filter(number__in=addresses).delete()
    forget_in_copies(addresses)


def object_to_messages(person: Person, at: datetime) -> None:
    """No more SMS, whatever is waiting."""
    OutgoingMessage.objects.filter(person=person, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )
    for number in {person.phone, person.phone_alt} - {""}:
        Stopped.objects.get_or_create(number=number, commune_id=person.commune_id, defaults={"at": at})


def destroy_messages(keys: list[int], _at: datetime) -> None:
    """Delete old messages; a negative key is one that came in."""
    for start in range(0, len(keys), 500):
        batch = keys[start : start + 500]
        Receipt.objects.filter(message__in=[key for key in batch if key > 0]).delete()
        OutgoingMessage.objects.filter(pk__in=[key for key in batch if key > 0]).delete()
        IncomingMessage.objects.filter(pk__in=[-key for key in batch if key < 0]).delete()


def forget_exercise_copies() -> None:
    """Take away the copies of messages that an exercise left on this machine."""
    forget_exercise_folder(current_commune())
