"""Reading what the town goes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.crisis.models import (
    Crisis,
    CrisisPlace,
    CrisisStep,
    FollowUp,
    LogbookEntry,
    PresetAnswer,
    SituationReport,
)
from cordee.ground.crisis.rules.crises import ClosingTask, StillOpen
from cordee.ground.crisis.rules.presets import LadderStep, Proposal, ladder_of_colour, preset_of, proposals_of
from cordee.ground.people.selectors.privacy import kept_series
from cordee.ground.territory.models import District

BILAN_WITHIN = timedelta(days=30)
"""When the council expects the bilan (domain.md § 10, J12)."""


def open_crises(*, now: datetime) -> list[Crisis]:
    """Events not ended, the newest first; one query."""
    return list(Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now)).order_by("-started_at", "-pk"))


def ended_crises(*, now: datetime, limit: int = 20) -> list[Crisis]:
    """Events of the past, the last ended first."""
    return list(Crisis.objects.filter(ended_at__lte=now).order_by("-ended_at", "-pk")[:limit])


def crisis_by_id(crisis_id: int) -> Crisis | None:
    """One event of the town in scope."""
    return Crisis.objects.filter(pk=crisis_id).first()


def crisis_to_tell(*, now: datetime) -> tuple[Crisis | None, bool]:
    """The event what happens now belongs to, and whether there are several: real ones come before an exercise; one query."""
    found = open_crises(now=now)
    real = [one for one in found if not one.exercise]
    chosen = real or found
    return (chosen[0] if chosen else None), len(chosen) > 1


def exercise_going_on(*, now: datetime) -> Crisis | None:
    """The exercise of the town in scope, if one is open; one query."""
    return Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), exercise=True).first()


def crisis_steps(crisis: Crisis) -> list[CrisisStep]:
    """Phases and colours in their order."""
    return list(CrisisStep.objects.filter(crisis=crisis).select_related("recorded_by").order_by("at", "pk"))


def last_step_at(crisis: Crisis) -> datetime:
    """When the phase or the colour last changed."""
    at: datetime | None = (
        CrisisStep.objects.filter(crisis=crisis).order_by("-at").values_list("at", flat=True).first()
    )
    return at or crisis.started_at


def districts_of(crisis: Crisis) -> list[District]:
    """Districts an event concerns; none is the whole town."""
    return [
        place.district
        for place in CrisisPlace.objects.filter(crisis=crisis)
        .select_related("district")
        .order_by("district__name")
    ]


@dataclass(frozen=True)
class ProposalLine:
    """One thing proposed, with what was answered: ``None`` as long as nobody did."""

    proposal: Proposal
    adopted: bool | None
    by: str
    at: datetime | None


def proposal_lines(crisis: Crisis) -> list[ProposalLine]:
    """What the preset proposes and what was answered; one query."""
    answers = {
        one.code: one for one in PresetAnswer.objects.filter(crisis=crisis).select_related("answered_by")
    }
    lines = []
    for proposal in proposals_of(crisis):
        answer = answers.get(proposal.code)
        name = answer.answered_by.name if answer and answer.answered_by else ""
        lines.append(
            ProposalLine(
                proposal, answer.adopted if answer else None, name, answer.answered_at if answer else None
            )
        )
    return lines


def _adopted(crisis: Crisis, code: str) -> bool:
    return PresetAnswer.objects.filter(crisis=crisis, code=code, adopted=True).exists()


def ladder_of(crisis: Crisis) -> tuple[LadderStep, ...]:
    """The delays of non-response somebody adopted for this event; empty as long as nobody did."""
    return ladder_of_colour(crisis.colour) if _adopted(crisis, "ladder") else ()


def script_of(crisis: Crisis) -> tuple[str, ...]:
    """What callers ask, as adopted for this event; empty as long as nobody did."""
    return preset_of(crisis.kind).script if _adopted(crisis, "script") else ()


def closing_guard(crisis: Crisis, left: list[StillOpen], *, now: datetime) -> list[StillOpen]:
    """What is open when this event closes. While another true one goes on, it takes it up: then nothing blocks."""
    others = Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), exercise=False).exclude(
        pk=crisis.pk
    )
    return [replace(one, blocking=False) for one in left] if others.exists() else left


def closing_tasks(crisis: Crisis, at: datetime) -> list[ClosingTask]:
    """The bilan, and the day from which each series that is kept for a time may be purged (features.md N20)."""
    today = timezone.localtime(at).date()
    tasks = [
        ClosingTask(f"Purge : {kept.rule.series}"[:200], today + timedelta(days=kept.days))
        for kept in kept_series()
    ]
    tasks.append(ClosingTask(f"Bilan de « {crisis.title[:80]} » à présenter", today + BILAN_WITHIN))
    return sorted(tasks, key=lambda one: one.due_on)


def follow_ups(crisis: Crisis) -> list[FollowUp]:
    """What remains to be done after an event, the soonest first."""
    return list(FollowUp.objects.filter(crisis=crisis).select_related("done_by"))


def follow_up_by_id(follow_up_id: int) -> FollowUp | None:
    """One of them, of the town in scope."""
    return FollowUp.objects.select_related("crisis").filter(pk=follow_up_id).first()


def exercises_to_wipe() -> list[Crisis]:
    """Exercises that are over and whose rows are still there."""
    return list(Crisis.objects.filter(exercise=True, ended_at__isnull=False, wiped_at=None))


def written_in_exercise(commune_code: str, at: datetime) -> bool:
    """Whether an exercise was going on in a town at that moment; one query, without scope."""
    return Crisis.everywhere.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), commune_id=commune_code, exercise=True, started_at__lte=at
    ).exists()


def logbook_count(crisis: Crisis) -> int:
    """Entries in the logbook of an exercise."""
    return LogbookEntry.objects.filter(book__exercise=crisis).count()


def reports_count(crisis: Crisis) -> int:
    """Points de situation of an exercise."""
    return SituationReport.objects.filter(crisis=crisis).count()


def decisions_count(crisis: Crisis) -> int:
    """Phases, districts and answers of an exercise."""
    return sum(
        model.objects.filter(crisis=crisis).count() for model in (CrisisStep, CrisisPlace, PresetAnswer)
    )


def pending_follow_ups(*, limit: int = 12) -> list[FollowUp]:
    """What remains to be done after the events that are over, the soonest first."""
    return list(FollowUp.objects.select_related("crisis").filter(done_at=None)[:limit])
