"""A campaign: why the town calls, whom, in what order and until when."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from cordee.coordinate.campaigns.models.codes import CampaignState, Colour, Source, Trigger
from cordee.ground.crisis.models import Crisis, CrisisKind
from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class CallCampaign(TownRow):
    """One reason to call many people.

    Hours are the town's own clock; every moment is kept in UTC, so that the night clocks change moves no due time.
    ``destroy_at``: when a list that came for this campaign alone is destroyed at the latest; closing destroys it at once.
    """

    title = models.CharField("titre", max_length=120)
    kind = models.CharField("événement", max_length=12, choices=CrisisKind)
    crisis = models.ForeignKey(Crisis, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    trigger = models.CharField("déclencheur", max_length=9, choices=Trigger)
    trigger_ref = models.CharField("référence", max_length=160)
    trigger_on = models.DateField("date du déclencheur")
    colour = models.CharField("vigilance", max_length=6, choices=Colour, default=Colour.ORANGE)
    source = models.CharField("qui appeler", max_length=10, choices=Source)
    purpose = models.CharField("à quoi sert la liste", max_length=160, blank=True)
    word = models.CharField("mot convenu", max_length=30, blank=True)
    state = models.CharField(max_length=7, choices=CampaignState, default=CampaignState.DRAFT)
    round = models.PositiveSmallIntegerField("tour", default=1)
    callers = models.PositiveSmallIntegerField("personnes qui appellent", default=1)
    morning_from = models.TimeField("matin, à partir de", default=time(9))
    morning_until = models.TimeField("matin, jusqu’à", default=time(12))
    afternoon_from = models.TimeField("après-midi, à partir de", default=time(14))
    afternoon_until = models.TimeField("après-midi, jusqu’à", default=time(18, 30))
    lead = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    visits_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    closing_reason = models.CharField("motif de la clôture", max_length=300, blank=True)
    destroy_at = models.DateTimeField("liste détruite au plus tard le", null=True, blank=True)
    destroyed_at = models.DateTimeField("liste détruite le", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_has_a_trigger", condition=~Q(trigger="") & ~Q(trigger_ref="")
            ),
            models.CheckConstraint(
                name="a_list_is_destroyed", condition=~Q(source="list") | Q(destroy_at__isnull=False)
            ),
            models.CheckConstraint(
                name="campaign_closed_at_a_moment",
                condition=(Q(state="closed") & Q(closed_at__isnull=False))
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title
