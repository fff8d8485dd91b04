"""The main courante: what the command post learned, decided and did, in the order it was written (domain.md § 8.8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cordee.ground.crisis.models.crises import Crisis
from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class EntryKind(models.TextChoices):
    """What an entry tells."""

    INFORMATION = "information", "information"
    DECISION = "decision", "décision"
    ACTION = "action", "action"
    REQUEST = "request", "demande"


class EntrySource(models.TextChoices):
    """How it came."""

    PHONE = "phone", "téléphone"
    RADIO = "radio", "radio"
    ON_SITE = "on_site", "sur place"
    MESSAGE = "message", "message"
    POST = "post", "poste de commandement"
    PAPER = "paper", "papier"
    HOUSE = "house", "Cordée"


class Importance(models.TextChoices):
    """How much it matters."""

    ORDINARY = "ordinary", "courante"
    IMPORTANT = "important", "importante"
    VITAL = "vital", "vitale"


class Follows(models.TextChoices):
    """What an entry does to the one it names."""

    CORRECTS = "corrects", "annule et remplace"
    CLOSES = "closes", "clôt"


class Logbook(TownRow):
    """One numbered book and its end, signed: the town's own, and one for each exercise, which is wiped with it."""

    exercise = models.OneToOneField(Crisis, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    last_seal = models.CharField(max_length=64, default="")
    signature = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune"], name="one_logbook_a_town", condition=Q(exercise__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.last_number})"

    @property
    def name(self) -> str:
        """Its name in the chain, which tells the books of a town apart."""
        return f"exercise:{self.exercise_id}" if self.exercise_id else "town"


class LogbookEntry(TownRow):
    """One entry; rows are added, never changed, nor deleted one by one.

    ``happened_at`` is the time of the fact, ``recorded_at`` that of the writing. ``author`` keeps the name of whoever wrote,
    whatever becomes of the account. ``signature`` covers every column; ``seal`` ties the entry to the one before it.
    """

    book = models.ForeignKey(Logbook, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField("numéro")
    crisis = models.ForeignKey(
        Crisis, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="événement"
    )
    kind = models.CharField("nature", max_length=11, choices=EntryKind, default=EntryKind.INFORMATION)
    importance = models.CharField("importance", max_length=9, choices=Importance, default=Importance.ORDINARY)
    source = models.CharField("reçue par", max_length=7, choices=EntrySource)
    told_by = CipheredText("qui le dit", max_length=120, blank=True)
    place = CipheredText("lieu", max_length=160, blank=True)
    text = CipheredText("ce qui s’est passé", max_length=2000)
    owner = models.CharField("responsable", max_length=120, blank=True)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    follows = models.CharField("suite", max_length=8, choices=Follows, blank=True)
    followed = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
        verbose_name="entrée visée",
    )
    happened_at = models.DateTimeField("heure du fait")
    recorded_at = models.DateTimeField("écrite le")
    author = models.CharField("écrite par", max_length=120)
    recorded_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signature = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="logbook_number_once"),
            models.UniqueConstraint(
                fields=["followed", "follows"],
                name="logbook_entry_followed_once",
                condition=Q(followed__isnull=False),
            ),
            models.CheckConstraint(
                name="logbook_follows_something",
                condition=Q(follows="", followed__isnull=True) | (~Q(follows="") & Q(followed__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["book", "happened_at"], name="logbook_by_fact")]

    def __str__(self) -> str:
        return f"MC-{self.number:04d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a row. Raises ``TypeError`` when asked to change one."""
        if not self._state.adding:
            raise TypeError("A logbook entry is never changed: write a correction.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a whole book of an exercise goes, an entry never."""
        raise TypeError("A logbook entry is never deleted.")
