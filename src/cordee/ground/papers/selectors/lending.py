"""Papers that must come back."""

from __future__ import annotations

from cordee.ground.papers.models import LentPaper, PaperKind


def lent_papers(kind: PaperKind, *, limit: int = 100) -> list[LentPaper]:
    """Those of a kind, newest first; one query."""
    rows = LentPaper.objects.filter(paper__kind=kind).select_related("paper__issued_by", "noted_by")
    return list(rows.order_by("-pk")[:limit])


def papers_out(kind: PaperKind) -> int:
    """How many were made and neither came back nor were destroyed; a lost one stays lost."""
    return LentPaper.objects.filter(paper__kind=kind, fate="", paper__revoked_at=None).count()


def lent_by_id(lent_id: int) -> LentPaper | None:
    """One of them."""
    return LentPaper.objects.select_related("paper__issued_by", "noted_by").filter(pk=lent_id).first()
