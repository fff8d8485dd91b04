"""Reading the points de situation."""

from __future__ import annotations

from datetime import datetime

from cordee.ground.crisis.models import Crisis, SituationReport
from cordee.ground.crisis.ports import situation_figures
from cordee.ground.crisis.rules.situation import Figure


def reports_of_town(*, limit: int = 60) -> list[SituationReport]:
    """Reports of every event, newest first."""
    return list(SituationReport.objects.select_related("crisis", "created_by")[:limit])


def report_by_id(report_id: int) -> SituationReport | None:
    """One report of the town in scope."""
    return SituationReport.objects.select_related("crisis").filter(pk=report_id).first()


def last_report_of(crisis: Crisis) -> SituationReport | None:
    """The last one published."""
    return SituationReport.objects.filter(crisis=crisis, number__isnull=False).order_by("-number").first()


def figures_of(report: SituationReport, *, now: datetime) -> list[Figure]:
    """Frozen figures of a published report; those of this moment otherwise."""
    if report.published_at is not None:
        return [Figure(*row) for row in report.figures]
    return situation_figures(report.crisis, report.period_from, now)
