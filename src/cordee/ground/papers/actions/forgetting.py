"""Forgetting what was printed about somebody: the number of the paper stays, for the series to have no hole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cordee.ground.papers.models import Paper
from cordee.ground.people.models import Person

ERASED_WORD = "…………"
"""What a paper shows where somebody’s name was: the same line as a field nobody filled."""


def forget_papers(person: Person, at: datetime) -> None:
    """What was printed in the person’s name, the numbers strangers check, and their name on the papers of others.

    A paper forgotten answers « non valide », as a number that never was.
    """
    mine = Paper.objects.filter(person=person)
    mine.filter(revoked_at=None).update(revoked_at=at)
    mine.update(content={}, code="", short_code="")
    if person.first_name and person.last_name:
        names = (person.kept_names[0], f"{person.last_name} {person.first_name}")
        forget_words(Paper.objects.exclude(person=person).iterator(), names)


def forget_paper(paper: Paper, at: datetime) -> None:
    """What one paper said; its number stays, cancelled."""
    paper.content, paper.code, paper.short_code = {}, "", ""
    paper.revoked_at = paper.revoked_at or at
    paper.save(update_fields=["content", "code", "short_code", "revoked_at"])


def forget_words(papers: Iterable[Paper], words: Iterable[str]) -> None:
    """Take words out of what papers say, wherever they are in it, whatever their capitals."""
    wanted = re.compile("|".join(rf"\b{re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    for paper in papers:
        if wanted.search(json.dumps(paper.content, ensure_ascii=False)):
            paper.content = _without(paper.content, wanted)
            paper.save(update_fields=["content"])


def _without(said: Any, wanted: re.Pattern[str]) -> Any:
    if isinstance(said, str):
        return wanted.sub(ERASED_WORD, said)
    if isinstance(said, list):
        return [_without(one, wanted) for one in said]
    if isinstance(said, dict):
        return {name: _without(one, wanted) for name, one in said.items()}
    return said


def destroy_papers(keys: list[int], _at: datetime) -> None:
    """Delete papers long out of date; the series goes on from its last number."""
    for start in range(0, len(keys), 500):
        Paper.objects.filter(pk__in=keys[start : start + 500]).delete()
