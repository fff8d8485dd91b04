"""Asking the data protection officer for something."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import Channel
from cordee.ground.people.actions.privacy import open_right_request
from cordee.ground.people.models import Person, RightChannel
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.territory.models import Municipality, current_commune

RIGHTS = (
    ("opposition", "Je m’oppose à ce que mes données servent à l’entraide"),
    ("effacement", "Je demande l’effacement de mes données"),
    ("limitation", "Je demande que mes données soient mises de côté le temps d’une vérification"),
)


@transaction.atomic
def ask_for_right(*, person: Person, right: str, at: datetime) -> None:
    """Record the request and write to the town: an answer is due within a month (RGPD art. 12(3)).

    Nothing is erased here: a person looks at what the law keeps. Raises ``Refused`` for an unknown right.
    """
    if right not in dict(RIGHTS):
        raise Refused("Choisissez ce que vous demandez.", field="right")
    leave_trace(
        verb="ask_for_right", subject=person, by=person, commune_code=current_commune(), at=at, right=right
    )
    open_right_request(
        person=person, kind=right, channel=RightChannel.SPACE, received_on=timezone.localtime(at).date(), by=person,
        at=timezone.localtime(at), identity_checked="entrée par un lien personnel",
    )  # fmt: skip
    town = Municipality.objects.get(pk=current_commune())
    if town.email:
        day = f"{timezone.localtime(at):%d/%m/%Y}"
        queue_message(
            key=f"right:{person.pk}:{right}:{at:%Y%m%d}",
            channel=Channel.EMAIL,
            recipient=town.email,
            person=None,
            kind="right_asked",
            subject=f"Données personnelles : demande reçue ({right}), réponse due sous un mois",
            body=f"La personne n° {person.pk} a fait une demande ({right}) depuis son espace le {day}.\n"
            "À transmettre au délégué à la protection des données : réponse due sous un mois.",
            at=at,
            by=person,
        )


def forget_sessions(person: Person, _at: datetime) -> None:
    """Close the person’s space wherever it is open: a session may hold a number being confirmed."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_PERSON) == person.pk:
            session.delete()
