"""For very many needs: the few nearest volunteers who pass every gate, found without looking at everybody.

Both sides are laid on a grid of square cells and sorted by cell, so that neighbours on the map are neighbours in memory,
one list for each activity that is asked; each need then reads the cells around it in the list of its activity, ring after
ring, crosses the gates as bits, and stops when the farthest of the ``k`` it keeps is nearer than anything left to read:
what it keeps is exact, not a sample. A kernel compiled by numba does it for all needs at once, on every core.

What this leaves out, and ``candidates`` does not: beyond the ``k`` nearest, other volunteers would do. On the towns of the
bench, sixteen instead of 256 leave as many places empty and cost 0.3 % more where helpers are plenty (10 000 needs, 10 000
volunteers); with 3 000 volunteers, 38 places more stay empty out of 6 066. Help at a distance, where distance costs nothing,
is looked for among the neighbours first, so that a country splits into neighbourhoods instead of making one crowd.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput
from cordee.engine.geo.distances import EARTH_RADIUS_KM, km_of_chord, squared_chord
from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.columns import Bits, Bools, Floats, Ints
from cordee.engine.matching.gates import age_opens, holds, language_opens, protocol_opens
from cordee.engine.matching.kernels.rings import read_few, read_rings
from cordee.engine.matching.problem import Problem, ranges

KM_A_DEGREE = np.pi * EARTH_RADIUS_KM / 180
CELL_KM = 0.5
MOST_CELLS = 16_000_000
"""All lists together: 64 MB."""
FAR_SHARE = 10_000
"""One volunteer in so many, those who go farthest, is read for every need: the others bound the rings."""
REMOTE_KM = 60.0
"""How far from the person help at a distance is looked for."""
MANY = 100
"""Needs from which it is worth waking every core."""
MISSED_BY_KM = 5.0
"""How far beyond the longest radius, or from the person, somebody kept out by one gate is still worth a call."""
ALONE = ("activity", "trust", "age", "remote_only", "vehicle", "language", "radius", "slot", "protocol")
"""Gates that may be the only one shut, in the order of the columns of ``Neighbourhood.misses``."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """Pairs that pass every gate, rows of the sorted problem, sorted by need then volunteer.

    need, volunteer  shape (A,); km  0 at a distance; former  already helped this person
    """

    need: Ints
    volunteer: Ints
    km: Floats
    former: Bools


@dataclass(frozen=True, eq=False)
class _Grid:
    """Volunteers laid on cells: ``order`` lists those who go far, then the others by cell; ``start`` tells where each
    cell begins in it, the last figure where the list ends, so the far ones stand before ``start[0]``."""

    order: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    need_x: Floats
    need_y: Floats
    width: int
    height: int
    side: float
    reach: float


def _flat(lat: Floats, lon: Floats, squeeze: float) -> tuple[Floats, Floats]:
    return lon * squeeze * KM_A_DEGREE, lat * KM_A_DEGREE


def _lay(problem: Problem, ready: Bools) -> _Grid:
    """Lay the volunteers who can be proposed, and the needs, on one grid."""
    needs, people = problem.needs, problem.volunteers
    placed = np.flatnonzero(ready & ~np.isnan(people.lat))
    latitudes = np.concatenate((needs.lat[~np.isnan(needs.lat)], people.lat[placed]))
    # The narrowest degree of longitude: what is laid flat is never farther than what it stands for.
    squeeze = float(np.cos(np.radians(np.abs(latitudes).max()))) if len(latitudes) else 1.0
    radius = people.radius_km[placed]
    count = min(len(placed), max(64, len(placed) // FAR_SHARE))
    farthest = np.argsort(-radius, kind="stable")[:count]
    is_far = np.zeros(len(placed), bool)
    is_far[farthest] = True
    near = placed[~is_far]
    x, y = _flat(people.lat[near], people.lon[near], squeeze)
    need_x, need_y = _flat(needs.lat, needs.lon, squeeze)
    left, low = (float(values.min()) if len(values) else 0.0 for values in (x, y))
    wide, high = (float(np.ptp(values)) if len(values) else 0.0 for values in (x, y))
    side, lists = CELL_KM, len(np.unique(needs.activity)) + 1
    while (wide / side + 1) * (high / side + 1) * lists > MOST_CELLS:
        side *= 2
    width, height = int(wide / side) + 1, int(high / side) + 1
    cell = ((y - low) / side).astype(np.int64) * width + ((x - left) / side).astype(np.int64)
    by_cell = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[by_cell], np.arange(width * height + 1))
    return _Grid(
        order=np.concatenate((placed[is_far], near[by_cell])).astype(np.int32),
        start=(count + start).astype(np.int32),
        need_x=(need_x - left) / side,
        need_y=(need_y - low) / side,
        width=width,
        height=height,
        side=side,
        reach=float(radius[~is_far].max()) if len(near) else 0.0,
    )


def find_nearest(
    problem: Problem, k: int = 16, rows: Ints | None = None, around: "Neighbourhood | None" = None
) -> Nearest:
    """The ``k`` nearest volunteers who pass every gate of each need (or of some ``rows``), former helpers added.

    A need on the spot whose place is unknown has nobody; for help at a distance it is put in the middle of the others.
    Volunteers of unknown place are left to ``candidates``. ``around`` is the map of the problem, when it is laid already.
    """
    needs = problem.needs
    asked = np.arange(len(needs)) if rows is None else np.sort(np.asarray(rows, np.int64))
    asked = asked[(needs.slots[asked] != 0) & (needs.remote[asked] | ~np.isnan(needs.lat[asked]))]
    around = around or Neighbourhood(problem)
    nearest, chords = around.nearest(asked, k)
    held = nearest >= 0
    need, volunteer = np.repeat(asked, held.sum(axis=1)), nearest[held].astype(np.int64)
    chord, keys = chords[held], problem.key(need, volunteer)
    former = np.zeros(len(keys), bool)
    known = around.former(asked)
    place = np.searchsorted(keys, known)
    there = keys[np.minimum(place, len(keys) - 1)] == known if len(keys) else np.zeros(len(known), bool)
    former[place[there]] = True
    added, place = known[~there], place[~there]
    if len(added):
        ours, theirs = np.divmod(added, len(problem.volunteers))
        between = squared_chord(problem.need_points[ours], problem.volunteer_points[theirs])
        need, volunteer = np.insert(need, place, ours), np.insert(volunteer, place, theirs)
        chord, former = np.insert(chord, place, between), np.insert(former, place, True)
    return Nearest(
        need=need,
        volunteer=volunteer,
        km=np.where(needs.remote[need], 0.0, km_of_chord(np.sqrt(chord))),
        former=former,
    )


class Neighbourhood:
    """The volunteers of a problem laid on the map once, to be read for all its needs or for one that has just come."""

    def __init__(self, problem: Problem) -> None:
        needs, people = problem.needs, problem.volunteers
        if problem.closures is not None:
            raise BadInput(
                "protocols", "closures", "the search by rings takes one set of protocols: use candidates"
            )
        if people.checked.size:
            raise BadInput("volunteers", "checked", "the search by rings knows no checks: use candidates")
        self._grid = grid = _lay(problem, ~people.paused & (problem.open_slots != 0))
        need_x, need_y = (np.where(np.isnan(v), np.nanmedian(v) if len(v) else 0, v) for v in _known(grid))
        points = np.where(np.isnan(problem.need_points), np.nan_to_num(_middle(problem)), problem.need_points)
        self._order = rank_by_place(needs.lat, needs.lon)
        asked, listed = np.unique(needs.activity, return_inverse=True)
        start, row_of = _lists(grid, people.activities[grid.order], asked)
        self._asked = (
            need_x, need_y, points, needs.activity.astype(np.uint64), needs.min_trust, needs.min_age, needs.remote,
            needs.vehicle, needs.languages, needs.slots, *_kept_apart(problem),
            grid.order, listed, start, row_of, problem.open_slots[grid.order][row_of], grid.width, grid.height, grid.side,
        )  # fmt: skip
        columns = (
            problem.volunteer_points, people.activities, people.trust, people.age, people.remote_only, people.vehicle,
            people.languages, problem.open_slots, problem.reach, people.barred_on_site, people.barred_remote,
        )  # fmt: skip
        self._offered = tuple(column[grid.order] for column in columns)
        self._former = _former_pairs(problem)
        self._former_need = self._former // max(len(people), 1)

    def former(self, rows: Ints) -> Ints:
        """Keys of the former helpers of these needs (sorted rows) who pass every gate, sorted."""
        sides = (np.searchsorted(self._former_need, rows, side) for side in ("left", "right"))
        return np.asarray(self._former[ranges(*sides)[1]])

    def nearest(self, rows: Ints, k: int) -> tuple[npt.NDArray[np.int32], Floats]:
        """Volunteers of each need of ``rows``, shape (rows, k), sorted by row, -1 where there is nobody more; and their
        squared chords."""
        found, chords = np.full((len(rows), k), -1, np.int32), np.zeros((len(rows), k))
        self._read(rows, k, (self._grid.reach, REMOTE_KM), found, chords, np.zeros((0, 0), np.int64))
        return found, chords

    def misses(self, rows: Ints) -> Ints:
        """How many people around each need have one gate shut only, shape (rows, len(ALONE)): what to change first.

        Those whose pair is known apart (blocked, refused) count as others; whoever takes a break or is full does not.
        """
        counted = np.zeros((len(rows), len(ALONE)), np.int64)
        bounds = (min(self._grid.reach + MISSED_BY_KM, REMOTE_KM), MISSED_BY_KM)
        blank = np.zeros((len(rows), 1), np.int32), np.zeros((len(rows), 1))
        self._read(rows, 0, bounds, *blank, counted)
        return counted

    def _read(self, rows: Ints, k: int, bounds: tuple[float, float], *out: npt.NDArray[Any]) -> None:
        # Neighbours one after the other: what one need reads is in the cache for the next.
        turns = np.argsort(self._order[rows])
        read = read_rings if len(rows) >= MANY else read_few
        read(rows, turns, k, *self._asked, *bounds, *self._offered, *out)


def _lists(grid: _Grid, activities: Bits, asked: Ints) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Who ticked each activity asked, then everybody, as places of the grid's order.

    Gives where each list, then each of its cells, begins, shape (len(asked) + 1, cells + 2), the far ones before the first
    cell; and the lists, one after the other.
    """
    members = [np.flatnonzero(activities >> np.uint64(bit) & np.uint64(1)) for bit in asked.tolist()]
    members.append(np.arange(len(activities)))
    start = np.empty((len(members), len(grid.start) + 1), np.int32)
    begun = 0
    for line, places in zip(start, members, strict=True):
        line[0], line[1:] = begun, begun + np.searchsorted(places, grid.start)
        begun += len(places)
    return start, np.concatenate(members).astype(np.int32)


def _known(grid: _Grid) -> tuple[Floats, Floats]:
    everywhere_unknown = np.isnan(grid.need_x).all()
    return (np.zeros_like(grid.need_x),) * 2 if everywhere_unknown else (grid.need_x, grid.need_y)


def _middle(problem: Problem) -> Floats:
    """The middle of the needs whose place is known, on the unit sphere, shape (3,)."""
    known = problem.need_points[~np.isnan(problem.need_points[:, 0])]
    return np.asarray(np.median(known, axis=0)) if len(known) else np.zeros(3)


def _kept_apart(problem: Problem) -> tuple[npt.NDArray[np.int32], Ints]:
    """Volunteers each need must not get (blocked, refused): (volunteers, where each need's begin)."""
    keys = np.sort(np.concatenate((problem.blocked, problem.refused)))
    need, volunteer = np.divmod(keys, max(len(problem.volunteers), 1))
    return volunteer.astype(np.int32), np.searchsorted(need, np.arange(len(problem.needs) + 1)).astype(
        np.int64
    )


def _former_pairs(problem: Problem) -> Ints:
    """Keys of the former helpers who pass every gate, however far among the nearest they come."""
    needs, people = problem.needs, problem.volunteers
    keys = problem.former[~holds(problem.blocked, problem.former) & ~holds(problem.refused, problem.former)]
    need, volunteer = np.divmod(keys, max(len(people), 1))
    fine = ~people.paused[volunteer]
    fine &= problem.open_slots[volunteer] & needs.slots[need] != 0
    fine &= _bit(people.activities[volunteer], needs.activity[need])
    fine &= protocol_opens(problem, need, volunteer)
    fine &= people.trust[volunteer] >= needs.min_trust[need]
    fine &= age_opens(people.age[volunteer], needs.min_age[need])
    fine &= people.vehicle[volunteer] | ~needs.vehicle[need]
    fine &= language_opens(people.languages[volunteer], needs.languages[need])
    chord = squared_chord(problem.need_points[need], problem.volunteer_points[volunteer])
    with np.errstate(invalid="ignore"):
        near = ~people.remote_only[volunteer] & (chord <= problem.reach[volunteer])
    return np.asarray(keys[fine & (needs.remote[need] | near)])


def _bit(words: Bits, position: Ints) -> Bools:
    return np.asarray(words >> position.astype(np.uint64) & np.uint64(1) != 0)
