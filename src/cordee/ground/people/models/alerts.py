"""What looked unusual in the log, for the DPO to look at."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class AccessAlert(TownRow):
    """One thing a rule of ``rules/unusual.py`` found: which agent, when, how many files, by number; nobody helped is named.

    ``key`` says the same thing once, whatever the number of times the log is read again.
    """

    rule = models.CharField(max_length=16)
    key = models.CharField(max_length=120)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField("survenu le")
    count = models.PositiveIntegerField(default=1)
    subject = models.CharField(max_length=60, blank=True)
    found_at = models.DateTimeField("relevé le")
    dismissed_at = models.DateTimeField("classé le", null=True, blank=True)
    dismissed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    note = CipheredText("suite donnée", max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="alert_once_per_key")]
        indexes = [models.Index(fields=["commune", "dismissed_at", "-at"], name="alerts_to_look_at")]

    def __str__(self) -> str:
        return f"alerte {self.pk}"
