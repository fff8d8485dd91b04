"""The bilan of an event that is over (RETEX, domain.md § 8.10)."""

from __future__ import annotations

from django.db import models

from cordee.ground.crisis.models.crises import Crisis
from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class AfterActionReport(TownRow):
    """One bilan an event: read live until it is published, then ``content`` is what everybody reads, for good.

    ``texts`` is ``{part: words}``; ``lines`` the numbers of the logbook in the chronology; ``failures`` one sentence each;
    ``successors`` is ``{number of a request: who takes it up}``. ``content`` holds text only, small cells hidden.
    """

    crisis = models.OneToOneField(Crisis, on_delete=models.CASCADE, related_name="+")
    texts = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    successors = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    created_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.CharField("publié par", max_length=120, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    thanked_at = models.DateTimeField("bénévoles remerciés le", null=True, blank=True)
    thanked = models.PositiveIntegerField("bénévoles remerciés", default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Bilan de « {self.crisis.title} »"


class AfterActionTask(TownRow):
    """One line of the action plan; ``owner`` is a function, never a name. Ticked after the publication too."""

    report = models.ForeignKey(AfterActionReport, on_delete=models.CASCADE, related_name="+")
    what = models.CharField("action", max_length=200)
    owner = models.CharField("qui en répond (fonction)", max_length=80)
    due_on = models.DateField("pour le")
    done_at = models.DateTimeField("faite le", null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.due_on}"
