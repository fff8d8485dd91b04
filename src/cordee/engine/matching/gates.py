"""The rules nothing can buy: who may be proposed for what.

This is the plain, complete form: every gate of some needs against every volunteer, as bits of a word. It
explains (why, why not) and is what the fast search of `candidates` must agree with.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.geo.distances import km_of_chord, squared_chord
from cordee.engine.matching.columns import Bits, Bools, Floats, Ints
from cordee.engine.matching.problem import ADULT_GATE, Problem, ranges

GATES = (
    "paused",
    "activity",
    "protocol",
    "trust",
    "checks",
    "age",
    "remote_only",
    "vehicle",
    "language",
    "blocked",
    "refused",
    "place",
    "radius",
    "slot",
    "cap",
)
"""Codes of the gates, from what the volunteer is to what the moment allows; bit g of a failure word
is that of GATES[g]."""

Rows = npt.NDArray[Any]


def age_opens(age: Floats, min_age: Ints) -> Bools:
    """Old enough; an unknown age opens the gate of 16 and below only."""
    return np.asarray(np.where(np.isnan(age), min_age <= ADULT_GATE, age >= min_age))


def protocol_opens(problem: Problem, need: Rows, volunteer: Rows) -> Bools:
    """The protocols in force let these volunteers do these activities, where they are done; rows that broadcast."""
    needs, people = problem.needs, problem.volunteers
    barred = np.where(needs.remote[need], people.barred_remote[volunteer], people.barred_on_site[volunteer])
    opens = barred >> needs.activity[need].astype(np.uint64) & np.uint64(1) == 0
    if problem.closures is not None:
        # A need without any moment is told so; here only what the protocols take away counts.
        opens &= (needs.slots[need] == 0) | (needs.slots[need] & ruled_slots(problem, need, volunteer) != 0)
    return np.asarray(opens)


def ruled_slots(problem: Problem, need: Rows, volunteer: Rows) -> Bits:
    """Slots in which the protocols in force at that place let these volunteers do these activities; rows that broadcast."""
    needs, closures = problem.needs, problem.closures
    if closures is None:
        return np.full(np.broadcast_shapes(need.shape, volunteer.shape), ~np.uint64(0))
    left = np.zeros(np.broadcast_shapes(need.shape, volunteer.shape), np.uint64)
    activity, remote = needs.activity[need].astype(np.uint64), needs.remote[need]
    for regime in range(closures.slots.shape[1]):
        barred = np.where(
            remote, closures.barred_remote[regime][volunteer], closures.barred_on_site[regime][volunteer]
        )
        governed = closures.slots[closures.zone[need], regime]
        left |= np.where(barred >> activity & np.uint64(1) == 0, governed, np.uint64(0))
    return left


def checked_slots(problem: Problem, need: Rows, volunteer: Rows) -> Bits:
    """Slots in which the checks these activities ask for are in force for these volunteers; rows that broadcast."""
    words = problem.volunteers.checked
    if not words.size:
        return np.full(np.broadcast_shapes(need.shape, volunteer.shape), ~np.uint64(0))
    return np.asarray(words[volunteer, problem.needs.activity[need]])


def checks_open(problem: Problem, need: Rows, volunteer: Rows) -> Bools:
    """The checks are in force at some moment wished; a need without any moment is told so elsewhere."""
    wished = problem.needs.slots[need]
    return np.asarray((wished == 0) | (wished & checked_slots(problem, need, volunteer) != 0))


def has_moments_apart(problem: Problem) -> bool:
    """Whether the moments open depend on the pair, and not on each of the two alone."""
    return problem.closures is not None or bool(problem.volunteers.checked.size)


def pair_slots(problem: Problem, need: Rows, volunteer: Rows) -> Bits:
    """Slots that the protocols and the checks leave to these pairs; rows that broadcast."""
    return np.asarray(ruled_slots(problem, need, volunteer) & checked_slots(problem, need, volunteer))


def language_opens(spoken: Rows, wanted: Rows) -> Bools:
    """A language in common, or French suffices (no bit wanted)."""
    return np.asarray((wanted == 0) | ((spoken & wanted) != 0))


def pair_km(problem: Problem, need: Rows, volunteer: Rows) -> Floats:
    """Kilometres between rows of needs and rows of volunteers that broadcast; NaN when a place is unknown."""
    return km_of_chord(np.sqrt(squared_chord(problem.need_points[need], problem.volunteer_points[volunteer])))


def holds(sorted_keys: Ints, keys: Ints) -> Bools:
    """Which of `keys` are among `sorted_keys`."""
    if not len(sorted_keys):
        return np.zeros(keys.shape, bool)
    at = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return np.asarray(sorted_keys[at] == keys)


def failures(problem: Problem, rows: Ints) -> npt.NDArray[np.uint16]:
    """Gates that stay shut, as words of bits, for needs (rows) against all volunteers, shape (rows, m)."""
    needs, people = problem.needs, problem.volunteers
    i, j = rows[:, None], np.arange(len(people))[None, :]
    on_site = ~needs.remote[i]
    reach = squared_chord(problem.need_points[i], problem.volunteer_points[j])
    protocol = protocol_opens(problem, i, j)
    # Where the protocols close every moment, that gate says it alone.
    common = needs.slots[i] & np.where(protocol, ruled_slots(problem, i, j), ~np.uint64(0))
    checks = checks_open(problem, i, j)
    common = common & np.where(checks, checked_slots(problem, i, j), ~np.uint64(0))
    shut = {
        "paused": people.paused[j],
        "activity": people.activities[j] >> needs.activity[i].astype(np.uint64) & np.uint64(1) == 0,
        "protocol": ~protocol,
        "trust": people.trust[j] < needs.min_trust[i],
        "checks": ~checks,
        "age": ~age_opens(people.age[j], needs.min_age[i]),
        "remote_only": on_site & people.remote_only[j],
        "vehicle": needs.vehicle[i] & ~people.vehicle[j],
        "language": ~language_opens(people.languages[j], needs.languages[i]),
        "place": on_site & np.isnan(reach),
        "radius": on_site & (reach > problem.reach[j]),
        "slot": people.slots[j] & common == 0,
        "cap": (people.slots[j] & common != 0) & (problem.open_slots[j] & common == 0) | (people.cap[j] == 0),
    }
    words = np.zeros((len(rows), len(people)), np.uint16)
    for gate, closed in shut.items():
        words |= np.left_shift(closed.astype(np.uint16), GATES.index(gate))
    for gate, keys in (("blocked", problem.blocked), ("refused", problem.refused)):
        first, after = problem.key(rows, np.zeros(1, int)), problem.key(rows + 1, np.zeros(1, int))
        row, index = ranges(np.searchsorted(keys, first), np.searchsorted(keys, after))
        words[row, keys[index] - first[row]] |= np.uint16(1 << GATES.index(gate))
    return words
