"""Why: what stands between a need and a volunteer, and why a need stays without enough help."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cordee.engine.matching.candidates import Candidates
from cordee.engine.matching.columns import Bools, Ints
from cordee.engine.matching.gates import GATES, failures, pair_km
from cordee.engine.matching.plan import Plan
from cordee.engine.matching.problem import Problem

CELLS = 4_000_000
"""Cells (needs x volunteers) explained at once: bounds memory to some hundred megabytes."""


@dataclass(frozen=True)
class Check:
    """One gate for one pair: open or not, with the numbers a sentence needs (metres, years, levels,
    counts)."""

    code: str
    ok: bool
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why places of a need stay empty.

    code         nobody (no volunteer at all) · unplaced (place unknown) · no_slot (no moment wished) ·
                 taken (those who fit are given to needs at least as urgent) · too_few (they fit, but too few)
                 ·
                 or the gate that binds: the one which, alone, keeps the most people out; when no single gate
                 does,
                 the first one after which nobody is left, in the order of `GATES`
    numbers      suitable (who pass every gate), helpers, missing; for a gate: would_open, left_before; for
                 radius: nearest_m; for slot, on the spot: around_m, a distance within which nobody is free then
    near_misses  (gate, how many people fail this gate only), most first
    """

    code: str
    numbers: Mapping[str, int]
    near_misses: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Explanation:
    """Every gate of one need against every volunteer: `open` has shape (gates, m), rows in the order of
    `GATES`."""

    problem: Problem
    need: int
    volunteer_id: Ints
    open: Bools

    @property
    def suitable_id(self) -> Ints:
        """Ids of the volunteers who pass every gate."""
        return np.asarray(self.volunteer_id[self.open.all(axis=0)])

    def of(self, volunteer_id: int) -> tuple[Check, ...]:
        """The gates of one volunteer, in the order of `GATES`."""
        volunteer = self.problem.volunteer_row(volunteer_id)
        return tuple(
            Check(gate, bool(self.open[g, volunteer]), _numbers(self.problem, gate, self.need, volunteer))
            for g, gate in enumerate(GATES)
        )


def explain(problem: Problem, need_id: int) -> Explanation:
    """What each gate says of each volunteer for one need. BadInput when the need is not in the planning."""
    need = problem.need_row(need_id)
    words = failures(problem, np.array([need]))[0]
    is_open = (words[None, :] >> np.arange(len(GATES), dtype=np.uint16)[:, None]) & 1 == 0
    return Explanation(problem, need, problem.volunteers.id, is_open)


def why(problem: Problem, need_id: int, volunteer_id: int, plan: Plan | None = None) -> tuple[Check, ...]:
    """Why, or why not, this volunteer for this need: every gate, then (with a plan) what the plan made of
    them.

    The last check, `chosen`, counts the plan's other assignments of this volunteer (`elsewhere`).
    """
    checks = explain(problem, need_id).of(volunteer_id)
    if plan is None:
        return checks
    of_volunteer = plan.volunteer_id == volunteer_id
    chosen = of_volunteer & (plan.need_id == need_id)
    return (
        *checks,
        Check("chosen", bool(chosen.any()), {"elsewhere": int(of_volunteer.sum() - chosen.sum())}),
    )


def unserved_reasons(problem: Problem, plan: Plan, candidates: Candidates) -> tuple[Reason, ...]:
    """One reason for each row of `plan.missing_id`, in the same order."""
    rows = np.searchsorted(problem.needs.id, plan.missing_id)
    suitable = candidates.suitable(problem, rows)
    reasons: list[Reason | None] = [None] * len(rows)
    shut = []
    for k, row in enumerate(rows):
        code = _plain_code(problem, int(row), int(suitable[k]))
        if code is None:
            shut.append(k)
        else:
            reasons[k] = Reason(code, _counts(problem, int(row), int(suitable[k]), int(plan.missing[k])))
    step = max(1, CELLS // max(len(problem.volunteers), 1))
    for start in range(0, len(shut), step):
        block = shut[start : start + step]
        for k, word in zip(block, failures(problem, rows[block]), strict=True):
            row = int(rows[k])
            reasons[k] = _binding(problem, row, word, _counts(problem, row, 0, int(plan.missing[k])))
    return tuple(reason for reason in reasons if reason is not None)


def _plain_code(problem: Problem, need: int, suitable: int) -> str | None:
    """The reason when no gate has to be looked at, else None."""
    if not problem.needs.slots[need]:
        return "no_slot"
    if not problem.needs.remote[need] and np.isnan(problem.needs.lat[need]):
        return "unplaced"
    if not len(problem.volunteers):
        return "nobody"
    if suitable:
        return "taken" if suitable >= problem.needs.helpers[need] else "too_few"
    return None


def _counts(problem: Problem, need: int, suitable: int, missing: int) -> dict[str, int]:
    return {"suitable": suitable, "helpers": int(problem.needs.helpers[need]), "missing": missing}


def _binding(problem: Problem, need: int, words: npt.NDArray[np.uint16], numbers: dict[str, int]) -> Reason:
    """The gate that binds a need for which nobody passes them all; `words` as given by `failures`, shape
    (m,)."""
    alone = [int((words == 1 << g).sum()) for g in range(len(GATES))]
    left = [int((words & ((1 << g + 1) - 1) == 0).sum()) for g in range(len(GATES))]
    binding = alone.index(max(alone)) if any(alone) else left.index(0)
    numbers |= {"would_open": alone[binding], "left_before": left[binding - 1] if binding else len(words)}
    if GATES[binding] == "radius" and alone[binding]:
        short = np.flatnonzero(words == 1 << binding)
        numbers["nearest_m"] = round(1000 * float(pair_km(problem, np.array([need]), short).min()))
    if GATES[binding] == "slot" and not problem.needs.remote[need]:
        numbers |= _around(problem, need, words)
    near_misses = sorted(
        ((GATES[g], count) for g, count in enumerate(alone) if count), key=lambda miss: -miss[1]
    )
    return Reason(GATES[binding], numbers, tuple(near_misses))


def _around(problem: Problem, need: int, words: npt.NDArray[np.uint16]) -> dict[str, int]:
    """Within what distance (metres) nobody free could come: up to the nearest who is free but lives beyond their radius,
    or else as far as the people who would suit at another moment go."""
    far = np.flatnonzero(words == 1 << GATES.index("radius"))
    if len(far):
        return {"around_m": int(1000 * float(pair_km(problem, np.array([need]), far).min()))}
    others = np.flatnonzero(words == 1 << GATES.index("slot"))
    return (
        {"around_m": round(1000 * float(problem.volunteers.radius_km[others].max()))} if len(others) else {}
    )


def _numbers(problem: Problem, gate: str, need: int, volunteer: int) -> dict[str, int]:
    """Numbers behind one gate of one pair; unknown ones (age, place) are left out."""
    needs, people = problem.needs, problem.volunteers
    if gate == "trust":
        return {"has": int(people.trust[volunteer]), "wanted": int(needs.min_trust[need])}
    if gate == "age":
        age = people.age[volunteer]
        return {"wanted": int(needs.min_age[need])} | ({} if np.isnan(age) else {"has": int(age)})
    if gate == "place":
        return {"need": int(~np.isnan(needs.lat[need])), "volunteer": int(~np.isnan(people.lat[volunteer]))}
    if gate == "radius":
        reach = {
            "radius_m": round(1000 * float(people.radius_km[volunteer])),
            "remote": int(needs.remote[need]),
        }
        km = float(pair_km(problem, np.array([need]), np.array([volunteer]))[0])
        return reach | ({} if np.isnan(km) else {"distance_m": round(1000 * km)})
    if gate == "slot":
        return {"common": int(np.bitwise_count(people.slots[volunteer] & needs.slots[need]))}
    if gate == "cap":
        return {"left": int(people.cap[volunteer])}
    return {}
