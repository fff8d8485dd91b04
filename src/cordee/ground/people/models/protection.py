"""People hidden even inside: why, since when, and who broke the glass (domain.md § 5.1, § 7)."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.people.models.persons import Person
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class ProtectionGround(models.TextChoices):
    """Why somebody is hidden; the story itself stays with the agent."""

    VIOLENCE = "violence", "violences subies"
    THREAT = "threat", "menaces ou harcèlement"
    JUSTICE = "justice", "décision de justice"
    STAFF = "staff", "agent ou élu·e de la commune"
    OTHER = "other", "autre motif"


class Protection(TownRow):
    """From when to when somebody is hidden; ``Person.protected`` says whether one of them is going on."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField("motif", max_length=8, choices=ProtectionGround)
    note = CipheredText("précision", max_length=200, blank=True)
    set_at = models.DateTimeField("depuis le")
    set_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="protected_once", condition=models.Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"protection {self.pk}"


class GlassBreak(TownRow):
    """One agent opens one hidden file for an hour, for a reason they wrote; the DPO reads it afterwards."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = CipheredText("motif", max_length=300)
    opened_at = models.DateTimeField("ouvert le")
    until = models.DateTimeField("jusqu’à")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "until"], name="glass_broken_by")]

    def __str__(self) -> str:
        return f"ouverture {self.pk}"
