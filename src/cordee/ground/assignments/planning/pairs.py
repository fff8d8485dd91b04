"""One need and those who could help with it: who comes next, why not this one, what may be authorised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

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
    over them, ``overridden`` whether somebody did.
    """

    volunteer: Volunteer
    possible: bool
    answers: tuple[GateAnswer, ...]
    closed_by_rules: str = ""
    overridable: bool = False
    overridden: bool = False


def why_not(*, need: Need, volunteer: Volunteer, at: datetime) -> WhyNot:
    """Every condition of a need against one volunteer, the unmet ones first."""
    town = town_problem(at=at, only=[need.pk])
    if not len(town.problem.needs):
        kept = "La personne refuse que ses coordonnées soient données : seule la mairie intervient."
        return WhyNot(volunteer, False, (GateAnswer(False, kept),))
    if volunteer.pk not in town.volunteer_numbers:
        return WhyNot(volunteer, False, (GateAnswer(False, _outside_the_plan(volunteer)),))
    row = town.problem.need_row(need.pk)
    moments = moments_of(town, row)
    activity = ACTIVITIES[need.activity].short_label
    checks = explain(town.problem, need.pk).of(volunteer.pk)
    verdict = mildest(town, need.pk, volunteer) if town.rules else None
    if verdict is None or opens(verdict, need.activity):
        answers = [
            GateAnswer(check.ok, check_phrase(check, activity=activity, moments=moments)) for check in checks
        ]
        answers.sort(key=lambda answer: answer.met)
        return WhyNot(volunteer, all(answer.met for answer in answers), tuple(answers))
    overridden = is_overridden(need.pk, volunteer.pk)
    free = town_problem(at=at, only=[need.pk], without_rules=True)
    moments = moments_of(free, free.problem.need_row(need.pk))
    answers = [
        GateAnswer(check.ok, check_phrase(check, activity=activity, moments=moments))
        for check in explain(free.problem, need.pk).of(volunteer.pk)
        if check.code != "protocol"
    ]
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
    )


def _outside_the_plan(volunteer: Volunteer) -> str:
    if volunteer.state == "suspended":
        return "Inscription suspendue."
    if volunteer.state == "left":
        return "N’est plus bénévole."
    if volunteer.state == "paused":
        return "En pause" + (
            f" jusqu’au {volunteer.paused_until:%d/%m/%Y}." if volunteer.paused_until else "."
        )
    return "Pas encore joint·e au téléphone : l’admission n’est pas commencée."
