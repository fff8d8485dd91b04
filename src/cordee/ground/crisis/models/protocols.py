"""The protocols a town puts in force and the zones it closes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, TownRow


class DecisionKind(models.TextChoices):
    """What a decision does to a protocol."""

    FORCE = "force", "mise en vigueur"
    CHANGE = "change", "modification"
    LIFT = "lift", "levée"


class ProtocolDecision(TownRow):
    """One dated decision about one protocol, in the whole town or in one district; rows are added, never changed.

    From ``starts_at`` on the last decision about a protocol replaces those before it, so that what governed a day that is
    over stays written as it was. ``version`` counts the town's versions of it (a lifting keeps that of what it ends).
    ``parameters`` is ``{name: {"value", "source", "confirmed", "checked_on"}}``, values as in the files of the catalogue.
    """

    code = models.CharField("protocole", max_length=24)
    kind = models.CharField("décision", max_length=6, choices=DecisionKind)
    version = models.PositiveSmallIntegerField("version")
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="quartier"
    )
    starts_at = models.DateTimeField("à partir de")
    ends_at = models.DateTimeField("jusqu’à", null=True, blank=True)
    decided_by = models.CharField("décidé par", max_length=120)
    decided_on = models.DateField("décidé le")
    legal_ref = models.CharField("texte ou arrêté", max_length=200)
    parameters = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="protocol_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                fields=["commune", "code", "version"],
                name="protocol_version_once_in_town",
                condition=Q(district__isnull=True) & ~Q(kind="lift"),
            ),
            models.UniqueConstraint(
                fields=["commune", "code", "district", "version"],
                name="protocol_version_once_in_district",
                condition=Q(district__isnull=False) & ~Q(kind="lift"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class ForbiddenZone(TownRow):
    """Where nobody is sent (H9): marked by the command post over [starts_at, ends_at[; ``outline`` is GeoJSON."""

    name = models.CharField("nom", max_length=120)
    outline = models.JSONField(null=True, blank=True)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="quartier"
    )
    starts_at = models.DateTimeField("à partir de")
    ends_at = models.DateTimeField("jusqu’à", null=True, blank=True)
    decided_by = models.CharField("décidé par", max_length=120)
    source = models.CharField("texte ou source", max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="zone_has_a_place", condition=Q(outline__isnull=False) | Q(district__isnull=False)
            ),
            models.CheckConstraint(
                name="zone_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
