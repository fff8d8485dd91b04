"""One need and those who could help with it: who comes next, why not this one, what may be authorised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils import timezone

from cordee.engine.matching.phrases import (
    check_phrase,
)
from cordee.engine.matching.ranking import next_best
from cordee.engine.matching.reasons import explain
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.planning.plan import mildest, mildest_moment, moments_of, proposal_of
from cordee.ground.assignments.planning.town import TownProblem, town_problem
from cordee.ground.assignments.rules.plans import Proposal
from cordee.ground.assignments.rules.verdicts import (
    opens,
    why_closed,
)
from cordee.ground.assignments.selectors.verdicts import is_overridden
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Need
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.rules.checks import ASKED, lapses, lapses_words, notice_for
from cordee.ground.volunteers.rules.membership import why_not_theirs
from cordee.ground.volunteers.selectors.checks import known_checks


def best_helpers(
    *, need: Need, at: datetime, limit: int | None = 10, exclude: list[int] | None = None
) -> list[Proposal]:
    """Who could help with this need, the best first: asked when somebody declined, or to change a suggestion."""
    return _ranking(town_problem(at=at, only=[need.pk]), need, limit=limit, exclude=exclude)


def _ranked(town: TownProblem, need: Need, volunteer: Volunteer) -> Proposal | None:
    """One volunteer's proposal in a town, None when a gate is shut."""
    everybody = _ranking(town, need, limit=None)
    return next((one for one in everybody if one.volunteer_id == volunteer.pk), None)


def _ranking(
    town: TownProblem, need: Need, *, limit: int | None, exclude: list[int] | None = None
) -> list[Proposal]:
    if not len(town.problem.needs):
        return []
    ranking = next_best(town.problem, need.pk, exclude=np.array(exclude or [], np.int64), limit=limit)
    return [
        proposal_of(town, need.pk, *found)
        for found in zip(
            ranking.volunteer_id.tolist(),
            ranking.slot.tolist(),
            ranking.distance_km.tolist(),
            ranking.former.tolist(),
            ranking.load.tolist(),
            ranking.cost.tolist(),
            strict=True,
        )
    ]


def pair_to_authorise(*, need: Need, volunteer: Volunteer, at: datetime) -> Assignment:
    """The mission, unsaved, that somebody may authorise in spite of the protocols: at the moment they mind least.

    Raises ``Refused`` when the need wishes no moment to come.
    """
    town = town_problem(at=at, only=[need.pk])
    found = mildest_moment(town, need.pk, volunteer) if len(town.problem.needs) else None
    if found is None:
        raise Refused("Cette demande n’a plus de moment à venir : changez-en le créneau d’abord.")
    _, starts_at, ends_at, km = found
    return Assignment(need=need, volunteer=volunteer, starts_at=starts_at, ends_at=ends_at, distance_km=km)


def proposal_for(*, need: Need, volunteer: Volunteer, at: datetime) -> Proposal:
    """This volunteer for this need, every gate checked again. Raises ``Refused`` when one is shut.

    Where somebody who answers for it passed over the protocols for this pair, every other gate still holds.
    """
    found = _ranked(town_problem(at=at, only=[need.pk]), need, volunteer)
    if found is None and is_overridden(need.pk, volunteer.pk):
        found = _ranked(town_problem(at=at, only=[need.pk], without_rules=True), need, volunteer)
    if found is None:
        answer = why_not(need=need, volunteer=volunteer, at=at)
        if answer.closed_by_rules:
            raise Refused(f"Les consignes en vigueur ne le permettent pas : {answer.closed_by_rules}")
        if answer.shut_checks:
            raise Refused(f"{answer.shut_checks} : faites voir le document, puis notez-le sur sa fiche.")
        raise Refused("Cette personne ne peut pas être proposée pour cette demande : voyez « pourquoi pas ».")
    return found


@dataclass(frozen=True)
class GateAnswer:
    """One condition for one volunteer: met or not, in a sentence."""

    met: bool
    sentence: str


@dataclass(frozen=True)
class WhyNot:
    """« Pourquoi pas » one volunteer for one need.

    ``closed_by_rules`` says why the protocols close it, empty when they do not; ``overridable`` whether somebody may pass
    over them, ``overridden`` whether somebody did; ``shut_checks`` the checks that close it, empty when none does.
    """

    volunteer: Volunteer
    possible: bool
    answers: tuple[GateAnswer, ...]
    closed_by_rules: str = ""
    overridable: bool = False
    overridden: bool = False
    shut_checks: str = ""


def _told(
    town: TownProblem, need: Need, volunteer: Volunteer, *, moments: list[str], without: str = ""
) -> tuple[list[GateAnswer], str]:
    """Each gate in a sentence, but one; and the checks that shut theirs, in words."""
    activity, today = ACTIVITIES[need.activity], timezone.localtime(town.now).date()
    answers, shut = [], ""
    for check in explain(town.problem, need.pk).of(volunteer.pk):
        if check.code == without or (check.code == "checks" and need.activity not in ASKED):
            continue
        sentence = check_phrase(check, activity=activity.short_label, moments=moments)
        if check.code == "checks":
            known, wished = known_checks(volunteer.pk), _first_day(town, need)
            if not check.ok:
                sentence = shut = lapses_words(lapses(need.activity, known, wished), today)
            elif notice := notice_for(need.activity, known, wished):
                answers.append(GateAnswer(True, notice))
        answers.append(GateAnswer(check.ok, sentence))
    return answers, shut


def _first_day(town: TownProblem, need: Need) -> date:
    """The first day a need may be served on: a check that is over then is over on the others."""
    wished = int(town.problem.needs.slots[town.problem.need_row(need.pk)]) or town.wished[need.pk]
    starts = [start for rank, (start, _) in enumerate(town.slots) if wished >> rank & 1]
    return timezone.localtime(max(starts[0], town.now) if starts else town.now).date()


def why_not(*, need: Need, volunteer: Volunteer, at: datetime) -> WhyNot:
    """Every condition of a need against one volunteer, the unmet ones first."""
    town = town_problem(at=at, only=[need.pk])
    if not len(town.problem.needs):
        kept = "La personne refuse que ses coordonnées soient données : seule la mairie intervient."
        return WhyNot(volunteer, False, (GateAnswer(False, kept),))
    if volunteer.pk not in town.volunteer_numbers:
        return WhyNot(volunteer, False, (GateAnswer(False, _outside_the_plan(volunteer, at)),))
    row = town.problem.need_row(need.pk)
    moments = moments_of(town, row)
    verdict = mildest(town, need.pk, volunteer) if town.rules else None
    if verdict is None or opens(verdict, need.activity):
        answers, shut = _told(town, need, volunteer, moments=moments)
        answers += _under_convention(need, volunteer, at)
        answers.sort(key=lambda answer: answer.met)
        return WhyNot(volunteer, all(answer.met for answer in answers), tuple(answers), shut_checks=shut)
    overridden = is_overridden(need.pk, volunteer.pk)
    free = town_problem(at=at, only=[need.pk], without_rules=True)
    moments = moments_of(free, free.problem.need_row(need.pk))
    answers, shut = _told(free, need, volunteer, moments=moments, without="protocol")
    answers += _under_convention(need, volunteer, at)
    others = all(answer.met for answer in answers)
    why = why_closed(verdict)
    said = "Dérogation donnée. Les consignes disaient : " if overridden else "Consignes en vigueur : "
    answers.append(GateAnswer(overridden, said + why))
    answers.sort(key=lambda answer: answer.met)
    return WhyNot(
        volunteer,
        overridden and others,
        tuple(answers),
        closed_by_rules="" if overridden else why,
        overridable=not verdict.hard and not overridden,
        overridden=overridden,
        shut_checks=shut,
    )


def _under_convention(need: Need, volunteer: Volunteer, at: datetime) -> list[GateAnswer]:
    """What the convention of a partner says of the moments a need still wishes, when it closes them or what is asked."""
    first = max(timezone.localtime(need.wanted_from).date(), timezone.localtime(at).date())
    closed = why_not_theirs(volunteer, day=first, activity=need.activity)
    return [GateAnswer(False, closed)] if closed else []


def _outside_the_plan(volunteer: Volunteer, at: datetime) -> str:
    closed = why_not_theirs(volunteer, day=timezone.localtime(at).date())
    if closed and volunteer.state != "left" and (volunteer.state != "suspended" or volunteer.state_before):
        return closed
    if volunteer.state == "suspended":
        return "Inscription suspendue."
    if volunteer.state == "left":
        return "N’est plus bénévole."
    if volunteer.state == "paused":
        return "En pause" + (
            f" jusqu’au {volunteer.paused_until:%d/%m/%Y}." if volunteer.paused_until else "."
        )
    return "Pas encore joint·e au téléphone : l’admission n’est pas commencée."
