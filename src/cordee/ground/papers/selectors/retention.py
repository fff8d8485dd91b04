"""Papers whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from cordee.ground.papers.models import LentPaper, Paper, PaperKind
from cordee.ground.people.ports import Old

PASSING = (
    PaperKind.ORDER,
    PaperKind.BADGE,
    PaperKind.ATTESTATION,
    PaperKind.CASH_SLIP,
    PaperKind.ACKNOWLEDGEMENT,
    PaperKind.LISTED,
    PaperKind.LISTED_BY_OTHER,
    PaperKind.CRISIS_BAG,
)
"""Papers of a moment; what somebody signed to help goes with their file."""


def old_papers(before: datetime, most: int) -> list[Old]:
    """Papers of a moment that ended, or were issued, before a moment; one that is still out is never forgotten."""
    out = Exists(LentPaper.objects.filter(paper=OuterRef("pk"), fate="", paper__revoked_at=None))
    papers = Paper.objects.filter(~out, kind__in=PASSING).annotate(
        ended_at=Coalesce("valid_until", "issued_at")
    )
    return [
        Old(paper.pk, str(paper), paper.ended_at)
        for paper in papers.filter(ended_at__lt=before).order_by("ended_at", "pk")[:most]
    ]
