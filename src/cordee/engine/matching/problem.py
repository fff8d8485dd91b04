"""What a planning starts from: the needs, the volunteers, the pairs that are known, the horizon."""

import math
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput
from cordee.engine.geo.distances import chord_of_km, unit_vectors
from cordee.engine.geo.places import in_france
from cordee.engine.matching.columns import MAX_SLOTS, Bits, Bools, Floats, Ints, Table
from cordee.engine.matching.weights import Weights

ADULT_GATE = 16
"""An unknown age passes a gate of 16 (the town engages nobody younger) and fails any higher one."""


DAY = 24 * 60
"""Minutes in a day."""


def _fill(target: object, **columns: npt.NDArray[Any]) -> None:
    for name, column in columns.items():
        object.__setattr__(target, name, column)


def _check_places(table: Table, lat: Floats, lon: Floats) -> None:
    table.refuse(
        "lat", np.isnan(lat) != np.isnan(lon), "latitude and longitude are given together or not at all"
    )
    table.refuse("lat", ~np.isnan(lat) & ~in_france(lat, lon), "outside France, overseas included")


class _Rows:
    """Tables sorted and picked by rows, all columns together."""

    id: Ints

    def __len__(self) -> int:
        return len(self.id)

    def sorted_by_id(self) -> Self:
        order = np.argsort(self.id)
        names = [column.name for column in fields(cast(Any, self))]
        return cast(Self, replace(cast(Any, self), **{name: getattr(self, name)[order] for name in names}))


@dataclass(frozen=True, eq=False)
class Needs(_Rows):
    """What is asked, one row per need; every column has n rows.

    id          unique whole numbers
    lat, lon    degrees, NaN when the place is unknown (then only a person can decide, unless `remote`)
    activity    bit of the activity, 0–63
    remote      can be done at a distance: no distance gate, `remote_only` volunteers may help
    urgency     1 (today) to 4 (comfort)
    helpers     how many different volunteers, at least 1
    slots       slots in which help may happen, bit or column 0 the earliest: bits, or booleans (n, S)
    vehicle     a vehicle is needed
    languages   bits of the languages the person speaks, 0 when French suffices
    person      key of the person helped (for blocked and former pairs)
    min_age     years
    min_trust   level of trust 0–9
    approximate the place is a guess (centre of a district): shown as « environ »
    together    all the helpers in one slot, or nobody (a binôme, a team)
    series      key shared by the needs that are one request come back (every week), -1 for a need alone: one helper for
                all of them is preferred
    district    key of the district, -1 when unknown: what is short is shared fairly between districts when
                `Weights.balance` says so
    opens, closes  fixed hours, minutes of the day (0–2880: a night goes on after 1440), -1 for the whole slot;
                looked at when the problem has a `Clock`
    minutes     how long the help takes, 0 when unknown (then `Clock.minutes`)
    """

    id: Ints
    lat: Floats
    lon: Floats
    activity: Ints
    remote: Bools
    urgency: Ints
    helpers: Ints
    slots: Bits
    vehicle: Bools
    languages: Bits
    person: Ints
    min_age: Ints
    min_trust: Ints
    approximate: Bools = field(default_factory=lambda: np.zeros(0, bool))
    together: Bools = field(default_factory=lambda: np.zeros(0, bool))
    series: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    district: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    opens: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    closes: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    minutes: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        table = Table("need", self.id)
        _fill(
            self,
            id=table.id,
            lat=table.floats("lat", self.lat, -90, 90, unknown=True),
            lon=table.floats("lon", self.lon, -180, 180, unknown=True),
            activity=table.ints("activity", self.activity, 0, 63),
            remote=table.bools("remote", self.remote),
            urgency=table.ints("urgency", self.urgency, 1, 4),
            helpers=table.ints("helpers", self.helpers, 1, 1000),
            slots=table.bits("slots", self.slots),
            vehicle=table.bools("vehicle", self.vehicle),
            languages=table.bits("languages", self.languages),
            person=table.ints("person", self.person, -(2**62), 2**62),
            min_age=table.ints("min_age", self.min_age, 0, 120),
            min_trust=table.ints("min_trust", self.min_trust, 0, 9),
            approximate=table.bools("approximate", self.approximate, optional=True),
            together=table.bools("together", self.together, optional=True),
            series=table.optional_ints("series", self.series, -1, 2**62, -1),
            district=table.optional_ints("district", self.district, -1, 2**62, -1),
            opens=table.optional_ints("opens", self.opens, -1, 2 * DAY, -1),
            closes=table.optional_ints("closes", self.closes, -1, 2 * DAY, -1),
            minutes=table.optional_ints("minutes", self.minutes, 0, DAY, 0),
        )
        _check_places(table, self.lat, self.lon)
        fixed = self.opens >= 0
        table.refuse(
            "closes",
            fixed != (self.closes >= 0),
            "opening and closing hours are given together or not at all",
        )
        table.refuse("closes", fixed & (self.closes <= self.opens), "expected after the opening hour")
        table.refuse(
            "minutes", fixed & (self.minutes > self.closes - self.opens), "longer than the hours given"
        )


@dataclass(frozen=True, eq=False)
class Volunteers(_Rows):
    """Who offers help, one row per volunteer; every column has n rows.

    id           unique whole numbers
    lat, lon     degrees, NaN when unknown (then proposed at a distance only)
    activities   bits of the activities ticked and admitted
    trust        level of trust 0–9
    age          years, NaN when unknown: passes a gate of 16, fails a higher one
    remote_only  helps at a distance only (no reason asked)
    radius_km    how far they go, 0–1000
    vehicle      has a vehicle
    languages    bits of the languages spoken besides French
    slots        slots free: bits, or booleans (n, S); those already engaged are left out by the caller
    cap          how many more assignments over the horizon
    day_cap      how many more a day: (n,), or (n, days) when days differ
    load         assignments already done or promised (fairness)
    paused       takes a break: never proposed
    barred_on_site, barred_remote  bits of the activities the protocols in force close to them, on the spot and at a
                 distance (see `verdicts`)
    checked      slots in which the checks each activity asks for are in force, one word for each activity, shape (m, k);
                 empty when nothing is asked
    """

    id: Ints
    lat: Floats
    lon: Floats
    activities: Bits
    trust: Ints
    age: Floats
    remote_only: Bools
    radius_km: Floats
    vehicle: Bools
    languages: Bits
    slots: Bits
    cap: Ints
    day_cap: Ints
    load: Ints
    paused: Bools = field(default_factory=lambda: np.zeros(0, bool))
    barred_on_site: Bits = field(default_factory=lambda: np.zeros(0, np.uint64))
    barred_remote: Bits = field(default_factory=lambda: np.zeros(0, np.uint64))
    checked: Bits = field(default_factory=lambda: np.zeros((0, 0), np.uint64))

    def __post_init__(self) -> None:
        table = Table("volunteer", self.id)
        _fill(
            self,
            id=table.id,
            lat=table.floats("lat", self.lat, -90, 90, unknown=True),
            lon=table.floats("lon", self.lon, -180, 180, unknown=True),
            activities=table.bits("activities", self.activities),
            trust=table.ints("trust", self.trust, 0, 9),
            age=table.floats("age", self.age, 0, 130, unknown=True),
            remote_only=table.bools("remote_only", self.remote_only),
            radius_km=table.floats("radius_km", self.radius_km, 0, 1000),
            vehicle=table.bools("vehicle", self.vehicle),
            languages=table.bits("languages", self.languages),
            slots=table.bits("slots", self.slots),
            cap=table.ints("cap", self.cap, 0, 10_000),
            day_cap=table.ints("day_cap", self.day_cap, 0, 10_000, wide=True),
            load=table.ints("load", self.load, 0, 2**31),
            paused=table.bools("paused", self.paused, optional=True),
            barred_on_site=table.bits("barred_on_site", self.barred_on_site, optional=True),
            barred_remote=table.bits("barred_remote", self.barred_remote, optional=True),
            checked=table.words("checked", self.checked),
        )
        _check_places(table, self.lat, self.lon)


def _no_pairs() -> Ints:
    return np.zeros((0, 2), np.int64)


def _pairs(value: npt.ArrayLike, name: str) -> Ints:
    array = np.asarray(value)
    if not array.size:
        return _no_pairs()
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise BadInput("pairs", name, f"whole numbers of shape (n, 2) expected, shape {array.shape} given")
    return array.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that are known, each an array (n, 2); ids that are not in the problem are ignored.

    blocked  (volunteer id, person key): never brought together again
    former   (volunteer id, person key): already helped this person
    refused  (need id, volunteer id): already said no to this need, or was set aside for it
    """

    blocked: Ints = field(default_factory=_no_pairs)
    former: Ints = field(default_factory=_no_pairs)
    refused: Ints = field(default_factory=_no_pairs)

    def __post_init__(self) -> None:
        _fill(
            self, **{column.name: _pairs(getattr(self, column.name), column.name) for column in fields(self)}
        )


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Every index of the ranges [low, high[, with the number of its range: (range number, index)."""
    counts = high - low
    owner = np.repeat(np.arange(len(low)), counts)
    start = np.repeat(low - (np.cumsum(counts) - counts), counts)
    return owner, np.arange(len(owner)) + start


@dataclass(frozen=True, eq=False)
class Clock:
    """The hours of a planning: what somebody does in a day must leave the time to go from one place to the next.

    start, end   hours of each slot, minutes of its day, shape (S,); end up to 2880 (a night), slots may overlap
    speed_kmh    how fast people go from door to door
    detour       how much longer the way is than the straight line
    minutes      how long a help of unknown length takes
    """

    start: Ints
    end: Ints
    speed_kmh: float = 15.0
    detour: float = 1.3
    minutes: int = 45

    def __post_init__(self) -> None:
        hours = np.arange(np.size(self.start))
        table = Table("slot", hours)
        _fill(
            self,
            start=table.ints("start", self.start, 0, DAY),
            end=table.ints("end", self.end, 0, 2 * DAY),
        )
        table.refuse("end", self.end <= self.start, "expected after the start")
        if not (math.isfinite(self.speed_kmh) and self.speed_kmh > 0):
            raise BadInput("clock", "speed_kmh", "more than 0 expected")
        if not (math.isfinite(self.detour) and self.detour >= 1):
            raise BadInput("clock", "detour", "1 or more expected")
        if not 0 <= self.minutes <= DAY:
            raise BadInput("clock", "minutes", f"expected between 0 and {DAY}")


@dataclass(frozen=True, eq=False)
class Closures:
    """What the protocols close when they are not the same everywhere and all along: one *regime* per set of protocols.

    zone          kind of place of each need, shape (n,), in the order of the problem's sorted rows
    slots         slots of the horizon that each regime governs in each kind of place, shape (zones, regimes)
    barred_on_site, barred_remote  activities closed to each volunteer by each regime, shape (regimes, m)
    """

    zone: Ints
    slots: Bits
    barred_on_site: Bits
    barred_remote: Bits


@dataclass(frozen=True, eq=False)
class Problem:
    """One planning: sorted by id on the way in, so that the order of the rows never changes the plan.

    day_of_slot: shape (S,), S ≤ 64, the day (0, 1, …) of each slot of the horizon, never decreasing.
    clock: the hours of the slots; None when a slot is all that is known of time.
    closures: what differs from one place or one day to another under the protocols (see `verdicts.under_regimes`).
    """

    needs: Needs
    volunteers: Volunteers
    day_of_slot: Ints
    pairs: Pairs = field(default_factory=Pairs)
    weights: Weights = field(default_factory=Weights)
    clock: Clock | None = None
    closures: Closures | None = None

    def __post_init__(self) -> None:
        days = np.asarray(self.day_of_slot)
        days = days.astype(np.int64) if days.size else np.zeros(0, np.int64)
        if days.ndim != 1 or len(days) > MAX_SLOTS:
            raise BadInput("horizon", "day_of_slot", f"at most {MAX_SLOTS} slots, shape {days.shape} given")
        if len(days) and (days[0] < 0 or (np.diff(days) < 0).any()):
            raise BadInput("horizon", "day_of_slot", "days are counted from 0 and never decrease")
        _fill(self, day_of_slot=days)
        object.__setattr__(self, "needs", self.needs.sorted_by_id())
        object.__setattr__(self, "volunteers", self.volunteers.sorted_by_id())
        if self.clock is not None and len(self.clock.start) != len(days):
            raise BadInput("clock", "start", f"{len(days)} slots expected, {len(self.clock.start)} given")
        beyond = ~np.uint64((1 << len(days)) - 1)
        for kind, rows in (("need", self.needs), ("volunteer", self.volunteers)):
            outside = np.flatnonzero(rows.slots & beyond)
            if len(outside):
                raise BadInput(
                    f"{kind} {rows.id[outside[0]]}", "slots", f"a slot lies beyond the {len(days)} planned"
                )
        known = self.volunteers.checked
        if known.size and len(self.needs) and self.needs.activity.max() >= known.shape[1]:
            raise BadInput(
                "volunteers", "checked", f"one word for each activity expected, {known.shape[1]} given"
            )
        caps = self.volunteers.day_cap
        if caps.ndim == 2 and caps.shape[1] < self.days:
            raise BadInput("volunteers", "day_cap", f"{self.days} days expected, shape {caps.shape} given")

    @property
    def slots(self) -> int:
        """Number of slots of the horizon."""
        return len(self.day_of_slot)

    @property
    def days(self) -> int:
        """Number of days of the horizon."""
        return int(self.day_of_slot[-1]) + 1 if len(self.day_of_slot) else 0

    @property
    def places(self) -> int:
        """Helpers asked in all."""
        return int(self.needs.helpers.sum())

    @cached_property
    def bundled(self) -> Bools:
        """Needs that are more than places to fill one by one: teams, series, fixed hours; shape (n,)."""
        needs = self.needs
        clocked = (self.clock is not None) & (~needs.remote | (needs.opens >= 0))
        return np.asarray((needs.together & (needs.helpers > 1)) | self.in_series | clocked)

    @cached_property
    def in_series(self) -> Bools:
        """Needs that come back: those whose series has another need here, shape (n,)."""
        _, group, count = np.unique(self.needs.series, return_inverse=True, return_counts=True)
        return np.asarray((self.needs.series >= 0) & (count[group] > 1)) if len(group) else np.zeros(0, bool)

    @cached_property
    def penalties(self) -> Ints:
        """Cost of one empty place of each need, shape (n,)."""
        return np.asarray(
            self.weights.penalties(self.places, series=bool(self.in_series.any()))[self.needs.urgency - 1]
        )

    @cached_property
    def day_caps(self) -> Ints:
        """How many more assignments each volunteer takes each day, shape (m, days)."""
        caps = self.volunteers.day_cap
        if caps.ndim == 1:
            caps = np.broadcast_to(caps[:, None], (len(caps), self.days))
        return np.asarray(caps[:, : self.days])

    @cached_property
    def open_slots(self) -> Bits:
        """Slots of each volunteer on the days they can still take something, 0 when nothing more fits, shape
        (m,)."""
        open_days = np.zeros(len(self.volunteers), np.uint64)
        for day in range(self.days):
            mask = np.uint64(sum(1 << int(slot) for slot in np.flatnonzero(self.day_of_slot == day)))
            open_days |= np.where(self.day_caps[:, day] > 0, mask, np.uint64(0))
        return np.where(self.volunteers.cap > 0, self.volunteers.slots & open_days, np.uint64(0))

    @cached_property
    def need_points(self) -> Floats:
        """Needs on the unit sphere, shape (n, 3), NaN when the place is unknown."""
        return unit_vectors(self.needs.lat, self.needs.lon)

    @cached_property
    def volunteer_points(self) -> Floats:
        """Volunteers on the unit sphere, shape (m, 3), NaN when the place is unknown."""
        return unit_vectors(self.volunteers.lat, self.volunteers.lon)

    @cached_property
    def reach(self) -> Floats:
        """Radius of each volunteer as a squared chord, to compare with `squared_chord` without any square
        root."""
        return np.asarray(chord_of_km(self.volunteers.radius_km) ** 2)

    @cached_property
    def blocked(self) -> Ints:
        """Sorted keys (see `key`) of the pairs that must not meet again."""
        return self._by_person(self.pairs.blocked)

    @cached_property
    def former(self) -> Ints:
        """Sorted keys of the pairs that know each other."""
        return self._by_person(self.pairs.former)

    @cached_property
    def refused(self) -> Ints:
        """Sorted keys of the pairs where the volunteer was already asked."""
        need, known_need = _position(self.needs.id, self.pairs.refused[:, 0])
        volunteer, known = _position(self.volunteers.id, self.pairs.refused[:, 1])
        return np.unique(self.key(need, volunteer)[known_need & known])

    def key(self, need: npt.NDArray[Any], volunteer: npt.NDArray[Any]) -> Ints:
        """One whole number for each pair of rows (need, volunteer)."""
        return np.asarray(need.astype(np.int64) * max(len(self.volunteers), 1) + volunteer)

    def need_row(self, need_id: int) -> int:
        """Row of a need after sorting. BadInput when there is none."""
        return _row(self.needs, need_id, "need")

    def volunteer_row(self, volunteer_id: int) -> int:
        """Row of a volunteer after sorting. BadInput when there is none."""
        return _row(self.volunteers, volunteer_id, "volunteer")

    def _by_person(self, pairs: Ints) -> Ints:
        volunteer, known = _position(self.volunteers.id, pairs[:, 0])
        person, volunteer = pairs[known, 1], volunteer[known]
        order = np.argsort(self.needs.person, kind="stable")
        persons = self.needs.person[order]
        pair, index = ranges(
            np.searchsorted(persons, person, "left"), np.searchsorted(persons, person, "right")
        )
        return np.unique(self.key(order[index], volunteer[pair]))


def _position(sorted_ids: Ints, ids: Ints) -> tuple[Ints, Bools]:
    """Where each id stands in `sorted_ids`, and whether it is there at all."""
    if not len(sorted_ids):
        return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
    at = np.minimum(np.searchsorted(sorted_ids, ids), len(sorted_ids) - 1)
    return at, sorted_ids[at] == ids


def _row(rows: _Rows, wanted: int, kind: str) -> int:
    at, found = _position(rows.id, np.array([wanted], np.int64))
    if not found[0]:
        raise BadInput(f"{kind} {wanted}", "id", "not in this planning")
    return int(at[0])
