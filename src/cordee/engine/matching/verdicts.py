"""The protocols in force as gates of a planning: one call for the whole town, never one per pair.

``engine.protocol.decide_pairs`` says who may do what, where and when; here its answer is laid on the rows of a problem, so
that candidates, flows and explanations keep to it without knowing any rule.
"""

from dataclasses import dataclass, replace

import numpy as np

from cordee.engine.faults import BadInput
from cordee.engine.matching.columns import Bits, Bools, pack
from cordee.engine.matching.problem import Problem
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
    activities, count = gates.allowed_on_site.shape
    if count != len(people):
        raise BadInput("protocols", "volunteers", f"{len(people)} volunteers expected, {count} given")
    if gates.allowed_slot.shape[1] != problem.slots:
        raise BadInput(
            "protocols", "slots", f"{problem.slots} slots expected, {gates.allowed_slot.shape[1]} given"
        )
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


def _closed(allowed: Bools) -> Bits:
    """Activities (rows, by bit) closed to each volunteer (columns), as words."""
    return pack(~allowed.T)
