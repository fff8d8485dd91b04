"""The data protection impact assessment of the town (RGPD art. 35), version after version."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.territory.models import TownRow


class Level(models.IntegerChoices):
    """The four steps of severity and of likelihood in the method of the CNIL (PIA)."""

    NEGLIGIBLE = 1, "négligeable"
    LIMITED = 2, "limitée"
    IMPORTANT = 3, "importante"
    MAXIMAL = 4, "maximale"


class ImpactDecision(models.TextChoices):
    """What the controller decides once the opinion of the DPO is known."""

    GO = "go", "continuer : les risques qui restent sont acceptables"
    MEASURES = "measures", "continuer, avec les mesures prévues dans l’analyse"
    CNIL = "cnil", "consulter la CNIL avant de continuer (RGPD, article 36)"
    STOP = "stop", "ne pas continuer"


class ImpactStudy(TownRow):
    """One version; a draft until validated, never changed after.

    ``texts`` maps a part to its words. ``risks`` maps a feared event to ``{"severity", "likelihood", "residual_severity",
    "residual_likelihood"}`` (1 to 4, 0 when not judged) and ``{"impacts", "sources", "measures"}`` (words). ``frozen`` is
    what the house was on the day of the validation: the register and the security measures.
    """

    version = models.PositiveSmallIntegerField("version")
    texts = models.JSONField(default=dict)
    risks = models.JSONField(default=dict)
    opinion = models.TextField("avis du délégué", max_length=4000, blank=True)
    opinion_on = models.DateField("avis rendu le", null=True, blank=True)
    decision = models.CharField("décision", max_length=8, choices=ImpactDecision, blank=True)
    decided_by = models.CharField("décidé par", max_length=120, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    next_review_on = models.DateField("prochaine revue le", null=True, blank=True)
    written_at = models.DateTimeField("écrite le")
    written_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    validated_at = models.DateTimeField("validée le", null=True, blank=True)
    validated_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen = models.JSONField(default=dict)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "version"], name="impact_version_once"),
            models.UniqueConstraint(
                fields=["commune"], name="one_impact_draft", condition=models.Q(validated_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"AIPD-{self.version}"
