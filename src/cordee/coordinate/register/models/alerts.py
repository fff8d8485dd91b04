"""The alert register of the communal safeguard plan (processing T2; CSI L. 731-3): another purpose, another table."""

from __future__ import annotations

from django.db import models

from cordee.coordinate.register.models.choices import AlertChannel
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import Located, TownRow


class AlertSubscription(Located, TownRow):
    """A resident of any age who asked to be warned of some risks, at one address. Never read for the other register."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    risks = models.JSONField("risques", default=list)
    channel = models.CharField("prévenir", max_length=5, choices=AlertChannel)
    asked_on = models.DateField("demandé le")
    recorded_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta(Located.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Located.Meta.constraints,
            models.UniqueConstraint(
                fields=["commune", "person"],
                name="one_alert_subscription_a_person",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"AL-{self.pk:05d}"
