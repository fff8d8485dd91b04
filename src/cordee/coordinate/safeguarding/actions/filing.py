"""Filing a report: numbered, given to a referent and dated at once; the author does not read it again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cordee.coordinate.safeguarding.actions.reminding import tell_referents
from cordee.coordinate.safeguarding.models import SafeguardingReport
from cordee.coordinate.safeguarding.rules.reports import Filing, check_filing, due_after
from cordee.coordinate.safeguarding.selectors.reports import referents
from cordee.ground.audit.actions import leave_trace
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.territory.models import current_commune


def _filed(filing: Filing, by: Account) -> SafeguardingReport | None:
    return SafeguardingReport.objects.filter(sent_key=filing.key, filed_by=by).first() if filing.key else None


@transaction.atomic
def file_report(*, filing: Filing, by: Account, at: datetime) -> SafeguardingReport:
    """Take a report down and tell who follows it, without a word of it. Raises ``Refused`` with the field to correct.

    It falls to the first referent (direction of the CCAS, then of the services); to nobody when the town has none, and the
    list says so. The same form again (a double click, the back button) gives the report it gave before.
    """
    check_can(by, Permission.SAFEGUARD_FILE)
    known = _filed(filing, by)
    if known is not None:
        return known
    concern = check_filing(filing, at=at)
    followers = referents()
    report = SafeguardingReport(
        concern=concern.code,
        person_id=filing.person_id,
        about=filing.about.strip(),
        place=filing.place.strip(),
        happened=filing.happened.strip(),
        facts=filing.facts.strip(),
        told_by=filing.told_by.strip(),
        danger=filing.danger,
        called=filing.called,
        called_at=filing.called_at if filing.called else None,
        author=by.name,
        filed_by=by,
        filed_at=at,
        owner=followers[0] if followers else None,
        due_at=due_after(concern, at),
        sent_key=filing.key,
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        # The second click came while the first was being written.
        known = _filed(filing, by)
        if known is None:
            raise
        return known
    leave_trace(
        verb="file_report", subject=report, by=by, commune_code=current_commune(), at=at, danger=filing.danger,
    )  # fmt: skip
    tell_referents(report, "safeguarding_filed", key="filed", to=followers[:1], by=by, at=at)
    return report
