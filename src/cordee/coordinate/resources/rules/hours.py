"""Whether a place is open at a moment: its week, its dated hours, what was said of it last.

Moments are compared in UTC: on the two nights when clocks change, a night of 22 h to 6 h lasts nine hours, or seven.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from cordee.coordinate.resources.models import PlaceState
from cordee.coordinate.resources.rules.weeks import Week

HORIZON = timedelta(days=8)
"""How far ahead one looks for the next change: a week, and the day it falls back on."""
WORD_LIFE = timedelta(hours=12)
"""How long a word holds that the hours do not end: nobody is sent to a place opened yesterday and forgotten."""


@dataclass(frozen=True)
class Dated:
    """Hours of some days only: they open, or close in spite of everything."""

    starts_at: datetime
    ends_at: datetime
    opens: bool


@dataclass(frozen=True)
class Timetable:
    """What the hours say at a moment. ``until``: the end of what goes on now, ``None`` when not within eight days;
    ``opens_at``: the next opening, when closed."""

    is_open: bool
    until: datetime | None
    opens_at: datetime | None


@dataclass(frozen=True)
class Word:
    """What was said last of a place, until when it holds, and how many were there."""

    state: str = ""
    until: datetime | None = None
    present: int | None = None

    def holds(self, at: datetime) -> bool:
        """True while it stands over the hours."""
        return bool(self.state) and self.until is not None and at < self.until


def _wall(on: date, minutes: int, *, last: bool) -> datetime:
    """The moment of a time on the wall; the hour that comes twice is its first when opening, its second when closing."""
    days, rest = divmod(minutes, 24 * 60)
    naive = datetime.combine(on + timedelta(days=days), time(rest // 60, rest % 60, fold=int(last)))
    return timezone.make_aware(naive).astimezone(UTC)


_Spans = list[tuple[datetime, datetime]]


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> _Spans:
    joined: _Spans = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(spans: _Spans, start: datetime, end: datetime) -> _Spans:
    left: _Spans = []
    for first, last in spans:
        if first < min(last, start):
            left.append((first, min(last, start)))
        if max(first, end) < last:
            left.append((max(first, end), last))
    return left


def open_spans(week: Week, dated: Iterable[Dated], *, at: datetime) -> list[tuple[datetime, datetime]]:
    """When the place is open around a moment (UTC, joined, in order), from two days before to eight days after."""
    today = timezone.localtime(at).date()
    spans: _Spans = []
    for shift in range(-2, HORIZON.days + 1):
        on = today + timedelta(days=shift)
        spans += [(_wall(on, a, last=False), _wall(on, b, last=True)) for a, b in week[on.weekday()]]
    known = list(dated)
    spans += [(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in known if one.opens]
    joined = _joined(span for span in spans if span[0] < span[1])
    for one in known:
        if not one.opens:
            joined = _without(joined, one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC))
    return joined


def timetable(week: Week, dated: Iterable[Dated], *, at: datetime) -> Timetable:
    """What the hours say at a moment."""
    now, far = at.astimezone(UTC), at.astimezone(UTC) + HORIZON
    for start, end in open_spans(week, dated, at=at):
        if start <= now < end:
            return Timetable(True, end if end < far else None, None)
        if start > now:
            return Timetable(False, start if start < far else None, start if start < far else None)
    return Timetable(False, None, None)


def word_until(hours: Timetable, state: str, *, at: datetime) -> datetime:
    """Until when a word said now holds: the next change of the hours; never longer than half a day for a place said open
    while its hours close it. Where the hours never change, « fermé » stays eight days and anything else half a day."""
    at = at.astimezone(UTC)
    ends = hours.until or at + (HORIZON if state == PlaceState.CLOSED else WORD_LIFE)
    out_of_hours = state != PlaceState.CLOSED and not hours.is_open
    return min(ends, at + WORD_LIFE) if out_of_hours else ends


def state_of(hours: Timetable, word: Word, capacity: int | None, *, at: datetime) -> str:
    """The state told to whoever asks: the word while it holds, else the hours; as many people as places is full."""
    said = word.state if word.holds(at) else ""
    state = said or (PlaceState.OPEN if hours.is_open else PlaceState.CLOSED)
    crowded = word.holds(at) and capacity and word.present is not None and word.present >= capacity
    return PlaceState.FULL if state == PlaceState.OPEN and crowded else str(state)
