"""Who may read the register, by name, and what left it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.coordinate.register.models.choices import ClearanceScope
from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class Clearance(TownRow):
    """The mayor names one agent or elected official, for a time, who has signed to keep what they read to themselves."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField("pour", max_length=8, choices=ClearanceScope)
    act = models.CharField("arrêté ou note", max_length=120)
    granted_on = models.DateField("signée le")
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    pledged_on = models.DateField("engagement de confidentialité signé le")
    expires_on = models.DateField("valable jusqu’au")
    ended_on = models.DateField("retirée le", null=True, blank=True)
    ended_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="clearance_days_in_order", condition=Q(expires_on__gte=models.F("granted_on"))
            )
        ]
        indexes = [models.Index(fields=["commune", "account"], name="clearances_of_account")]

    def __str__(self) -> str:
        return f"habilitation {self.pk}"


class TransmissionState(models.TextChoices):
    """Where a transmission to the prefect stands."""

    ASKED = "asked", "à approuver"
    APPROVED = "approved", "approuvée, fichier à remettre"
    HANDED = "handed", "fichier remis"
    REFUSED = "refused", "refusée"


class Transmission(TownRow):
    """The register asked for by the prefect (CASF L. 121-6-1): who asked, who prepared, who approved, what left.

    No name here: the file is made once, ciphered, handed over and not kept; its SHA-256 stays.
    """

    reference = models.CharField("référence de la demande du préfet", max_length=120)
    requested_on = models.DateField("demandée le")
    recipient = models.CharField("service destinataire", max_length=120)
    state = models.CharField("état", max_length=8, choices=TransmissionState, default=TransmissionState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    people = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"TP-{self.pk:04d}"
