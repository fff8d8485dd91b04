"""The same form sent twice: a double click, the back button, a page loaded again."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.ground.needs.actions.requests import Asked
from cordee.ground.needs.models import Door, Need, NeedState
from cordee.ground.people.models import Person

SAME_FORM_WITHIN = timedelta(minutes=15)


def just_opened(*, person: Person, requester: Person | None, asked: list[Asked], at: datetime) -> list[Need]:
    """The needs the very same form opened minutes ago, in its order; empty when one thing at least is new."""
    recent = {
        (need.activity, need.details, need.recurrence): need
        for need in Need.objects.filter(
            beneficiary__person=person,
            requester=requester,
            door=Door.WEB,
            state=NeedState.NEW,
            received_at__gt=at - SAME_FORM_WITHIN,
        ).order_by("-pk")
    }
    same = [
        need
        for one in asked
        if (need := recent.get((one.activity, one.details.strip(), one.recurrence))) is not None
        and one.wanted_until in {None, need.wanted_until}
    ]
    return same if len(same) == len(asked) else []
