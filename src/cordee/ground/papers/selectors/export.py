"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.models import Person


def export_papers(person: Person) -> dict[str, Any]:
    """Papers issued in the person's name: which, when, until when."""
    papers = [
        {
            "Numéro": str(paper),
            "Document": PaperKind(paper.kind).label,
            "Édité le": f"{timezone.localtime(paper.issued_at):%d/%m/%Y}",
            "Valable jusqu’au": f"{timezone.localtime(paper.valid_until):%d/%m/%Y}"
            if paper.valid_until
            else "",
            "Annulé le": f"{timezone.localtime(paper.revoked_at):%d/%m/%Y}" if paper.revoked_at else "",
        }
        for paper in Paper.objects.filter(person=person).order_by("-pk")
    ]
    told = [{label: value for label, value in one.items() if value} for one in papers]
    return {"Papiers": told} if told else {}


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names a person’s papers."""
    return [f"paper:{key}" for key in Paper.objects.filter(person=person).values_list("pk", flat=True)]
