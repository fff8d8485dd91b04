"""A second opinion, slow and separate: gates and costs written again one pair at a time, optimum by HiGHS.

Nothing here comes from the engine but the shape of its input: distance, gates, costs and the order of the
objective are worked out again. Two integer programmes: empty places urgent-first, then the rest.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from cordee.engine.matching.problem import Problem


def kilometres(problem: Problem, i: int, j: int) -> float:
    a, b = problem.needs, problem.volunteers
    lat1, lat2 = math.radians(a.lat[i]), math.radians(b.lat[j])
    dlat, dlon = lat2 - lat1, math.radians(b.lon[j] - a.lon[i])
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def may(problem: Problem, i: int, j: int) -> bool:
    """Every gate but the moment."""
    need, one = problem.needs, problem.volunteers
    who, whom = int(one.id[j]), int(need.person[i])
    wanted = int(need.languages[i])
    unknown_age = math.isnan(one.age[j])
    return (
        not one.paused[j]
        and bool(int(one.activities[j]) >> int(need.activity[i]) & 1)
        and not int((one.barred_remote if need.remote[i] else one.barred_on_site)[j]) >> int(need.activity[i])
        & 1
        and one.trust[j] >= need.min_trust[i]
        and (need.min_age[i] <= 16 if unknown_age else one.age[j] >= need.min_age[i])
        and bool(one.vehicle[j] or not need.vehicle[i])
        and (not wanted or bool(wanted & int(one.languages[j])))
        and [who, whom] not in problem.pairs.blocked.tolist()
        and [int(need.id[i]), who] not in problem.pairs.refused.tolist()
        and bool(need.remote[i] or may_go(problem, i, j))
    )


def may_go(problem: Problem, i: int, j: int) -> bool:
    """Whether somebody goes that far, when both places are known."""
    need, one = problem.needs, problem.volunteers
    if one.remote_only[j] or math.isnan(need.lat[i]) or math.isnan(one.lat[j]):
        return False
    return bool(kilometres(problem, i, j) <= one.radius_km[j])


def knows(problem: Problem, i: int, j: int) -> bool:
    return [int(problem.volunteers.id[j]), int(problem.needs.person[i])] in problem.pairs.former.tolist()


def price(problem: Problem, i: int, j: int, slot: int) -> int:
    """Cost of one assignment, its load left out."""
    weights = problem.weights
    km = 0.0 if problem.needs.remote[i] else kilometres(problem, i, j)
    first = next(s for s in range(problem.slots) if int(problem.needs.slots[i]) >> s & 1)
    later = weights.later[int(problem.needs.urgency[i]) - 1] * (slot - first)
    return round(weights.per_km * km) + (0 if knows(problem, i, j) else weights.new_face) + later


def load_price(problem: Problem, load: int) -> int:
    return round(problem.weights.load * math.log(1 + load))


def day_cap(problem: Problem, j: int, day: int) -> int:
    cap = problem.volunteers.day_cap
    return int(cap[j] if cap.ndim == 1 else cap[j][day])


@dataclass(frozen=True)
class Answer:
    unserved: tuple[int, ...]
    secondary: int


class Programme:
    """x[i, j, slot] takes a moment, y[j, k] is the k-th assignment of j, z[i] are the empty places of i."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        need, one = problem.needs, problem.volunteers
        self.column: dict[tuple[Any, ...], int] = {}
        self.price: list[float] = []
        self.most: list[float] = []
        for i in range(len(need)):
            self.add(("z", i), 0, int(need.helpers[i]))
            for j in range(len(one)):
                if may(problem, i, j):
                    for slot in range(problem.slots):
                        if int(need.slots[i]) & int(one.slots[j]) & 1 << slot:
                            self.add(("x", i, j, slot), price(problem, i, j, slot), 1)
        for j in range(len(one)):
            for k in range(min(int(one.cap[j]), problem.slots)):
                self.add(("y", j, k), load_price(problem, int(one.load[j]) + k), 1)

    def add(self, name: tuple[Any, ...], price_of: float, most: float) -> None:
        self.column[name] = len(self.price)
        self.price.append(price_of)
        self.most.append(most)

    def rows(self) -> LinearConstraint:
        problem = self.problem
        rows: dict[tuple[Any, ...], dict[int, float]] = defaultdict(dict)
        low: dict[tuple[Any, ...], float] = {}
        high: dict[tuple[Any, ...], float] = {}

        def put(row: tuple[Any, ...], column: int, value: float, least: float, most: float) -> None:
            rows[row][column] = value
            low[row], high[row] = least, most

        for name, column in self.column.items():
            if name[0] == "z":
                asked = float(problem.needs.helpers[name[1]])
                put(("need", name[1]), column, 1, asked, asked)
            elif name[0] == "y":
                put(("load", name[1]), column, -1, -np.inf, 0)
            else:
                _, i, j, slot = name
                asked = float(problem.needs.helpers[i])
                day = int(problem.day_of_slot[slot])
                put(("need", i), column, 1, asked, asked)
                put(("once", i, j), column, 1, 0, 1)
                put(("slot", j, slot), column, 1, 0, 1)
                put(("day", j, day), column, 1, 0, day_cap(problem, j, day))
                put(("load", j), column, 1, -np.inf, 0)
        matrix = lil_matrix((len(rows), len(self.price)))
        for r, row in enumerate(rows.values()):
            for column, value in row.items():
                matrix[r, column] = value
        return LinearConstraint(matrix.tocsr(), list(low.values()), list(high.values()))

    def minimise(self, price_of: np.ndarray, most: np.ndarray, rows: list[LinearConstraint]) -> np.ndarray:
        answer = milp(
            price_of,
            integrality=np.ones(len(price_of)),
            bounds=Bounds(0, most),
            constraints=rows,
            options={"mip_rel_gap": 0},
        )
        assert answer.status == 0, answer.message
        return np.rint(answer.x)


def best(problem: Problem) -> Answer:
    """Fewest empty places U1, then U2, U3, U4; then the least of everything else."""
    if not len(problem.needs):
        return Answer((0, 0, 0, 0), 0)
    programme = Programme(problem)
    rows, most = programme.rows(), np.array(programme.most, float)
    urgency = {programme.column[("z", i)]: int(u) for i, u in enumerate(problem.needs.urgency)}
    steep = np.zeros(len(most))
    for column, u in urgency.items():
        steep[column] = float((problem.places + 1) ** (4 - u))
    x = programme.minimise(steep, most, [rows])
    unserved = tuple(int(sum(x[c] for c, u in urgency.items() if u == k)) for k in (1, 2, 3, 4))
    keep = np.zeros((4, len(most)))
    for column, u in urgency.items():
        keep[u - 1, column] = 1
    price_of = np.array(programme.price, float)
    x = programme.minimise(price_of, most, [rows, LinearConstraint(keep, unserved, unserved)])
    return Answer(unserved, round(float(x @ price_of)))
