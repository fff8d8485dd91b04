"""What the house does by itself as time passes: each is safe to run twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from cordee.ground.assignments.actions.answers import suggest_next_best
from cordee.ground.assignments.actions.plans import store_plan
from cordee.ground.assignments.actions.proposals import approve_suggestion, propose_next_best, reach
from cordee.ground.assignments.models import HOLDING_STATES, Assignment, AssignmentState
from cordee.ground.assignments.planning import propose_town_plan
from cordee.ground.assignments.selectors.ledger import suggestions, unanswered_at
from cordee.ground.audit.actions import Task, leave_trace
from cordee.ground.messaging.actions import queue_message
from cordee.ground.messaging.models import OnDoubt
from cordee.ground.messaging.rules import fill
from cordee.ground.needs.actions.steps import mark_unassigned
from cordee.ground.needs.models import Need, NeedState
from cordee.ground.needs.selectors.queue import matchable_needs
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.actions.admission import note_news
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.admission import NEWS_EVERY_DAYS
from cordee.ground.volunteers.rules.week import words_of_slot
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
                verb="pass_on_unanswered", subject=assignment, by=Task("tick"), commune_code=current_commune(), at=at
            )
            need = Need.objects.select_related("beneficiary__household").get(pk=assignment.need_id)
            others = Assignment.objects.filter(need=need, state__in=(AssignmentState.PROPOSED, *HOLDING_STATES)).count()
            if others < need.helpers and need.state == NeedState.PROPOSED and need.wanted_until > at:
                asked = None
                if Municipality.objects.get(pk=current_commune()).automatic_proposals:
                    asked = propose_next_best(need=need, by=Task("tick"), at=at)
                else:
                    suggest_next_best(need=need, at=at)
                if asked is None and others == 0:
                    mark_unassigned(need=need, by=Task("tick"), at=at)
            passed += 1
    return passed


def plan_by_itself(*, at: datetime) -> int:
    """Where the town switched automatic proposals on: plan, and ask without waiting for a person."""
    if not Municipality.objects.get(pk=current_commune()).automatic_proposals:
        return 0
    store_plan(plan=propose_town_plan(at=at), by=Task("automatic_proposals"), at=at)
    waiting = suggestions(limit=500)
    for suggestion in waiting:
        approve_suggestion(assignment=suggestion, by=Task("automatic_proposals"), at=at)
    return len(waiting)


def remind_helpers(*, at: datetime) -> int:
    """A reminder two hours before the slot (features.md S81), once."""
    soon = Assignment.objects.select_related("volunteer__person", "need").filter(
        state=AssignmentState.ACCEPTED,
        reminded_at=None,
        starts_at__lte=at + timedelta(hours=2),
        starts_at__gt=at + timedelta(minutes=15),
        answered_at__lt=at - timedelta(hours=3),
    )
    municipality = Municipality.objects.get(pk=current_commune())
    count = 0
    for assignment in soon:
        way = reach(assignment.volunteer.person)
        if way is None:
            continue
        with transaction.atomic():
            queue_message(
                key=f"reminder:{assignment.pk}",
                channel=way[0],
                recipient=way[1],
                person=assignment.volunteer.person,
                kind="reminder",
                subject=f"{municipality.name} : rappel de votre mission {assignment}",
                body=fill(
                    "reminder",
                    numero=str(assignment),
                    date_heure=words_of_slot(assignment.starts_at, at),
                    commune=municipality.name,
                    telephone=display_phone(municipality.phone),
                ),
                on_doubt=OnDoubt.HOLD,
                at=at,
                by=Task("tick"),
            )
            Assignment.objects.filter(pk=assignment.pk).update(reminded_at=at)
        count += 1
    return count


def _give_news(volunteer: Volunteer, *, kind: str, at: datetime, municipality: Municipality) -> None:
    """One honest message; somebody with neither mobile nor e-mail stays in the list of people to ring."""
    way = reach(volunteer.person)
    if way is None:
        return
    next_on = timezone.localtime(at + timedelta(days=NEWS_EVERY_DAYS))
    with transaction.atomic():
        queue_message(
            key=f"{kind}:{volunteer.pk}:{at:%Y%m%d}",
            channel=way[0],
            recipient=way[1],
            person=volunteer.person,
            kind=kind,
            subject=f"{municipality.name} : des nouvelles de votre offre d’aide",
            body=fill(
                kind,
                prenom=volunteer.person.first_name or volunteer.person.last_name,
                numero=str(volunteer),
                date=f"{next_on:%d/%m}",
                commune=municipality.name,
                telephone=display_phone(municipality.phone),
            ),
            at=at,
            by=Task("promises"),
        )
        note_news(
            volunteer=volunteer, at=at, by=Task("promises"), what="briefing" if kind == "briefing_invitation" else "wait"
        )


def keep_promises(*, at: datetime) -> dict[str, int]:
    """An answer within 48 h for everybody, news every 14 days.

    Those whose activities are short today are invited to a briefing, one and a half times the open needs and no more:
    inviting everybody would make most of them wait for nothing. The others are told honestly that there is no mission
    yet, and when they will hear again.
    """
    municipality = Municipality.objects.get(pk=current_commune())
    needs = list(matchable_needs(now=at).values_list("activity", flat=True))
    invited_lately = Volunteer.objects.filter(invited_at__gt=at - timedelta(days=7)).count()
    quota = max(0, ceil(len(needs) * INVITATIONS_PER_OPEN_NEED) - invited_lately)
    wanted = set(needs)
    counts = {"briefing": 0, "waiting": 0, "news": 0}
    for volunteer in volunteers_to_answer(limit=500):
        if volunteer.signed_up_at > at - _ANSWER_AFTER and not wanted.intersection(volunteer.activities):
            continue
        if quota > 0 and wanted.intersection(volunteer.activities):
            _give_news(volunteer, kind="briefing_invitation", at=at, municipality=municipality)
            quota -= 1
            counts["briefing"] += 1
        elif volunteer.signed_up_at <= at - _ANSWER_AFTER:
            _give_news(volunteer, kind="waiting_news", at=at, municipality=municipality)
            counts["waiting"] += 1
    for volunteer in volunteers_without_news(now=at):
        _give_news(volunteer, kind="waiting_news", at=at, municipality=municipality)
        counts["news"] += 1
    return counts
