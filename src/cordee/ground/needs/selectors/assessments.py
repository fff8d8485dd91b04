"""Sheets of assessment: who may open which, what is unfinished, whom to ring again."""

from __future__ import annotations

from datetime import date

from cordee.ground.needs.models import AssessmentState, NeedsAssessment
from cordee.ground.people.models import Account
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.people.rules.protection import shown


def assessment_for(account: Account, key: int) -> NeedsAssessment | None:
    """A sheet an account may open: any with the right to assess, else one's own until it is finished."""
    rows = NeedsAssessment.objects.select_related("person", "begun_by", "saved_by")
    if not can(account, Permission.NEED_ASSESS):
        rows = rows.filter(begun_by=account, confirmed_at=None)
    return rows.filter(pk=key).first()


def unfinished_assessments(account: Account) -> list[NeedsAssessment]:
    """Sheets not finished or not decided upon that the account may take up again; at most a hundred."""
    rows = NeedsAssessment.objects.select_related("person", "begun_by", "saved_by").filter(confirmed_at=None)
    if not can(account, Permission.NEED_ASSESS):
        rows = rows.filter(begun_by=account)
    return list(rows.filter(shown("person__"))[:100])


def next_contacts(until: date) -> list[NeedsAssessment]:
    """Decided sheets whose next contact is due by a day, soonest first; only the last sheet of each person counts."""
    rows = (
        NeedsAssessment.objects.select_related("person")
        .filter(shown("person__"), state=AssessmentState.DONE)
        .order_by("person", "-finished_at", "-pk")
    )
    last: dict[int, NeedsAssessment] = {}
    for one in rows.defer("answers", "health"):
        last.setdefault(one.person_id, one)
    due = [one for one in last.values() if one.next_contact_on and one.next_contact_on <= until]
    return sorted(due, key=lambda one: (one.next_contact_on or until, one.pk))[:100]


def last_assessment(person_id: int) -> NeedsAssessment | None:
    """The last sheet of a person, without what was said: that there is one, when and by whom."""
    return (
        NeedsAssessment.objects.select_related("saved_by")
        .defer("answers", "health")
        .filter(person=person_id)
        .first()
    )
