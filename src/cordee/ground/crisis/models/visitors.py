"""Visitors somebody doubted."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class VisitorOutcome(models.TextChoices):
    """What the desk found out about a visitor somebody doubted."""

    NEW = "new", "à vérifier"
    KNOWN = "known", "c’était bien un bénévole de la mairie"
    FAKE = "fake", "faux bénévole, 17 prévenu"
    UNCLEAR = "unclear", "impossible à dire"


class VisitorReport(TownRow):
    """Somebody came in the name of the town and was doubted; nobody is accused here, the desk finds out."""

    told = CipheredText("ce qui s’est passé", max_length=1000)
    place = CipheredText("où", max_length=160, blank=True)
    happened = models.CharField("quand", max_length=80, blank=True)
    badge = models.CharField("numéro montré", max_length=20, blank=True)
    phone = CipheredText("où vous rappeler", max_length=20, blank=True)
    reported_at = models.DateTimeField("signalé le")
    recorded_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField("suite", max_length=8, choices=VisitorOutcome, default=VisitorOutcome.NEW)
    settled_at = models.DateTimeField("traité le", null=True, blank=True)
    settled_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"SV-{self.pk:05d}"
