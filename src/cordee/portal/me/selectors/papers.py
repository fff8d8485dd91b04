"""Papers in one's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.selectors.papers import papers_of_person
from cordee.ui.wording import moment


@dataclass(frozen=True)
class MyPaper:
    """One paper ready to be shown; ``printable`` when the person may print it at home (a badge is given by the town)."""

    paper: Paper
    title: str
    number: str
    code: str
    days: str
    printable: bool


def my_papers(person_id: int, *, at: datetime) -> list[MyPaper]:
    """Living papers first issued last; those cancelled or over are left out."""
    return [
        MyPaper(
            paper,
            PaperKind(paper.kind).label.capitalize(),
            str(paper),
            shown_code(paper.code),
            f"jusqu’à {moment(paper.valid_until, at)}" if paper.valid_until else "",
            paper.kind != PaperKind.BADGE,
        )
        for paper in papers_of_person(person_id)
        if paper.revoked_at is None and (paper.valid_until is None or paper.valid_until > at)
    ]
