"""The protocols in force as gates of a planning: one call for the whole town, never one per pair.

``engine.protocol.decide_pairs`` says who may do what, where and when; here its answer is laid on the rows of a problem, so
that candidates, flows and explanations keep to it without knowing any rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput
from cordee.engine.matching.columns import Bits, Bools, pack
from cordee.engine.matching.problem import Closures, Problem
from cordee.engine.protocol.pairs import PairGates


@dataclass(frozen=True, eq=False)
class Ruled:
    """A problem under protocols, and which needs (rows of the sorted problem) they leave without any moment."""

    problem: Problem
    without_moment: Bools


def under_protocols(problem: Problem, gates: PairGates) -> Ruled:
    """The same problem where what the protocols close is closed.

    ``gates`` has one column per volunteer, in the order of the problem's sorted rows, and one per slot of the horizon.
    Raises BadInput when it has another number of either.
    """
    needs, people = problem.needs, problem.volunteers
    _check(problem, gates)
    activities = len(gates.allowed_on_site)
    # Nobody under eighteen at night, on the spot or not (H1).
    by_day = pack(np.broadcast_to(~gates.night, (1, problem.slots)))[0] if problem.slots else np.uint64(0)
    slots_of_activity = np.full(64, ~np.uint64(0))
    slots_of_activity[:activities] = pack(gates.allowed_slot)
    wished = np.where(needs.remote, needs.slots, needs.slots & slots_of_activity[needs.activity])
    ruled = replace(
        problem,
        needs=replace(needs, slots=wished),
        volunteers=replace(
            people,
            slots=np.where(gates.minor, people.slots & by_day, people.slots),
            barred_on_site=people.barred_on_site | _closed(gates.allowed_on_site),
            barred_remote=people.barred_remote | _closed(gates.allowed_remote),
        ),
    )
    return Ruled(ruled, np.asarray((needs.slots != 0) & (wished == 0)))


def under_regimes(
    problem: Problem, regimes: Sequence[PairGates], regime_of: npt.ArrayLike, zone: npt.ArrayLike
) -> Ruled:
    """The same where protocols begin or end within the horizon, or hold in one part of the town only.

    ``regimes`` are the gates of each set of protocols; ``regime_of`` (zones, slots) tells which one governs each slot in
    each kind of place; ``zone`` (n,) the kind of place of each need, in the order of the sorted rows. Raises BadInput.
    """
    needs, people = problem.needs, problem.volunteers
    which, place = np.asarray(regime_of, np.int64), np.asarray(zone, np.int64)
    if which.ndim != 2 or which.shape[1] != problem.slots or place.shape != (len(needs),):
        raise BadInput("protocols", "regime_of", "one regime for each kind of place and slot is expected")
    for gates in regimes:
        _check(problem, gates)
    if len(regimes) == 1:
        return under_protocols(problem, regimes[0])
    governed = np.stack([pack(which == regime) for regime in range(len(regimes))], axis=1)
    wished = np.zeros(len(needs), np.uint64)
    for regime, gates in enumerate(regimes):
        open_slots = np.full(64, ~np.uint64(0))
        open_slots[: len(gates.allowed_slot)] = pack(gates.allowed_slot)
        there = np.where(needs.remote, ~np.uint64(0), open_slots[needs.activity])
        wished |= needs.slots & governed[place, regime] & there
    night, minor = regimes[0].night, regimes[0].minor
    by_day = pack(np.broadcast_to(~night, (1, problem.slots)))[0] if problem.slots else np.uint64(0)
    ruled = replace(
        problem,
        needs=replace(needs, slots=wished),
        volunteers=replace(people, slots=np.where(minor, people.slots & by_day, people.slots)),
        closures=Closures(
            zone=place,
            slots=governed,
            barred_on_site=np.stack([_closed(gates.allowed_on_site) for gates in regimes]),
            barred_remote=np.stack([_closed(gates.allowed_remote) for gates in regimes]),
        ),
    )
    return Ruled(ruled, np.asarray((needs.slots != 0) & (wished == 0)))


def _check(problem: Problem, gates: PairGates) -> None:
    people, count = problem.volunteers, gates.allowed_on_site.shape[1]
    if count != len(people):
        raise BadInput("protocols", "volunteers", f"{len(people)} volunteers expected, {count} given")
    if gates.allowed_slot.shape[1] != problem.slots:
        raise BadInput(
            "protocols", "slots", f"{problem.slots} slots expected, {gates.allowed_slot.shape[1]} given"
        )


def _closed(allowed: Bools) -> Bits:
    """Activities (rows, by bit) closed to each volunteer (columns), as words."""
    return pack(~allowed.T)
