"""The crisis a town goes through."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.territory.models import TownRow


class CrisisKind(models.TextChoices):
    """What is happening."""

    EPIDEMIC = "epidemic", "Épidémie"
    HEATWAVE = "heatwave", "Canicule"
    COLD = "cold", "Grand froid"
    FLOOD = "flood", "Inondation"
    POWER_CUT = "power_cut", "Coupure de courant"
    OTHER = "other", "Autre événement"


class CrisisPhase(models.TextChoices):
    """How far it has gone (domain.md § 11, row 12)."""

    WATCH = "watch", "veille"
    ALERT = "alert", "alerte"
    CRISIS = "crisis", "crise"
    RETURN = "return", "retour à la normale"


class Crisis(TownRow):
    """One event, with the sentence everybody reads on the home page."""

    kind = models.CharField("événement", max_length=12, choices=CrisisKind)
    title = models.CharField("titre", max_length=120)
    phase = models.CharField("phase", max_length=8, choices=CrisisPhase, default=CrisisPhase.CRISIS)
    public_message = models.TextField("ce que les habitants doivent savoir", max_length=1000, blank=True)
    source = models.CharField("source", max_length=160, blank=True)
    started_at = models.DateTimeField("début")
    ended_at = models.DateTimeField("fin", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                name="crisis_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return self.title
