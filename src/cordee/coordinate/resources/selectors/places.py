"""The places as they stand at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cordee.coordinate.resources.models import (
    Access,
    DatedOpening,
    GuardianKey,
    OpeningKind,
    Place,
    PlaceState,
)
from cordee.coordinate.resources.rules.hours import Dated, Timetable, Word, state_of, timetable
from cordee.coordinate.resources.rules.weeks import week_of, week_words
from cordee.ground.organisations.rules.identifiers import folded_name
from cordee.ground.people.rules.phones import display_phone


@dataclass(frozen=True)
class PlaceFilter:
    """What the agent asked to see; ``district`` is a key."""

    text: str = ""
    kind: str = ""
    district: int | None = None
    access: str = ""
    open_now: bool = False
    ended: bool = False


@dataclass(frozen=True)
class PlaceNow:
    """A place and how it stands: the state told, what its hours say, whether somebody’s word holds, how many are there.

    ``until`` is the end of the opening or of the word that opens it, ``None`` when none is known within eight days;
    ``opens_at`` the next opening. ``present`` is ``None`` once what was said has run out;
    ``why`` is the ground of the dated hours going on.
    """

    place: Place
    state: str
    hours: Timetable
    word_holds: bool
    present: int | None
    until: datetime | None
    opens_at: datetime | None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """True where people may still come in."""
        return self.state == PlaceState.OPEN

    @property
    def free(self) -> int | None:
        """Places left, when both numbers are known."""
        if self.place.capacity is None or self.present is None:
            return None
        return max(self.place.capacity - self.present, 0)

    @property
    def state_label(self) -> str:
        """« ouvert »."""
        return str(PlaceState(self.state).label)

    @property
    def tone(self) -> str:
        """Tone of its badge."""
        return {PlaceState.OPEN: "ok", PlaceState.FULL: "danger"}.get(PlaceState(self.state), "neutral")

    @property
    def access(self) -> list[str]:
        """What makes it possible for somebody, in words."""
        return [str(Access(code).label) for code in self.place.access if code in Access.values]

    @property
    def phone_shown(self) -> str:
        """Its number as it is read aloud."""
        return display_phone(self.place.phone) if self.place.phone else ""

    @property
    def week(self) -> list[tuple[str, str]]:
        """(days, hours) of its week, the same hours told together."""
        return week_words(week_of(self.place.weekly))


def _dated(rows: Iterable[DatedOpening]) -> list[Dated]:
    return [Dated(one.starts_at, one.ends_at, one.kind == OpeningKind.OPEN) for one in rows]


def openings_to_come(place: Place, *, at: datetime) -> list[DatedOpening]:
    """Its dated hours not over yet, the next first."""
    return list(DatedOpening.objects.select_related("written_by").filter(place=place, ends_at__gt=at))


def dated_of(place: Place, *, at: datetime) -> list[Dated]:
    """The same, as the hours are reasoned on."""
    return _dated(openings_to_come(place, at=at))


def _now(place: Place, rows: list[DatedOpening], *, at: datetime) -> PlaceNow:
    hours = timetable(week_of(place.weekly), _dated(rows), at=at)
    word = Word(place.said_state, place.said_until, place.present)
    holds = word.holds(at) and place.ended_at is None
    state = state_of(hours, word, place.capacity, at=at) if place.ended_at is None else PlaceState.CLOSED
    until = word.until if holds and not hours.is_open else hours.until
    return PlaceNow(
        place=place,
        state=str(state),
        hours=hours,
        word_holds=holds,
        present=place.present if holds else None,
        until=None if state == PlaceState.CLOSED else until,
        opens_at=hours.opens_at if place.ended_at is None else None,
        why=next((one.why for one in rows if one.why and one.starts_at <= at), ""),
    )


def stand(places: Iterable[Place], *, at: datetime) -> list[PlaceNow]:
    """How these places stand; one query whatever their number."""
    rows = list(places)
    dated: defaultdict[int, list[DatedOpening]] = defaultdict(list)
    for one in DatedOpening.objects.filter(place__in=[row.pk for row in rows], ends_at__gt=at):
        dated[one.place_id].append(one)
    return [_now(row, dated[row.pk], at=at) for row in rows]


def place_by_id(place_id: int) -> Place | None:
    """One place of the town in scope."""
    return Place.objects.select_related("guardian", "district").filter(pk=place_id).first()


def place_now(place: Place, *, at: datetime) -> PlaceNow:
    """How one place stands."""
    return stand([place], at=at)[0]


_ORDER = {PlaceState.OPEN: 0, PlaceState.FULL: 1, PlaceState.CLOSED: 2}


def filtered_places(wanted: PlaceFilter, *, at: datetime) -> list[PlaceNow]:
    """Those that match, open ones first, then by name. Every word must be in the name or the address; two queries."""
    found = Place.objects.select_related("guardian", "district").filter(ended_at__isnull=not wanted.ended)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.district is not None:
        found = found.filter(district=wanted.district)
    words = folded_name(wanted.text).split()[:5]
    rows = [
        one
        for one in found
        if (not wanted.access or wanted.access in one.access)
        and all(word in f"{one.name_key} {folded_name(one.address)}" for word in words)
    ]
    lines = [one for one in stand(rows, at=at) if one.state != PlaceState.CLOSED or not wanted.open_now]
    return sorted(lines, key=lambda one: (_ORDER[PlaceState(one.state)], one.place.name_key, one.place.pk))


def public_places(*, at: datetime, kind: str = "") -> list[PlaceNow]:
    """What the public page shows: places of the page that are open, or open within eight days; the nearest opening first."""
    rows = Place.objects.select_related("district").filter(published=True, ended_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    lines = [one for one in stand(rows, at=at) if one.state != PlaceState.CLOSED or one.opens_at is not None]
    return sorted(
        lines, key=lambda one: (_ORDER[PlaceState(one.state)], one.opens_at or at, one.place.name_key)
    )


def key_in_force(place: Place) -> GuardianKey | None:
    """The guardian’s link that opens, or is locked."""
    return GuardianKey.objects.filter(place=place, ended_at=None).first()
