"""Issuing and cancelling papers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import Paper, PaperKind, PaperSeries
from cordee.ground.papers.rules.codes import draw_code, draw_short_code
from cordee.ground.papers.rules.content import Draft, content_of
from cordee.ground.papers.rules.texts import FIELDS
from cordee.ground.papers.selectors.texts import text_in_force
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.selectors import municipality_in_scope

_TRIES = 50


def _next_rank(kind: PaperKind, year: int) -> int:
    series, _ = PaperSeries.objects.get_or_create(kind=kind, year=year)
    # The row is written before it is read: two agents at once take two numbers.
    PaperSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    return int(PaperSeries.objects.values_list("last", flat=True).get(pk=series.pk))


def _free_code() -> str:
    for _ in range(_TRIES):
        code = draw_code()
        if not Paper.objects.filter(code=code).exists():
            return code
    raise RuntimeError("No free number could be drawn.")


def _short_code() -> str:
    """Free if it can be; a town with thousands of papers shares some, and the first name tells them apart."""
    short = draw_short_code()
    for _ in range(_TRIES):
        if not Paper.objects.filter(short_code=short, revoked_at=None).exists():
            break
        short = draw_short_code()
    return short


@transaction.atomic
def issue_paper(
    *,
    draft: Draft,
    person: Person | None,
    by: Actor,
    at: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    checked: bool = False,
) -> Paper:
    """Give a paper its number of the year, freeze its words, and draw the code strangers check when ``checked``.

    The room that asks has checked that the person may have it.
    """
    kind, year = draft.kind, timezone.localtime(at).year
    text = text_in_force(kind) if kind in FIELDS else None
    body = text.body if text else ""
    paper = Paper.objects.create(
        kind=kind,
        year=year,
        rank=_next_rank(kind, year),
        person=person,
        issued_at=at,
        issued_by=by if isinstance(by, Account) else None,
        text_version=text.version if text else 0,
        valid_from=valid_from,
        valid_until=valid_until,
        code=_free_code() if checked else "",
        short_code=_short_code() if checked else "",
        content=content_of(draft, body=body, town=municipality_in_scope(), at=at),
    )
    leave_trace(
        verb="issue_paper",
        subject=paper,
        by=by,
        commune_code=paper.commune_id,
        at=at,
        paper=kind.value,
        number=str(paper),
    )
    return paper


@transaction.atomic
def revoke_paper(*, paper: Paper, by: Account, at: datetime) -> Paper:
    """Cancel a paper (lost, replaced, given back): from now on its number answers « non valide ». Cannot be undone.

    Raises ``Refused`` when it already is.
    """
    if not Paper.objects.filter(pk=paper.pk, revoked_at=None).update(revoked_at=at, revoked_by=by):
        raise Refused("Ce document est déjà annulé.")
    paper.refresh_from_db()
    leave_trace(
        verb="revoke_paper",
        subject=paper,
        by=by,
        commune_code=paper.commune_id,
        at=at,
        paper=paper.kind,
        number=str(paper),
    )
    return paper
