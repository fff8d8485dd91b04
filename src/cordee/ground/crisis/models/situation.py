"""The point de situation (domain.md § 8.9)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.crisis.models.crises import Crisis
from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class SituationReport(TownRow):
    """One report: figures read live until it is published, then frozen with its text and its number.

    ``texts`` is ``{part: words}``; ``figures`` a list of ``[part, label, value, definition]``, all text, small cells hidden.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    texts = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    period_from = models.DateTimeField("depuis le")
    created_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.CharField("publié par", max_length=120, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    recipients = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["crisis", "number"], name="situation_number_once", condition=Q(number__isnull=False)
            ),
            models.CheckConstraint(
                name="situation_numbered_when_published",
                condition=Q(number__isnull=True, published_at__isnull=True)
                | Q(number__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Point de situation n° {self.number}" if self.number else "Point de situation (projet)"
