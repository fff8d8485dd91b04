"""Receipts of what was handed to volunteers."""

from __future__ import annotations

from django.db.models import F

from cordee.ground.assignments.models import CashSlip
from cordee.ground.papers.models import Paper, PaperKind


def slips_of_assignment(assignment_id: int) -> list[CashSlip]:
    """Receipts of one mission, newest first."""
    return list(
        CashSlip.objects.select_related("paper", "returned_by")
        .filter(assignment=assignment_id)
        .order_by("-pk")
    )


def slip_by_id(slip_id: int, *, assignment_id: int) -> CashSlip | None:
    """One receipt, of this mission only."""
    return CashSlip.objects.select_related("paper").filter(pk=slip_id, assignment=assignment_id).first()


def slips(*, limit: int = 200) -> list[CashSlip]:
    """Receipts of the town: those that wait for their return first, then the newest."""
    return list(
        CashSlip.objects.select_related(
            "paper", "assignment__need", "assignment__volunteer__person", "returned_by"
        ).order_by(F("returned_at").desc(nulls_first=True), "-pk")[:limit]
    )


def slip_papers_of_need(need_id: int) -> set[int]:
    """Keys of the receipts of one request."""
    return set(CashSlip.objects.filter(assignment__need=need_id).values_list("paper_id", flat=True))


def letters_to(person_id: int) -> list[Paper]:
    """Letters that acknowledge what was asked for somebody, newest first."""
    return list(
        Paper.objects.select_related("issued_by")
        .filter(person=person_id, kind=PaperKind.ACKNOWLEDGEMENT)
        .order_by("-pk")[:20]
    )
