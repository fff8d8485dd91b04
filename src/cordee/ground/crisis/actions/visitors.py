"""Visitors somebody doubted: taken down, found out about, forgotten in their time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import VisitorOutcome, VisitorReport
from cordee.ground.people.models import Account, Person
from cordee.ground.people.rules.mentions import marks_of
from cordee.ground.people.rules.phones import parse_phone
from cordee.ground.territory.models import current_commune

FORGOTTEN = "(effacé avec le dossier d’une personne)"


@transaction.atomic
def report_visitor(
    *, told: str, place: str, happened: str, badge: str, phone: str, by: Account | None, at: datetime
) -> VisitorReport:
    """Take down what somebody says of a visitor: on the site (``by`` is nobody), or on the telephone. Raises ``Refused``."""
    if not told.strip():
        raise Refused("Dites en quelques mots ce qui s’est passé.", field="told")
    number = parse_phone(phone, field="phone") if phone.strip() else ""
    report = VisitorReport.objects.create(
        told=told.strip(),
        place=place,
        happened=happened,
        badge=badge,
        phone=number,
        reported_at=at,
        recorded_by=by,
    )
    leave_trace(
        verb="report_visitor", subject=report, by=by or Task("site"), commune_code=current_commune(), at=at
    )
    return report


@transaction.atomic
def settle_report(
    *, report: VisitorReport, outcome: VisitorOutcome, by: Account, at: datetime
) -> VisitorReport:
    """Say what was found out. Raises ``Refused`` when somebody did before."""
    if outcome == VisitorOutcome.NEW:
        raise Refused("Choisissez ce que vous avez appris.", field="outcome")
    changed = VisitorReport.objects.filter(pk=report.pk, outcome=VisitorOutcome.NEW).update(
        outcome=outcome, settled_at=at, settled_by=by
    )
    if not changed:
        raise Refused("Ce signalement a déjà été traité.")
    report.refresh_from_db()
    leave_trace(
        verb="settle_report",
        subject=report,
        by=by,
        commune_code=current_commune(),
        at=at,
        state=outcome.value,
    )
    return report


def forget_reports(person: Person, _at: datetime) -> None:
    """Where to call a person back, and reports that name them or give their number: the day and the outcome stay."""
    numbers, marks = {person.phone, person.phone_alt} - {""}, marks_of(person)
    for report in VisitorReport.objects.all():
        said = f"{report.told} {report.place}"
        if report.phone in numbers or marks.number_in(said) or marks.full_name_in(said):
            report.told, report.place, report.phone = FORGOTTEN, "", ""
            report.save(update_fields=["told", "place", "phone"])


def destroy_reports(keys: list[int], _at: datetime) -> None:
    """Delete old reports."""
    for start in range(0, len(keys), 500):
        VisitorReport.objects.filter(pk__in=keys[start : start + 500]).delete()
