"""Papers with people on them: handed out under a number, counted back."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import LentPaper, PaperKind
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.lending import check_fate, check_holder
from cordee.ground.people.models import Account


@transaction.atomic
def lend_paper(
    *, kind: PaperKind, holder: str, people: int, locked: bool, exercise: bool, by: Account, at: datetime
) -> LentPaper:
    """Take the next number for papers about to be made. Raises ``Refused`` when nobody says who takes them away."""
    held = check_holder(holder)
    draft = Draft(kind, facts=[("Personnes", str(people))])
    paper = issue_paper(draft=draft, person=None, by=by, at=at)
    return LentPaper.objects.create(paper=paper, holder=held, people=people, locked=locked, exercise=exercise)


@transaction.atomic
def note_lent(*, lent: LentPaper, pages: int, content: bytes, by: Actor, at: datetime) -> None:
    """The document is made: how many pages, and the hash of the file that leaves."""
    lent.pages, lent.digest = pages, hashlib.sha256(content).hexdigest()
    lent.save(update_fields=["pages", "digest"])
    leave_trace(
        verb="lend_paper", subject=lent.paper, by=by, commune_code=lent.commune_id, at=at, paper=lent.paper.kind,
        number=str(lent), people=lent.people, pages=pages,
    )  # fmt: skip


@transaction.atomic
def note_fate(*, lent_id: int, fate: str, on: date | None, by: Account, at: datetime) -> LentPaper:
    """Came back, destroyed, or lost: said once. Raises ``Refused`` (field), ``ObjectDoesNotExist``."""
    lent = LentPaper.objects.select_for_update(of=("self",)).select_related("paper").get(pk=lent_id)
    lent.fate_on = check_fate(
        lent,
        fate=fate,
        on=on,
        today=timezone.localtime(at).date(),
        issued=timezone.localtime(lent.paper.issued_at).date(),
    )
    lent.fate, lent.noted_at, lent.noted_by = fate, at, by
    lent.save()
    leave_trace(
        verb="note_paper_fate", subject=lent.paper, by=by, commune_code=lent.commune_id, at=at, paper=lent.paper.kind,
        number=str(lent), fate=fate,
    )  # fmt: skip
    return lent
