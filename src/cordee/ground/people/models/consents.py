"""To whom somebody agrees that their data goes: one answer at a time, never written over."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.people.models.persons import Person
from cordee.ground.territory.models import TownRow


class Recipient(models.TextChoices):
    """Who may receive something only when the person agrees; what the law orders is asked of nobody."""

    HELPER = "helper", "la personne qui vient aider"
    PARTNER = "partner", "une association partenaire"
    DOCTOR = "doctor", "un médecin ou un soignant"
    PHARMACY = "pharmacy", "la pharmacie"
    SERVICE = "service", "un service social extérieur à la commune"
    RELATIVE = "relative", "un proche"


class ConsentAnswer(models.TextChoices):
    """What the person said."""

    YES = "yes", "d’accord"
    NO = "no", "refuse"
    WITHDRAWN = "withdrawn", "accord retiré"


class ConsentChannel(models.TextChoices):
    """How it was said: the proof that is asked for (RGPD art. 7(1))."""

    PHONE = "phone", "au téléphone"
    COUNTER = "counter", "de vive voix, au guichet"
    PAPER = "paper", "par écrit, sur papier"
    ONLINE = "online", "en ligne"
    RIGHTS = "rights", "par une demande de droits"
    BEFORE = "before", "façon non notée à l’époque"


class Consent(TownRow):
    """One answer about one recipient; the latest stands, the former ones prove what stood before.

    ``said_on`` is the day the person said it, ``noted_at`` the moment it was written; ``noted_by`` is nobody when the person
    wrote it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    recipient = models.CharField("destinataire", max_length=9, choices=Recipient)
    answer = models.CharField("réponse", max_length=9, choices=ConsentAnswer)
    channel = models.CharField("dit", max_length=8, choices=ConsentChannel)
    said_on = models.DateField("dit le")
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "recipient"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"accord {self.pk}"
