"""A row that is somewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.territory.models.districts import District
from cordee.ground.vault.models import CipheredText


class LocationQuality(models.TextChoices):
    """How well a place is known; a bad address is flagged, never refused."""

    DOOR = "door", "adresse exacte"
    STREET = "street", "rue seulement"
    PIN = "pin", "point placé sur la carte"
    DISTRICT = "district", "quartier seulement"
    UNKNOWN = "unknown", "mal localisée"


class Located(models.Model):
    """An address as it was said, and the point it stands for (WGS 84 degrees; both empty when unknown)."""

    address = models.CharField("adresse", max_length=200, blank=True)
    address_extra = CipheredText("bâtiment, étage, code", max_length=120, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("ville", max_length=80, blank=True)
    ban_id = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    location_quality = models.CharField(
        max_length=8, choices=LocationQuality, default=LocationQuality.UNKNOWN
    )
    outside_commune = models.BooleanField("hors de la commune", default=False)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            )
        ]

    @property
    def badly_located(self) -> bool:
        """True when nobody could walk there with what is known."""
        return self.location_quality in {LocationQuality.UNKNOWN, LocationQuality.DISTRICT}
