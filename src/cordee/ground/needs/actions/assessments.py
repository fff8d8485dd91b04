"""The « fiche d’évaluation »: begun, saved as often as one likes, finished, then decided upon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import Asked, Circumstances, RequestTaken, take_request
from cordee.ground.needs.models import AssessmentState, Door, NeedsAssessment
from cordee.ground.needs.rules.assessment import (
    kept_answers,
    missing_answers,
    next_contact_on,
    privacy_split,
)
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import current_commune

SITTING_S = 20 * 60
"""The most one save adds to the time spent: a page left open over lunch is not a call."""


@transaction.atomic
def begin_assessment(*, person: Person, by: Account, at: datetime) -> NeedsAssessment:
    """Open a sheet about somebody, or give back the one already begun, whoever began it."""
    known = NeedsAssessment.objects.filter(person=person, state=AssessmentState.DRAFT).first()
    if known is not None:
        return known
    sheet = NeedsAssessment.objects.create(person=person, begun_by=by, saved_by=by, begun_at=at, saved_at=at)
    leave_trace(verb="begin_assessment", subject=sheet, by=by, commune_code=current_commune(), at=at)
    return sheet


@transaction.atomic
def save_assessment(
    *, sheet: NeedsAssessment, said: Mapping[str, Any], version: int, seconds: int, by: Account, at: datetime
) -> NeedsAssessment:
    """Keep what was said so far, nothing compulsory.

    Raises ``Refused`` for an answer that was not offered, a finished sheet, or one saved by somebody else meanwhile.
    """
    kept = kept_answers(said)
    fresh = (
        NeedsAssessment.objects.select_for_update(of=("self",)).select_related("saved_by").get(pk=sheet.pk)
    )
    if fresh.state == AssessmentState.DONE:
        raise Refused("Cette fiche est terminée : commencez-en une autre.")
    if fresh.version != version:
        who = fresh.saved_by.name if fresh.saved_by else "Quelqu’un"
        raise Refused(
            f"{who} a enregistré cette fiche pendant que vous écriviez. Ouvrez-la dans un autre onglet, comparez, "
            "puis recommencez."
        )
    fresh.answers, fresh.health = privacy_split(kept)
    fresh.saved_by, fresh.saved_at, fresh.version = by, at, version + 1
    fresh.seconds_spent += max(0, min(seconds, SITTING_S))
    fresh.save()
    leave_trace(
        verb="save_assessment", subject=fresh, by=by, commune_code=current_commune(), at=at, answers=len(kept)
    )
    return fresh


@transaction.atomic
def finish_assessment(*, sheet: NeedsAssessment, by: Account, at: datetime) -> NeedsAssessment:
    """Say that the questions are over. Raises ``Refused`` (field) while a compulsory one has no answer."""
    for field, words in missing_answers(sheet.said).items():
        raise Refused(words, field=field)
    sheet.state, sheet.finished_at = AssessmentState.DONE, at
    sheet.next_contact_on = next_contact_on(sheet.said, timezone.localdate(at))
    sheet.save()
    leave_trace(verb="finish_assessment", subject=sheet, by=by, commune_code=current_commune(), at=at)
    return sheet


@transaction.atomic
def confirm_assessment(
    *,
    sheet: NeedsAssessment,
    asked: list[Asked],
    place: dict[str, Any],
    priority: int,
    by: Account,
    at: datetime,
) -> RequestTaken | None:
    """Create what the agent ticked, by the door of the calls, and keep the priority; ``None`` when nothing was ticked.

    Raises ``Refused`` when the sheet is not finished, or was decided upon already.
    """
    fresh = NeedsAssessment.objects.select_for_update(of=("self",)).select_related("person").get(pk=sheet.pk)
    if fresh.state != AssessmentState.DONE:
        raise Refused("Terminez d’abord les questions.")
    if fresh.confirmed_at is not None:
        raise Refused("Les suites de cette fiche sont déjà décidées.")
    said, taken = fresh.said, None
    if asked:
        taken = take_request(
            by=by, at=at, door=Door.PHONE, person=fresh.person, place=place, asked=asked, qualified=True,
            requester_role=said.get("caller_role", "self"),
            circumstances=Circumstances(
                lives_alone={"oui": True, "non": False}.get(said.get("lives_alone", "")),
                mobility=said.get("mobility", ""),
                share_with_helper={"oui": True, "non": False}.get(said.get("share_consent", "")),
                wishes_register=said.get("register_wish") == "oui",
                notice_given=said.get("consent_info") == "oui",
            ),
        )  # fmt: skip
    fresh.confirmed_at, fresh.priority = at, priority
    fresh.save()
    leave_trace(
        verb="confirm_assessment", subject=fresh, by=by, commune_code=current_commune(), at=at,
        needs=len(asked), priority=priority,
    )  # fmt: skip
    return taken


@transaction.atomic
def drop_assessment(*, sheet: NeedsAssessment, by: Account, at: datetime) -> None:
    """Throw a sheet away before it is finished."""
    if sheet.state == AssessmentState.DONE:
        raise Refused("Cette fiche est terminée : elle s’efface à la fin de sa durée.")
    leave_trace(verb="drop_assessment", subject=sheet, by=by, commune_code=current_commune(), at=at)
    sheet.delete()
