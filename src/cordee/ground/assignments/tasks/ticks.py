"""What the house does by itself as time passes: each is safe to run twice."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.actions.answers import release_companions
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.ports import say_place_freed
from cordee.ground.assignments.rules.places import ADDRESS_STAYS_FOR
from cordee.ground.assignments.selectors.ledger import suggestions, unanswered_at
from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.needs.selectors.queue import matchable_needs
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import EntryPurpose
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.actions.admission import note_news
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.admission import NEWS_EVERY_DAYS
from cordee.ground.volunteers.rules.week import DAYS, words_of_slot
from cordee.ground.volunteers.selectors.lists import volunteers_to_answer, volunteers_without_news

INVITATIONS_PER_OPEN_NEED = 1.5
_ANSWER_AFTER = timedelta(hours=24)


def pass_on_unanswered(*, at: datetime) -> int:
    """No answer in time: the next best is asked (or suggested), and the first may still say yes while the place is free."""
    passed = 0
    for assignment in unanswered_at(at):
        with transaction.atomic():
            changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.PROPOSED).update(
                state=AssignmentState.NO_ANSWER
            )
            if not changed:
                continue
            leave_trace(
                verb="pass_on_unanswered",
                subject=assignment,
                by=Task("tick"),
                commune_code=current_commune(),
                at=at,
            )
            if assignment.accompanies_id is None:
                release_companions(assignment.pk, by=Task("tick"), at=at)
                say_place_freed(assignment.need, at)
            passed += 1
    return passed


def plan_by_itself(*, at: datetime) -> int:
    """Where the town switched automatic proposals on: plan, and ask without waiting for a person."""
    if not Municipality.objects.get(pk=current_commune()).automatic_proposals:
        return 0
    store_plan(plan=propose_town_plan(at=at), by=Task("automatic_proposals"), at=at)
    asked = 0
    for suggestion in suggestions(limit=500):
        # A need put off or closed since the plan was computed does not keep the others waiting.
        with suppress(Refused):
            approve_suggestion(assignment=suggestion, by=Task("automatic_proposals"), at=at)
            asked += 1
    return asked


def remind_helpers(*, at: datetime) -> int:
    """A reminder two hours before the slot (features.md S81), once, with a way back to the mission page."""
    soon = Assignment.objects.select_related(
        "volunteer__person", "need__beneficiary__household__district"
    ).filter(
        state=AssignmentState.ACCEPTED,
        reminded_at=None,
        starts_at__lte=at + timedelta(hours=2),
        starts_at__gt=at + timedelta(minutes=15),
        answered_at__lt=at - timedelta(hours=3),
    )
    count = 0
    for assignment in soon:
        person = assignment.volunteer.person
        with transaction.atomic():
            key = issue_entry_key(
                person=person,
                purpose=EntryPurpose.MINE,
                target=f"assignment:{assignment.pk}",
                by=Task("reminders"),
                at=at,
                valid_for=assignment.ends_at + ADDRESS_STAYS_FOR - at,
            )
            district = assignment.need.beneficiary.household.district
            tell_person(
                person=person,
                template="reminder",
                key=f"reminder:{assignment.pk}",
                by=Task("reminders"),
                at=at,
                number=str(assignment),
                when=words_of_slot(assignment.starts_at, at),
                district=district.name if district else "dans la commune",
                link=key.link,
            )
            Assignment.objects.filter(pk=assignment.pk).update(reminded_at=at)
        count += 1
    return count


def _give_news(volunteer: Volunteer, *, template: str, at: datetime, **values: object) -> bool:
    """One honest message; somebody with neither mobile nor e-mail stays in the list of people to ring."""
    next_on = timezone.localtime(at + timedelta(days=NEWS_EVERY_DAYS))
    with transaction.atomic():
        sent = tell_person(
            person=volunteer.person,
            template=template,
            key=f"{template}:{volunteer.pk}:{at:%Y%m%d}",
            by=Task("promises"),
            at=at,
            number=str(volunteer),
            date=f"{next_on:%d/%m}",
            **values,
        )
        if sent is None:
            return False
        note_news(
            volunteer=volunteer, at=at, by=Task("promises"),
            what="briefing" if template == "briefing_invitation" else "wait",
        )  # fmt: skip
    return True


def next_briefing(municipality: Municipality, at: datetime) -> str:
    """The next briefing in words (« jeudi 12 mars à 18 h »), empty when the town holds none."""
    if municipality.briefing_weekday is None or not municipality.briefing_place:
        return ""
    local = timezone.localtime(at)
    day = local.date() + timedelta(days=(municipality.briefing_weekday - local.weekday() - 1) % 7 + 1)
    hour = municipality.briefing_time
    return f"{DAYS[day.weekday()]} {day.day}/{day.month:02d} à {hour.hour} h" + (
        f" {hour.minute:02d}" if hour.minute else ""
    )


def keep_promises_by_day(*, at: datetime) -> dict[str, int]:
    """``keep_promises`` from 8 h to 20 h: « pas encore de mission » is not worth waking anybody up."""
    return keep_promises(at=at) if 8 <= timezone.localtime(at).hour < 20 else {}


def keep_promises(*, at: datetime) -> dict[str, int]:
    """An answer within 48 h for everybody, news every 14 days.

    Those whose activities are short today are invited to a briefing, one and a half times the open needs and no more:
    inviting everybody would make most of them wait for nothing. The others are told honestly that there is no mission
    yet, and when they will hear again.
    """
    municipality = Municipality.objects.get(pk=current_commune())
    briefing = next_briefing(municipality, at)
    needs = list(matchable_needs(now=at).values_list("activity", flat=True))
    invited_lately = Volunteer.objects.filter(invited_at__gt=at - timedelta(days=7)).count()
    quota = max(0, ceil(len(needs) * INVITATIONS_PER_OPEN_NEED) - invited_lately)
    wanted = set(needs)
    counts = {"briefing": 0, "waiting": 0, "news": 0}
    for volunteer in volunteers_to_answer(limit=500):
        if volunteer.signed_up_at > at - _ANSWER_AFTER and not wanted.intersection(volunteer.activities):
            continue
        if briefing and quota > 0 and wanted.intersection(volunteer.activities):
            sent = _give_news(
                volunteer,
                template="briefing_invitation",
                at=at,
                when=briefing,
                place=municipality.briefing_place,
            )
            quota -= sent
            counts["briefing"] += sent
        elif volunteer.signed_up_at <= at - _ANSWER_AFTER:
            counts["waiting"] += _give_news(volunteer, template="volunteer_waiting", at=at)
    for volunteer in volunteers_without_news(now=at):
        counts["news"] += _give_news(volunteer, template="volunteer_news", at=at)
    return counts
