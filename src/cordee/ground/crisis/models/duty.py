"""Who is on call, and the word handed over."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class DutyKind(models.TextChoices):
    """What the person on call answers for."""

    ELECTED = "elected", "élu d’astreinte"
    MANAGER = "manager", "cadre d’astreinte"
    CCAS = "ccas", "astreinte CCAS"
    POST = "post", "main courante"


class DutyShift(TownRow):
    """One person on call over [starts_at, ends_at[."""

    kind = models.CharField("astreinte", max_length=8, choices=DutyKind)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="personne")
    phone = models.CharField("téléphone d’astreinte", max_length=16, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="duty_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]
        indexes = [models.Index(fields=["commune", "kind", "starts_at"], name="duty_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class HandOver(TownRow):
    """The note one person on call leaves to the next; it holds when both have signed, and changes no more."""

    kind = models.CharField("astreinte", max_length=8, choices=DutyKind)
    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="qui prend la suite"
    )
    note = CipheredText("consignes", max_length=3000)
    given_at = models.DateTimeField("remise le")
    taken_at = models.DateTimeField("prise le", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="nobody_hands_over_to_oneself", condition=~models.Q(giver=models.F("taker"))
            )
        ]

    def __str__(self) -> str:
        return f"PC-{self.pk:04d}"
