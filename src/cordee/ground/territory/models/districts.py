"""The districts of a town."""

from __future__ import annotations

from django.db import models

from cordee.ground.territory.models.scope import TownRow


class District(TownRow):
    """A district (quartier) of a town: a name and, when the town has one, its outline (GeoJSON geometry, WGS 84)."""

    name = models.CharField("nom", max_length=80)
    outline = models.JSONField(null=True, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    population = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["commune", "name"], name="district_once_per_commune")]

    def __str__(self) -> str:
        return self.name
