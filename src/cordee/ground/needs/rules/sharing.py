"""Where a request may be handed over, and on what ground."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models import Recipient


class NoConsent(models.TextChoices):
    """Handing over that asks no consent, and why."""

    OWN = "own", "un service de la mairie ou du CCAS (même responsable : pas d’accord à demander)"
    SELF = "self", "personne : elle contacte le service elle-même, rien n’est transmis"
    LAW = "law", "secours, préfet, justice, protection de l’enfance (danger ou obligation légale)"


REFERRALS: list[tuple[str, str]] = [
    *NoConsent.choices,
    *((one.value, f"{one.label} (avec son accord)") for one in Recipient if one != Recipient.HELPER),
]
"""To whom a request goes, as a form asks it."""
