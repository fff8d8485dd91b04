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
from cordee.ground.needs.actions.sharing import withdraw_sharing
from cordee.ground.needs.selectors.people_helped import beneficiary_of_person
from cordee.ground.people.actions.privacy import open_right_request
from cordee.ground.people.models import ConsentChannel, Person, Recipient, RightChannel
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
    _write_to_town(
        person=person, what=right, at=at,
        subject=f"Données personnelles : demande reçue ({right}), réponse due sous un mois",
        body=f"La personne n° {person.pk} a fait une demande ({right}) depuis son espace le {_day(at)}.\n"
        "À transmettre au délégué à la protection des données : réponse due sous un mois.",
    )  # fmt: skip


@transaction.atomic
def withdraw_own(*, person: Person, recipient: str, at: datetime) -> None:
    """Take one's agreement back at once; when a volunteer was to come, the town is written to. Raises ``Refused``."""
    file = beneficiary_of_person(person.pk)
    if file is None:
        raise Refused("Il n’y a pas d’accord à retirer.")
    withdraw_sharing(beneficiary=file, recipient=recipient, channel=ConsentChannel.ONLINE, by=person, at=at)
    if recipient == Recipient.HELPER:
        _write_to_town(
            person=person, what=f"accord-{recipient}", at=at,
            subject="Accord retiré : plus de bénévole chez cette personne",
            body=f"La personne n° {person.pk} a retiré son accord depuis son espace le {_day(at)} : plus aucune adresse ne "
            "s’affiche. Si quelqu’un devait venir, prévenez-le et appelez la personne.",
        )  # fmt: skip


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"


def _write_to_town(*, person: Person, what: str, subject: str, body: str, at: datetime) -> None:
    town = Municipality.objects.get(pk=current_commune())
    if town.email:
        queue_message(
            key=f"right:{person.pk}:{what}:{at:%Y%m%d}",
            channel=Channel.EMAIL,
            recipient=town.email,
            person=None,
            kind="right_asked",
            subject=subject,
            body=body,
            at=at,
            by=person,
        )


def forget_sessions(person: Person, _at: datetime) -> None:
    """Close the person’s space wherever it is open: a session may hold a number being confirmed."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_PERSON) == person.pk:
            session.delete()
