"""Drafting and publishing a bilan with what every room knows, and thanking volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.ground.crisis.actions.bilan import draft_bilan, note_thanked, publish_bilan
from cordee.ground.crisis.models import AfterActionReport, Crisis
from cordee.ground.crisis.rules.private_words import Hit, people_found
from cordee.ground.crisis.selectors.bilan import lines_to_tell, tasks_of, words_of_town, worth_telling
from cordee.ground.crisis.selectors.crises import crisis_steps
from cordee.ground.messaging.actions.tell import tell_person
from cordee.ground.people.models import Account
from cordee.ground.territory.selectors import municipality_in_scope
from cordee.ground.volunteers.selectors.lists import volunteers_to_thank
from cordee.portal.cell.rules.bilan import chronology, public_content, who_is_found
from cordee.portal.cell.selectors.bilan import by_activity, by_district, indicators, needs_left
from cordee.portal.cell.selectors.private_words import words_of_everybody


def content_of(report: AfterActionReport, now: datetime) -> dict[str, Any]:
    """What everybody would read at this moment; what they read, once published."""
    if report.published_at is not None:
        return dict(report.content)
    crisis, kept = report.crisis, set(report.lines)
    entries = [one for one in lines_to_tell(crisis) if one.number in kept]
    return public_content(
        report,
        figures=indicators(crisis, now),
        districts=by_district(crisis, now),
        activities=by_activity(crisis, now),
        told=chronology(crisis_steps(crisis), entries),
        tasks=tasks_of(report),
        left=len(needs_left(report, now)),
    )


def _summary(crisis: Crisis) -> str:
    colour = f", vigilance {crisis.get_colour_display()}" if crisis.colour else ""
    return f"{crisis.get_kind_display()}{colour} : « {crisis.title} »."


def begin_bilan(*, crisis: Crisis, by: Account, at: datetime) -> AfterActionReport:
    """The draft: decisions and what mattered in the logbook, but lines where somebody is found. Raises ``Refused``."""
    known, spared = words_of_everybody(), words_of_town(municipality_in_scope())
    lines = [
        one.number
        for one in lines_to_tell(crisis)
        if worth_telling(one) and not people_found(one.text, known, where="", spared=spared)
    ]
    return draft_bilan(crisis=crisis, texts={"summary": _summary(crisis)}, lines=lines, by=by, at=at)


@dataclass(frozen=True)
class Reading:
    """What the page before publishing shows: the content, who is found in it, the requests nobody takes up."""

    content: dict[str, Any]
    hits: list[Hit]
    unnamed: int


def read_before_publishing(report: AfterActionReport, now: datetime) -> Reading:
    """Scan what would be published against everybody the database knows."""
    content = content_of(report, now)
    hits = who_is_found(content, words_of_everybody(), spared=words_of_town(municipality_in_scope()))
    unnamed = sum(str(need.number) not in report.successors for need in needs_left(report, now))
    return Reading(content, hits, unnamed)


@transaction.atomic
def publish_scanned(*, report: AfterActionReport, by: Account, at: datetime) -> AfterActionReport:
    """Scan, then freeze what was scanned. Raises ``Refused``."""
    read = read_before_publishing(report, at)
    return publish_bilan(
        report=report, content=read.content, hits=read.hits, unnamed=read.unnamed, by=by, at=at
    )


@transaction.atomic
def thank_volunteers(*, report: AfterActionReport, by: Account, at: datetime) -> AfterActionReport:
    """One message each, « merci, rester ? », never twice. Raises ``Refused`` when it was done."""
    chosen = volunteers_to_thank()
    noted = note_thanked(report=report, count=len(chosen), by=by, at=at)
    for volunteer in chosen:
        tell_person(
            person=volunteer.person, template="volunteer_thanks", key=f"thanks:{report.crisis_id}:{volunteer.person_id}",
            by=by, at=at,
        )  # fmt: skip
    return noted
