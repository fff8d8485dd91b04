"""What one assignment costs, in whole numbers, and what leaving somebody without help costs.

Order of the objective: urgent first, then as many people served as possible, then near, then a helper the
person already knows, then a fair load. The last three are added up, in decametres of detour (100 a
kilometre); the first two come before any such sum, by the argument that follows.

**Why four equal steps are enough.** A need that asks h helpers has h places. The sets of places that can be
filled together are those that can be linked to the sink of a network with whole capacities: a gammoid, hence
a matroid. In a matroid, the set built by taking the most urgent first holds, for every u, at least as many
places of urgency 1 … u as any other feasible set: filling urgent places never lowers how many can be filled.

Let n_u be the places of urgency 1 … u left empty. With a penalty of (5 - u)·G for an empty place of urgency
u, the penalties add up to G·(n_1 + n_2 + n_3 + n_4). The urgent-first set has the least n_1, n_2, n_3 and n_4
all at once, so any plan with another (n_1, …, n_4) pays at least G more. G is larger than all the rest can
cost (number of places x the dearest place), so that plan is not the optimum. Hence the optimum leaves as few
U1 empty as possible, then as few U2, and so on; no penalty has to dwarf the next: costs stay well under 64
bits.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.columns import MAX_SLOTS, Floats, Ints

URGENCIES = 4
MAX_KM = 200.0
"""Beyond this, farther costs no more: it bounds the cost of a place whatever the data say."""
MAX_LOAD = 10_000
"""Beyond this, a longer history costs no more."""


@dataclass(frozen=True)
class Weights:
    """Prices a town may change, whole and not negative.

    per_km       cost of one kilometre between helper and person (nothing for help from home)
    new_face     cost of a helper who never helped this person
    later        cost of each slot of waiting after the first one wished, by urgency U1, U2, U3, U4
    load         fairness: an assignment given to somebody who already has L costs load x ln(1 + L), so that
                 each further one weighs more than the one before (a convex sum)
    new_hand     series: cost of each further person who helps in one series of needs
    balance      districts: what is short is spread in proportion to what each asked (see `shortage`); 0 for no care
    """

    per_km: int = 100
    new_face: int = 150
    later: tuple[int, int, int, int] = (40, 20, 10, 5)
    load: int = 30
    new_hand: int = 300
    balance: int = 0

    def __post_init__(self) -> None:
        prices = (self.per_km, self.new_face, *self.later, self.load, self.new_hand, self.balance)
        if len(self.later) != URGENCIES or any(not isinstance(price, int) or price < 0 for price in prices):
            raise ValueError(f"weights are whole numbers, not negative, one `later` by urgency: {self}")

    def of_pair(self, km: Floats, former: npt.NDArray[np.bool_]) -> Ints:
        """Cost of each pair: distance (0 km at a distance) and continuity."""
        distance = np.rint(self.per_km * np.minimum(km, MAX_KM)).astype(np.int64)
        return np.asarray(distance + np.where(former, 0, self.new_face))

    def of_delay(self, urgency: Ints, slots_later: Ints) -> Ints:
        """Cost of helping `slots_later` slots after the first one wished."""
        return np.asarray(np.asarray(self.later, np.int64)[urgency - 1] * slots_later)

    def of_load(self, load_before: Ints) -> Ints:
        """Cost of one more assignment for somebody who already has `load_before`; grows with it."""
        return np.asarray(np.rint(self.load * np.log1p(np.minimum(load_before, MAX_LOAD))), np.int64)

    def penalties(self, places: int, *, series: bool = False) -> Ints:
        """Cost of one place left empty for urgencies 1 to 4, when the needs ask `places` helpers in all, some of them
        in `series` or not.

        It depends on the needs alone: adding a volunteer never moves the scale on which plans are compared.
        """
        dearest = int(np.rint(self.per_km * MAX_KM)) + self.new_face + max(self.later) * MAX_SLOTS
        dearest += int(self.of_load(np.array([MAX_LOAD]))[0])
        # An empty place never costs more than twice `balance`, a place filled never brings in more than one new hand.
        gap = 1 + places * (dearest + 2 * self.balance + (self.new_hand if series else 0))
        return np.asarray(np.arange(URGENCIES, 0, -1, dtype=np.int64) * gap)
