"""Where reports stand, without a word of them: a list anybody allowed may show without opening one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep
from cordee.ground.people.models import Account, Role, StaffRole
from cordee.ground.people.rules.permissions import PERMISSIONS, Permission

_WORDS = ("about", "place", "happened", "facts", "told_by")


def reports(*, closed: bool = False) -> QuerySet[SafeguardingReport]:
    """Open ones by deadline, or closed ones, the latest first; their words are not read."""
    rows = SafeguardingReport.objects.select_related("owner").defer(*_WORDS)
    if closed:
        return rows.filter(closed_at__isnull=False).order_by(F("closed_at").desc(), "-pk")
    return rows.filter(closed_at=None).order_by("due_at", "pk")


def late_reports(at: datetime) -> list[SafeguardingReport]:
    """Open and past their deadline, the oldest first."""
    return list(reports().filter(due_at__lt=at))


def late_count(at: datetime) -> int:
    """How many are late."""
    return SafeguardingReport.objects.filter(closed_at=None, due_at__lt=at).count()


def report_by_id(report_id: int) -> SafeguardingReport | None:
    """One report of the town in scope; whoever asks goes through ``actions.reading``."""
    return (
        SafeguardingReport.objects.select_related("owner", "person", "filed_by").filter(pk=report_id).first()
    )


def is_report(report_id: int) -> bool:
    """True when the town in scope has this report."""
    return SafeguardingReport.objects.filter(pk=report_id).exists()


def steps_of(report: SafeguardingReport) -> list[SafeguardingStep]:
    """What was done, in order."""
    return list(SafeguardingStep.objects.filter(report=report).order_by("happened_at", "pk"))


def others_about(report: SafeguardingReport) -> list[SafeguardingReport]:
    """Other reports linked to the same file, newest first."""
    if report.person_id is None:
        return []
    return list(
        SafeguardingReport.objects.defer(*_WORDS).filter(person=report.person_id).exclude(pk=report.pk)
    )


def referents() -> list[Account]:
    """Who may read in this town: the direction of the CCAS first, then of the services; active accounts only."""
    held = StaffRole.objects.select_related("account").filter(
        role__in=PERMISSIONS[Permission.SAFEGUARD_READ], account__is_active=True
    )
    found: dict[int, Account] = {}
    for one in sorted(held, key=lambda one: (one.role != Role.CCAS_MANAGER, one.pk)):
        found.setdefault(one.account_id, one.account)
    return list(found.values())
