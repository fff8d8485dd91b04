"""Bulletins as people and the desk read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cordee.inform.bulletins.models import Bulletin, BulletinKind, BulletinState, Translation
from cordee.inform.bulletins.rules.contents import digest_of
from cordee.inform.bulletins.rules.states import OPEN

_SHOWN = (BulletinState.PUBLISHED, BulletinState.REPLACED, BulletinState.CANCELLED)
_SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor")


def _whole(rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    return rows.prefetch_related("districts", "translations")


def _holding(at: datetime) -> QuerySet[Bulletin]:
    """Published, begun, not over; an exercise is never among them."""
    return Bulletin.objects.filter(
        state=BulletinState.PUBLISHED, starts_at__lte=at, expires_at__gt=at, exercise=False
    )


def bulletins_in_force(*, at: datetime) -> list[Bulletin]:
    """What holds now, the gravest first, then the newest; three queries. An exercise is never among them."""
    rows = _whole(_holding(at))
    return sorted(
        rows, key=lambda one: (_SEVERITIES.index(one.severity), -(one.published_at or at).timestamp())
    )


@dataclass(frozen=True)
class Headline:
    """A message in force, in one line."""

    number: int
    kind: str
    title: str
    action: str


def headlines(*, at: datetime) -> tuple[Headline, ...]:
    """What holds now, the gravest first, for a page that only points to it; one query."""
    rows = _holding(at).values_list("severity", "number", "kind", "title", "action")
    ranked = sorted(rows, key=lambda row: (_SEVERITIES.index(row[0]), -row[1]))
    return tuple(
        Headline(number, BulletinKind(kind).label, title, action) for _, number, kind, title, action in ranked
    )


def bulletins_to_come(*, at: datetime) -> list[Bulletin]:
    """Published, and not begun."""
    return list(
        _whole(Bulletin.objects.filter(state=BulletinState.PUBLISHED, starts_at__gt=at).order_by("starts_at"))
    )


def bulletins_over(*, at: datetime) -> QuerySet[Bulletin]:
    """The archive: over, replaced or cancelled; the newest first."""
    return Bulletin.objects.filter(
        Q(state__in=[BulletinState.REPLACED, BulletinState.CANCELLED])
        | Q(state=BulletinState.PUBLISHED, expires_at__lte=at),
        exercise=False,
    ).order_by("-published_at", "-pk")


def bulletins_open() -> QuerySet[Bulletin]:
    """Drafts, and those that wait for a second reader, these first."""
    return (
        Bulletin.objects.filter(state__in=OPEN).select_related("written_by").order_by("-state", "-written_at")
    )


def bulletins_to_reread() -> list[Bulletin]:
    """Vital emergencies somebody published alone, and that nobody else has read since (§ 6.1)."""
    return list(
        Bulletin.objects.filter(vital=True, reread_at=None, state__in=_SHOWN)
        .exclude(approved_by=None)
        .filter(Q(submitted_at=None))
        .select_related("approved_by")
        .order_by("published_at")
    )


def waiting_count() -> int:
    """How many wait for a second reader; one query."""
    return Bulletin.objects.filter(state=BulletinState.TO_APPROVE).count()


def bulletin_by_id(key: int) -> Bulletin | None:
    """One version, with its districts and translations."""
    return (
        _whole(Bulletin.objects.select_related("written_by", "approved_by", "replaces"))
        .filter(pk=key)
        .first()
    )


def versions_of(number: int) -> list[Bulletin]:
    """Every version of a line, the first one first, drafts included."""
    return list(_whole(Bulletin.objects.filter(number=number).order_by("version")))


@dataclass(frozen=True)
class Line:
    """A line as the public reads it: its last published version, and those before."""

    shown: Bulletin
    before: Sequence[Bulletin]


def public_line(number: int) -> Line | None:
    """What the public page of a number shows; nothing for drafts and exercises."""
    rows = [one for one in versions_of(number) if one.state in _SHOWN and not one.exercise]
    return Line(rows[-1], rows[:-1]) if rows else None


def is_outdated(translation: Translation, bulletin: Bulletin) -> bool:
    """True when the French has changed since this was made."""
    return translation.french != digest_of(bulletin)
