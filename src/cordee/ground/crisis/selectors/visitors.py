"""Visitors somebody doubted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from cordee.ground.crisis.models import VisitorOutcome, VisitorReport
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def report_by_id(report_id: int) -> VisitorReport | None:
    """One report of the town in scope."""
    return VisitorReport.objects.filter(pk=report_id).first()


def visitor_reports(*, limit: int = 100) -> list[VisitorReport]:
    """Those to look into first, then the newest."""
    return list(
        VisitorReport.objects.select_related("recorded_by", "settled_by").order_by(
            F("settled_at").desc(nulls_first=True), "-pk"
        )[:limit]
    )


def reports_to_settle() -> int:
    """How many wait."""
    return VisitorReport.objects.filter(outcome=VisitorOutcome.NEW).count()


def old_reports(before: datetime, most: int) -> list[Old]:
    """Settled before a moment, oldest first."""
    rows = VisitorReport.objects.filter(settled_at__lt=before).order_by("settled_at")
    return [
        Old(key, f"signalement {key}", at) for key, at in rows.values_list("pk", "settled_at")[:most] if at
    ]


def export_reports(person: Person) -> dict[str, Any]:
    """What the person reported, known by the number they left."""
    numbers = {number for number in (person.phone, person.phone_alt) if number}
    # The number is ciphered: it is compared here, not by the database.
    mine = [one for one in VisitorReport.objects.order_by("pk") if one.phone and one.phone in numbers]
    lines = [
        {
            "Le": f"{timezone.localtime(one.reported_at):%d/%m/%Y %H:%M}",
            "Ce qui s’est passé": one.told,
            "Où": one.place,
            "Suite": one.get_outcome_display(),
        }
        for one in mine
    ]
    return {"Signalements": lines} if lines else {}
