"""Papers whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.ports import Old

PASSING = (
    PaperKind.ORDER,
    PaperKind.BADGE,
    PaperKind.ATTESTATION,
    PaperKind.CASH_SLIP,
    PaperKind.ACKNOWLEDGEMENT,
    PaperKind.LISTED,
    PaperKind.LISTED_BY_OTHER,
)
"""Papers of a moment; what somebody signed to help goes with their file."""


def old_papers(before: datetime, most: int) -> list[Old]:
    """Papers of a moment that ended, or were issued, before a moment."""
    papers = Paper.objects.filter(kind__in=PASSING).annotate(ended_at=Coalesce("valid_until", "issued_at"))
    return [
        Old(paper.pk, str(paper), paper.ended_at)
        for paper in papers.filter(ended_at__lt=before).order_by("ended_at", "pk")[:most]
    ]
