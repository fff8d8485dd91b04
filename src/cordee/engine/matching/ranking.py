"""Who else: the people who could help with one need, the best first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import Bools, Floats, Ints, lowest_bit
from cordee.engine.matching.gates import failures, holds, pair_km, pair_slots
from cordee.engine.matching.problem import Problem


@dataclass(frozen=True, eq=False)
class Ranking:
    """Volunteers who pass every gate of one need, cheapest first, ties by id; each at their earliest slot.

    distance_km is 0 at a distance; cost is that of the assignment, as in a plan.
    """

    volunteer_id: Ints
    slot: Ints
    distance_km: Floats
    former: Bools
    delay: Ints
    load: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.volunteer_id)


def next_best(
    problem: Problem, need_id: int, *, exclude: npt.ArrayLike = (), limit: int | None = None
) -> Ranking:
    """Whom to ask next for one need, when nobody answered or somebody gave up.

    The problem already holds what is engaged (slots, caps, refusals), so this ranks one need alone; `exclude`
    are
    volunteer ids to leave out. BadInput when the need is not in the planning.
    """
    needs, people, weights = problem.needs, problem.volunteers, problem.weights
    need = problem.need_row(need_id)
    fits = failures(problem, np.array([need]))[0] == 0
    fits &= ~np.isin(people.id, np.asarray(exclude, np.int64))
    who = np.flatnonzero(fits)
    row = np.full(len(who), need)

    km = np.zeros(len(who)) if needs.remote[need] else pair_km(problem, row, who)
    former = holds(problem.former, problem.key(row, who))
    slot = lowest_bit(needs.slots[row] & problem.open_slots[who] & pair_slots(problem, row, who))
    delay = slot - lowest_bit(needs.slots[row])
    load = people.load[who]
    cost = weights.of_pair(km, former) + weights.of_delay(needs.urgency[row], delay) + weights.of_load(load)
    best = np.lexsort((people.id[who], cost))[:limit]
    return Ranking(
        people.id[who][best], slot[best], km[best], former[best], delay[best], load[best], cost[best]
    )
