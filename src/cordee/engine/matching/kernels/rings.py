"""Reading the cells around each need, ring after ring (see ``nearest``)."""

import numba
import numpy as np

from cordee.engine.geo.distances import EARTH_RADIUS_KM
from cordee.engine.matching.problem import ADULT_GATE

FLAT = 0.999
"""A map laid flat lengthens nothing by more than this over such distances."""


@numba.njit(cache=True, inline="always")
def _one_shut(
    activities, trust, age, remote_only, vehicle, languages, slots, reach, barred,
    activity, min_trust, min_age, remote, needs_vehicle, wanted, wished, away,
):  # fmt: skip
    """0 when every gate is open; g + 1 when ``ALONE[g]`` alone is shut; -1 when several are."""
    shut = 0
    if not (activities >> activity) & np.uint64(1):
        shut = 1
    if trust < min_trust:
        if shut:
            return -1
        shut = 2
    if (age != age and min_age > ADULT_GATE) or age < min_age:
        if shut:
            return -1
        shut = 3
    if remote_only and not remote:
        if shut:
            return -1
        shut = 4
    if needs_vehicle and not vehicle:
        if shut:
            return -1
        shut = 5
    if wanted and not (languages & wanted):
        if shut:
            return -1
        shut = 6
    if not remote and away > reach:
        if shut:
            return -1
        shut = 7
    if not (slots & wished):
        if shut:
            return -1
        shut = 8
    if (barred >> activity) & np.uint64(1):
        if shut:
            return -1
        shut = 9
    return shut


@numba.njit(cache=True, inline="always")
def _keep(nearest, away, kept, volunteer, distance):
    """Put one more among the nearest, sorted by distance then row; how many are kept now."""
    most = len(nearest)
    if kept == most and (distance, volunteer) >= (away[most - 1], nearest[most - 1]):
        return kept
    at = kept if kept < most else most - 1
    while at > 0 and (away[at - 1], nearest[at - 1]) > (distance, volunteer):
        nearest[at], away[at] = nearest[at - 1], away[at - 1]
        at -= 1
    nearest[at], away[at] = volunteer, distance
    return kept + 1 if kept < most else most


@numba.njit(cache=True)
def _read_need(
    at, i, k, need_x, need_y, need_points, activity, min_trust, min_age, remote, needs_vehicle, wanted, wished,
    apart, apart_start, order, listed, start, row_of, free, width, height, side, reach_km, remote_km,
    points, activities, trust, age, remote_only, vehicle, languages, slots, reach, barred_on_site, barred_remote,
    nearest, chords, misses,
):  # fmt: skip
    """The k nearest of need ``i``, into row ``at``; with ``k`` 0, how many have a single gate shut.

    Those who ticked its activity are listed apart, cell by cell; the last list, of everybody, is read with ``k`` 0.
    """
    begins = start[listed[i] if k > 0 else len(start) - 1]
    wish = wished[i]
    x, y = need_x[i], need_y[i]
    away = chords[at]
    kept = 0
    bound = remote_km if remote[i] else reach_km
    column, line = int(np.floor(x)), int(np.floor(y))
    inner = min(x - column, column + 1 - x, y - line, line + 1 - y)
    ring = -1
    while True:
        # Ring -1 stands for those who go far: read first, wherever they live.
        if ring > 0:
            nearer_than = (ring - 1 + inner) * side * FLAT
            if nearer_than > bound or ring > width + height + abs(column) + abs(line):
                break
            if k > 0 and kept == k and nearer_than > np.sqrt(away[k - 1]) * EARTH_RADIUS_KM:
                break
        lines = 2 * ring + 1 if ring >= 0 else 1
        for step in range(lines):
            row = line - ring + step
            if ring >= 0 and (row < 0 or row >= height):
                continue
            edge = ring <= 0 or step == 0 or step == lines - 1
            for half in range(1 if edge else 2):
                if ring < 0:
                    first, end = begins[0], begins[1]
                else:
                    if edge:
                        left, right = column - ring, column + ring
                    else:
                        left = column - ring if half == 0 else column + ring
                        right = left
                    if right < 0 or left >= width:
                        continue
                    first = begins[1 + row * width + max(left, 0)]
                    end = begins[2 + row * width + min(right, width - 1)]
                for line_at in range(first, end):
                    # The gate that shuts most, before anything else is read.
                    if k > 0 and not free[line_at] & wish:
                        continue
                    place = row_of[line_at]
                    dx = points[place, 0] - need_points[i, 0]
                    dy = points[place, 1] - need_points[i, 1]
                    dz = points[place, 2] - need_points[i, 2]
                    chord = dx * dx + dy * dy + dz * dz
                    if k > 0 and kept == k and chord > away[k - 1]:
                        continue
                    shut = _one_shut(
                        activities[place], trust[place], age[place], remote_only[place], vehicle[place],
                        languages[place], slots[place], reach[place],
                        barred_remote[place] if remote[i] else barred_on_site[place],
                        activity[i], min_trust[i], min_age[i], remote[i], needs_vehicle[i], wanted[i], wished[i], chord,
                    )  # fmt: skip
                    if shut == 0 and k > 0:
                        known = False
                        for known_at in range(apart_start[i], apart_start[i + 1]):
                            if apart[known_at] == order[place]:
                                known = True
                        if not known:
                            kept = _keep(nearest[at], away, kept, order[place], chord)
                    elif shut > 0 and k == 0:
                        misses[at, shut - 1] += 1
        ring += 1
    for a in range(1, kept):
        for b in range(a, 0, -1):
            if nearest[at, b - 1] < nearest[at, b]:
                break
            nearest[at, b - 1], nearest[at, b] = nearest[at, b], nearest[at, b - 1]
            away[b - 1], away[b] = away[b], away[b - 1]


@numba.njit(cache=True, parallel=True)
def read_rings(
    rows, turns, k, need_x, need_y, need_points, activity, min_trust, min_age, remote, needs_vehicle, wanted, wished,
    apart, apart_start, order, listed, start, row_of, free, width, height, side, reach_km, remote_km,
    points, activities, trust, age, remote_only, vehicle, languages, slots, reach, barred_on_site, barred_remote,
    nearest, chords, misses,
):  # fmt: skip
    """Read the cells around every need of ``rows``, in the order of ``turns``, on every core."""
    for turn in numba.prange(len(rows)):
        _read_need(
            turns[turn], rows[turns[turn]], k, need_x, need_y, need_points, activity, min_trust, min_age, remote,
            needs_vehicle, wanted, wished,
            apart, apart_start, order, listed, start, row_of, free, width, height, side, reach_km, remote_km,
            points, activities, trust, age, remote_only, vehicle, languages, slots, reach, barred_on_site, barred_remote,
            nearest, chords, misses,
        )  # fmt: skip


@numba.njit(cache=True)
def read_few(
    rows, turns, k, need_x, need_y, need_points, activity, min_trust, min_age, remote, needs_vehicle, wanted, wished,
    apart, apart_start, order, listed, start, row_of, free, width, height, side, reach_km, remote_km,
    points, activities, trust, age, remote_only, vehicle, languages, slots, reach, barred_on_site, barred_remote,
    nearest, chords, misses,
):  # fmt: skip
    """The same on one core: waking the others takes longer than reading a few needs."""
    for turn in range(len(rows)):
        _read_need(
            turns[turn], rows[turns[turn]], k, need_x, need_y, need_points, activity, min_trust, min_age, remote,
            needs_vehicle, wanted, wished,
            apart, apart_start, order, listed, start, row_of, free, width, height, side, reach_km, remote_km,
            points, activities, trust, age, remote_only, vehicle, languages, slots, reach, barred_on_site, barred_remote,
            nearest, chords, misses,
        )  # fmt: skip
