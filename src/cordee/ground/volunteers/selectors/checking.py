"""What a stranger, or a voice on the telephone, is told of a badge or an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from unidecode import unidecode

from cordee.ground.papers.models import Paper
from cordee.ground.papers.rules.codes import typed_code, typed_short_code
from cordee.ground.papers.rules.validity import Validity, validity_of
from cordee.ground.papers.selectors.papers import paper_by_code, papers_by_short_code
from cordee.ground.volunteers.models import Volunteer, VolunteerState


@dataclass(frozen=True)
class Checked:
    """The answer. ``name`` is a first name and an initial, empty when the number is not good for anything."""

    validity: Validity
    name: str = ""
    paper: Paper | None = None


def _answer(paper: Paper | None, at: datetime) -> Checked:
    if paper is None or paper.person is None:
        return Checked(Validity.INVALID)
    volunteer = Volunteer.objects.filter(person=paper.person_id).first()
    if volunteer is None or volunteer.state == VolunteerState.LEFT:
        return Checked(Validity.INVALID)
    validity = validity_of(paper, suspended=volunteer.state == VolunteerState.SUSPENDED, at=at)
    if validity == Validity.INVALID:
        return Checked(validity)
    return Checked(validity, paper.person.short_name, paper)


def checked_code(typed: str, *, at: datetime) -> Checked:
    """The answer for the number somebody typed or photographed; a forged one and an impossible one are told alike."""
    return _answer(paper_by_code(typed_code(typed)), at)


def _first_name(name: str) -> str:
    return "".join(letter for letter in unidecode(name).lower() if letter.isalpha())


def checked_by_phone(typed: str, first_name: str, *, at: datetime) -> list[Checked]:
    """Papers that bear this short code (or this number) **and** this first name; none rather than a hint."""
    short, said = typed_short_code(typed), _first_name(first_name)
    whole = paper_by_code(typed_code(typed))
    found = [whole] if whole else papers_by_short_code(short)
    answers = [
        _answer(paper, at)
        for paper in found
        if said and paper.person is not None and _first_name(paper.person.first_name) == said
    ]
    return [answer for answer in answers if answer.paper is not None]
