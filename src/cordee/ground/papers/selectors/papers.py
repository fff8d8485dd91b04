"""Papers kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cordee.ground.papers.models import Paper, PaperKind


def paper_by_id(paper_id: int) -> Paper | None:
    """One paper of the town in scope."""
    return Paper.objects.select_related("person", "issued_by", "revoked_by").filter(pk=paper_id).first()


def paper_by_code(code: str) -> Paper | None:
    """The paper a stranger holds; ``code`` as ``typed_code`` gives it."""
    return Paper.objects.select_related("person").filter(code=code).first() if code else None


def papers_by_short_code(short_code: str) -> list[Paper]:
    """Papers a voice on the telephone may speak of, newest first: the first name tells which."""
    if not short_code:
        return []
    return list(
        Paper.objects.select_related("person")
        .filter(short_code=short_code)
        .exclude(code="")
        .order_by("-pk")[:20]
    )


def papers_of_person(person_id: int, *, limit: int = 60) -> list[Paper]:
    """Papers in somebody's name, newest first."""
    return list(Paper.objects.select_related("issued_by").filter(person=person_id).order_by("-pk")[:limit])


def papers_of_town(*, limit: int = 100) -> list[Paper]:
    """Papers the town itself signs, newest first; those of a report are seen with it alone, bags on their own page."""
    own = Paper.objects.filter(person=None).exclude(kind__in=[PaperKind.CRISIS_BAG, PaperKind.SAFEGUARDING])
    return list(own.select_related("issued_by", "revoked_by").order_by("-pk")[:limit])


def activations() -> list[tuple[Paper, str]]:
    """Decisions that opened a crisis and stand, with the number of the one that ends each: first those nobody ended.

    What was cancelled is in neither. Newest first.
    """
    papers = list(
        Paper.objects.filter(
            kind__in=(PaperKind.ACTIVATION, PaperKind.END), person=None, revoked_at=None
        ).order_by("-pk")
    )
    ended = {
        one.content.get("values", {}).get("arrêté", ""): str(one)
        for one in papers
        if one.kind == PaperKind.END
    }
    found = [(one, ended.get(str(one), "")) for one in papers if one.kind == PaperKind.ACTIVATION]
    return sorted(found, key=lambda pair: bool(pair[1]))


def living_badge(person_id: int, *, at: datetime) -> Paper | None:
    """The badge somebody may wear at this moment."""
    return (
        Paper.objects.filter(person=person_id, kind=PaperKind.BADGE, revoked_at=None, valid_until__gt=at)
        .order_by("-pk")
        .first()
    )


def living_badges(person_ids: Iterable[int], *, at: datetime) -> dict[int, Paper]:
    """The badge each person may wear at this moment, by person; whoever has none is absent. One query."""
    badges = Paper.objects.filter(
        person__in=set(person_ids), kind=PaperKind.BADGE, revoked_at=None, valid_until__gt=at
    ).order_by("pk")
    return {badge.person_id: badge for badge in badges if badge.person_id is not None}


def values_of_last_paper(kind: PaperKind) -> dict[str, str]:
    """What the town wrote in the fields of its newest paper of a kind, so that an agent need not type it again."""
    content = Paper.objects.filter(kind=kind).order_by("-pk").values_list("content", flat=True).first()
    values = (content or {}).get("values", {})
    return {name: values.get(name, "") for name in ("acte", "motif", "signataire")}
