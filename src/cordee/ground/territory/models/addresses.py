"""Addresses of the town, from the national address base (BAN)."""

from __future__ import annotations

from django.db import models

from cordee.ground.territory.models.scope import TownRow


class Address(TownRow):
    """One door: number and street as BAN writes them, and where it is (WGS 84).

    ``former_commune`` tells apart the streets of one name that a merger of communes brought together.
    """

    ban_id = models.CharField(max_length=60)
    number = models.CharField(max_length=10)
    suffix = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=120)
    street_key = models.CharField(max_length=120, db_index=True)
    postcode = models.CharField(max_length=5)
    former_commune = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "ban_id"], name="address_once_per_ban_id")]

    def __str__(self) -> str:
        return f"{self.number} {self.suffix} {self.street}".replace("  ", " ").strip()
