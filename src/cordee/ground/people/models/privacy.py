"""What the town does about people's rights over their data, and what it has eliminated."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.people.models.persons import Person
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class RightKind(models.TextChoices):
    """What a person may ask for (RGPD art. 15 to 21)."""

    ACCESS = "acces", "voir ses données"
    RECTIFICATION = "rectification", "corriger ses données"
    OBJECTION = "opposition", "s’opposer"
    ERASURE = "effacement", "effacer ses données"
    RESTRICTION = "limitation", "mettre ses données de côté"


class RightChannel(models.TextChoices):
    """How the request came."""

    LETTER = "letter", "courrier"
    PHONE = "phone", "téléphone"
    COUNTER = "counter", "guichet"
    EMAIL = "email", "courriel"
    SPACE = "space", "espace personnel"


class RightOutcome(models.TextChoices):
    """How it was answered."""

    DONE = "done", "fait"
    PARTLY = "partly", "fait en partie"
    REFUSED = "refused", "refusé, avec les motifs"


class RightRequest(TownRow):
    """One request about one's data: an answer is due within a month (art. 12(3)).

    The person keeps a row once erased, with nothing left in it: the request then proves that the answer was given.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("demande", max_length=14, choices=RightKind)
    channel = models.CharField("reçue par", max_length=8, choices=RightChannel)
    received_on = models.DateField("reçue le")
    due_on = models.DateField("réponse due le")
    identity_checked = models.CharField("identité vérifiée", max_length=80, blank=True)
    note = CipheredText("note", max_length=500, blank=True)
    opened_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField("réponse", max_length=8, choices=RightOutcome, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["commune", "answered_at", "due_on"], name="right_request_clock")]

    def __str__(self) -> str:
        return f"D-{self.pk}"


class RetentionChoice(TownRow):
    """How long the town keeps a series, when it is not the time proposed."""

    code = models.CharField(max_length=20)
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="retention_once_per_series")]

    def __str__(self) -> str:
        return f"{self.code} {self.days}"


class Elimination(TownRow):
    """One line of the bordereau d’élimination: what was destroyed, under which rule, when, by whom. Nobody is named."""

    code = models.CharField(max_length=20)
    series = models.CharField(max_length=160)
    processing = models.CharField(max_length=4)
    basis = models.CharField(max_length=200)
    days = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    volume = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    visa = models.CharField("visa des archives", max_length=120, blank=True)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"E-{self.pk}"
