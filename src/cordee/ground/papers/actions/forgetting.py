"""Forgetting what was printed in somebody's name: the number stays taken, and answers « non valide »."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from cordee.ground.papers.models import Paper
from cordee.ground.people.models import Person


def forget_words(*, papers: list[int], at: datetime) -> None:
    """The words of these papers go; the kind, the number and the day stay, cancelled."""
    Paper.objects.filter(pk__in=papers).update(content={}, revoked_at=Coalesce(F("revoked_at"), at))


def forget_papers(person: Person, at: datetime) -> None:
    """All that was printed in the person's name."""
    forget_words(papers=list(Paper.objects.filter(person=person).values_list("pk", flat=True)), at=at)
