"""What goes in its time: an erased file leaves its report, a report closed for long loses its words."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep, emptied, empty
from cordee.ground.people.models import Person


def forget_link(person: Person, _at: datetime) -> None:
    """The link to an erased file goes. The report stays as it was filed: a duty to report and the defence of rights stand
    against erasure (RGPD art. 17(3)(b) and (e))."""
    empty(SafeguardingReport.objects.filter(person=person), person=None)


def empty_reports(keys: list[int], at: datetime) -> None:
    """Words of reports closed for long and of what followed; numbers, kinds and dates stay. Open ones are left alone."""
    for start in range(0, len(keys), 500):
        due = SafeguardingReport.objects.filter(
            pk__in=keys[start : start + 500], closed_at__isnull=False, emptied_at=None
        )
        empty(SafeguardingStep.objects.filter(report__in=due.values("pk")), words="", sheet="")
        empty(due, **emptied(at))
