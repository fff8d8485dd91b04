"""Opening a report: role, reason, trace. The only way a page gets at its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep
from cordee.coordinate.safeguarding.rules.reports import check_read
from cordee.coordinate.safeguarding.selectors.reports import others_about, report_by_id, steps_of
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.people.models import Account
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class Opened:
    """A report, what followed, and the other reports linked to the same file."""

    report: SafeguardingReport
    steps: list[SafeguardingStep]
    others: list[SafeguardingReport]


@transaction.atomic
def open_report(
    *, report_id: int, by: Account, at: datetime, reason: str, page: str = "safeguarding"
) -> Opened:
    """The report and the trace of who opened it, why. Raises ``Refused``, ``ObjectDoesNotExist``.

    The trace names the report, never the person: whoever reads their own file must not learn here that somebody reported.
    """
    check_read(by, reason)
    report = report_by_id(report_id)
    if report is None:
        raise ObjectDoesNotExist
    leave_trace(
        verb="read", subject=report, by=by, commune_code=current_commune(), kind=EventKind.READ, at=at, page=page,
        reading=reason,
    )  # fmt: skip
    return Opened(report, steps_of(report), others_about(report))


def trace_list(*, by: Account, at: datetime, found: int) -> None:
    """The list was shown: numbers and deadlines, no words."""
    leave_trace(
        verb="list_reports", subject="safeguarding", by=by, commune_code=current_commune(), kind=EventKind.READ, at=at,
        found=found,
    )  # fmt: skip
