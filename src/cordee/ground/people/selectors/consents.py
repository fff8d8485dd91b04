"""The answers that stand, and those that stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from cordee.ground.people.models import Consent, Person, Recipient
from cordee.ground.people.rules.consents import may_tell


@dataclass(frozen=True)
class Standing:
    """One recipient and the answer that stands; ``consent`` is nothing when the question was never asked."""

    recipient: Recipient
    consent: Consent | None

    @property
    def agreed(self) -> bool:
        """Whether something may go there."""
        return may_tell(self.consent)

    @property
    def label(self) -> str:
        """« La pharmacie »."""
        return f"{self.recipient.label[:1].upper()}{self.recipient.label[1:]}"


def consent_to(person: Person, recipient: Recipient) -> Consent | None:
    """The answer that stands about one recipient."""
    return Consent.objects.filter(person=person, recipient=recipient).order_by("-id").first()


def consents_of(person: Person) -> list[Standing]:
    """Every recipient, in the order of the list; one query."""
    latest = (
        Consent.objects.filter(person=person)
        .values("recipient")
        .annotate(last=models.Max("id"))
        .values("last")
    )
    found = {one.recipient: one for one in Consent.objects.select_related("noted_by").filter(pk__in=latest)}
    return [Standing(recipient, found.get(recipient)) for recipient in Recipient]


def export_consents(person: Person) -> dict[str, Any]:
    """Every answer, oldest first; no agent is named."""
    told = [
        {
            "Destinataire": one.get_recipient_display(),
            "Réponse": one.get_answer_display(),
            "Dit": one.get_channel_display(),
            "Dit le": f"{one.said_on:%d/%m/%Y}",
            "Noté le": f"{timezone.localtime(one.noted_at):%d/%m/%Y %H:%M}",
        }
        for one in Consent.objects.filter(person=person).order_by("id")
    ]
    return {"Réponses": told} if told else {}
