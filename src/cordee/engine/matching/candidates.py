"""Which pairs may be: every gate, fast, without a loop over pairs.

Needs are taken by blocks of one activity and one neighbourhood, so that whole crowds of volunteers are set
aside at once (activity, trust, a box on the globe) before the slots are crossed bit by bit; what is left is
filtered pair by pair, in numpy. Memory is bounded by the block, time by the pairs that share activity,
neighbourhood and a slot.

Needs at a distance are told apart: for them any two volunteers who pass the same gates cost the same, so a
crowd of them is kept as a *pool*, one row per volunteer instead of one per pair. That loses nothing (see
`network`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cordee.engine.geo.distances import km_of_chord, squared_chord
from cordee.engine.matching.columns import Bits, Bools, Floats, Ints
from cordee.engine.matching.gates import (
    age_opens,
    checks_open,
    has_moments_apart,
    holds,
    language_opens,
    pair_slots,
    protocol_opens,
)
from cordee.engine.matching.problem import Problem

BLOCK = 64
"""Needs crossed at once."""
CELLS = 4_000_000
"""Cells (needs x volunteers) crossed at once: bounds memory to a few tens of megabytes."""
NEIGHBOURHOOD_DEG = 0.02
"""Height of the bands that group needs: about 2 km."""
ROUNDING = 1 + 1e-9
"""The box only sets crowds aside: it must never be stricter than the gate by a rounding."""

Found = tuple[Ints, Ints, Floats]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs that pass every gate, rows of the sorted problem.

    need, volunteer, slots, km, former  one row per pair, sorted by need then volunteer; slots = common bits
    pool_of_need                        pool of each need, -1 when it has none, shape (n,)
    pool, pool_volunteer, pool_slots    one row per volunteer of each pool; slots within those the pool's
                                        needs wish
    """

    need: Ints
    volunteer: Ints
    slots: Bits
    km: Floats
    former: Bools
    pool_of_need: Ints
    pool: Ints
    pool_volunteer: Ints
    pool_slots: Bits

    def suitable(self, problem: Problem, rows: Ints) -> Ints:
        """How many volunteers pass every gate of each of the given needs."""
        counts = np.bincount(self.need, minlength=len(self.pool_of_need))[rows]
        # A former helper of a pooled need stands in the pool and in a pair: the pool alone counts everybody.
        bounds = np.searchsorted(self.pool, np.arange(int(self.pool_of_need.max(initial=-1)) + 2))
        for k in np.flatnonzero(self.pool_of_need[rows] >= 0):
            pool = self.pool_of_need[rows[k]]
            wished = problem.needs.slots[rows[k]]
            counts[k] = np.count_nonzero(self.pool_slots[bounds[pool] : bounds[pool + 1]] & wished)
        return np.asarray(counts)


def find_candidates(problem: Problem) -> Candidates:
    """Every pair that passes every gate."""
    needs = problem.needs
    apart = _named_in(problem, problem.blocked) | _named_in(problem, problem.refused)
    apart |= (needs.helpers > 1) | problem.bundled
    wished = needs.slots != 0
    pooled = wished & needs.remote & ~apart
    on_site = wished & ~needs.remote & ~np.isnan(needs.lat)
    pool_of_need, pool, pool_volunteer, pool_slots = _pools(problem, np.flatnonzero(pooled))
    found = [
        *_crossed(problem, np.flatnonzero(on_site), near=True),
        *_crossed(problem, np.flatnonzero(wished & needs.remote & apart), near=False),
        _known_faces(problem, pooled),
    ]
    need, volunteer = (np.concatenate([part[k] for part in found]).astype(np.int64) for k in (0, 1))
    km = np.concatenate([part[2] for part in found])
    order = np.argsort(need, kind="stable")
    need, volunteer, km = need[order], volunteer[order], km[order]
    for keys in (problem.blocked, problem.refused):
        apart_pair = _among(problem, keys, need, volunteer)
        need, volunteer, km = need[~apart_pair], volunteer[~apart_pair], km[~apart_pair]
    slots = needs.slots[need] & problem.open_slots[volunteer]
    if has_moments_apart(problem):
        slots &= pair_slots(problem, need, volunteer)
        kept = slots != 0
        need, volunteer, km, slots = need[kept], volunteer[kept], km[kept], slots[kept]
    return Candidates(
        need=need,
        volunteer=volunteer,
        slots=slots,
        km=km,
        former=_among(problem, problem.former, need, volunteer),
        pool_of_need=pool_of_need,
        pool=pool,
        pool_volunteer=pool_volunteer,
        pool_slots=pool_slots,
    )


def _named_in(problem: Problem, keys: Ints) -> Bools:
    """Needs that appear in some known pairs, shape (n,)."""
    named = np.zeros(len(problem.needs), bool)
    named[keys // max(len(problem.volunteers), 1)] = True
    return named


def _among(problem: Problem, keys: Ints, need: Ints, volunteer: Ints) -> Bools:
    """Which pairs are among the known ones; only the needs that have any are searched."""
    inside = _named_in(problem, keys)[need]
    at = np.flatnonzero(inside)
    inside[at] = holds(keys, problem.key(need[at], volunteer[at]))
    return inside


def _able(problem: Problem, activity: int, *, near: bool) -> Ints:
    """Volunteers who ticked an activity and can be proposed at all."""
    people = problem.volunteers
    ticked = people.activities >> np.uint64(activity) & np.uint64(1) != 0
    able = ticked & ~people.paused & (problem.open_slots != 0)
    if near:
        able &= ~people.remote_only & ~np.isnan(people.lat)
    return np.flatnonzero(able)


def _passes(problem: Problem, need: Ints, volunteer: Ints, *, at_some_moment: bool = True) -> Bools:
    """Gates that depend on who the volunteer is, pair by pair."""
    needs, people = problem.needs, problem.volunteers
    fine = people.trust[volunteer] >= needs.min_trust[need]
    if at_some_moment or problem.closures is None:
        fine &= protocol_opens(problem, need, volunteer)
    if at_some_moment and people.checked.size:
        fine &= checks_open(problem, need, volunteer)
    fine &= age_opens(people.age[volunteer], needs.min_age[need])
    fine &= people.vehicle[volunteer] | ~needs.vehicle[need]
    fine &= language_opens(people.languages[volunteer], needs.languages[need])
    return np.asarray(fine)


def _crossed(problem: Problem, rows: Ints, *, near: bool) -> Iterator[Found]:
    """Pairs of the given needs, by blocks of one activity, neighbours together."""
    needs = problem.needs
    band = np.floor(np.nan_to_num(needs.lat[rows]) / NEIGHBOURHOOD_DEG)
    rows = rows[np.lexsort((needs.lon[rows], band, needs.activity[rows]))]
    for same in np.split(rows, np.flatnonzero(np.diff(needs.activity[rows])) + 1):
        if len(same):
            crowd = _able(problem, int(needs.activity[same[0]]), near=near)
            for start in range(0, len(same), BLOCK):
                yield _cross(problem, same[start : start + BLOCK], crowd, near=near)


def _cross(problem: Problem, block: Ints, crowd: Ints, *, near: bool) -> Found:
    """Pairs of a block of needs and the volunteers able to do it, except the known pairs."""
    needs, people = problem.needs, problem.volunteers
    keep = problem.open_slots[crowd] & np.bitwise_or.reduce(needs.slots[block]) != 0
    keep &= people.trust[crowd] >= needs.min_trust[block].min()
    if needs.vehicle[block].all():
        keep &= people.vehicle[crowd]
    if near:
        away = _to_box(problem.volunteer_points[crowd], problem.need_points[block])
        keep &= away <= problem.reach[crowd] * ROUNDING
    crowd = crowd[keep]
    step = max(1, CELLS // max(len(crowd), 1))
    parts = [_cross_slots(problem, block[k : k + step], crowd) for k in range(0, len(block), step)]
    i, j = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    fine = _passes(problem, i, j)
    i, j = i[fine], j[fine]
    if not near:
        return i, j, np.zeros(len(i))
    chord = squared_chord(problem.need_points[i], problem.volunteer_points[j])
    fine = chord <= problem.reach[j]
    return i[fine], j[fine], km_of_chord(np.sqrt(chord[fine]))


def _cross_slots(problem: Problem, block: Ints, crowd: Ints) -> tuple[Ints, Ints]:
    """Pairs of a block and a crowd with a slot in common."""
    common = problem.needs.slots[block][:, None] & problem.open_slots[crowd][None, :]
    row, column = np.divmod(np.flatnonzero(common.reshape(-1) != 0), max(len(crowd), 1))
    return block[row], crowd[column]


def _to_box(points: Floats, corners: Floats) -> Floats:
    """Squared distance from each point to the box (x, y, z) around `corners`, 0 inside."""
    outside = np.maximum(np.maximum(corners.min(axis=0) - points, points - corners.max(axis=0)), 0)
    return np.asarray((outside**2).sum(axis=1))


def _known_faces(problem: Problem, pooled: Bools) -> Found:
    """Pairs of pooled needs with a former helper: cheaper than the pool, so they get a pair of their own."""
    need, volunteer = np.divmod(problem.former, max(len(problem.volunteers), 1))
    need, volunteer = need[pooled[need]], volunteer[pooled[need]]
    needs, people = problem.needs, problem.volunteers
    fine = people.activities[volunteer] >> needs.activity[need].astype(np.uint64) & np.uint64(1) != 0
    fine &= ~people.paused[volunteer] & (problem.open_slots[volunteer] & needs.slots[need] != 0)
    fine &= _passes(problem, need, volunteer)
    return need[fine], volunteer[fine], np.zeros(int(fine.sum()))


def _pools(problem: Problem, rows: Ints) -> tuple[Ints, Ints, Ints, Bits]:
    """Pools of the given needs: one per set of equal gates, each with the volunteers who pass them."""
    needs = problem.needs
    pool_of_need = np.full(len(needs), -1, np.int64)
    zone = np.zeros(len(needs), np.int64) if problem.closures is None else problem.closures.zone
    gates = (
        needs.activity, needs.min_trust, needs.min_age, needs.vehicle, needs.languages.view(np.int64), zone,
    )  # fmt: skip
    table = np.stack([gate[rows] for gate in gates], axis=1)
    _, first, pool_of_need[rows] = np.unique(table, axis=0, return_index=True, return_inverse=True)
    wished = np.zeros(len(first), np.uint64)
    np.bitwise_or.at(wished, pool_of_need[rows], needs.slots[rows])
    crowds, offered = [], [np.zeros(0, np.uint64)]
    for number, example in enumerate(rows[first]):
        crowd = _able(problem, int(needs.activity[example]), near=False)
        alike = np.broadcast_to(example, crowd.shape)
        open_slots = problem.open_slots[crowd] & wished[number] & pair_slots(problem, alike, crowd)
        # Of the pool's needs one may wish moments that another does not: only who they are is asked here.
        fine = (open_slots != 0) & _passes(problem, alike, crowd, at_some_moment=False)
        crowds.append(crowd[fine])
        offered.append(open_slots[fine])
    pool = np.repeat(np.arange(len(crowds)), [len(crowd) for crowd in crowds])
    volunteer = np.concatenate([np.zeros(0, np.int64), *crowds])
    return pool_of_need, pool, volunteer, np.concatenate(offered)
