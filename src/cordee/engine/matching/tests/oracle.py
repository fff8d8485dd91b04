"""A second opinion, slow and separate: gates and costs written again one pair at a time, optimum by HiGHS.

Nothing here comes from the engine but the shape of its input: distance, gates, costs and the order of the
objective are worked out again. Two integer programmes: empty places urgent-first, then the rest.
"""

import itertools
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


def checked(problem: Problem, i: int, j: int) -> int:
    """Slots in which the checks that the activity asks for are in force."""
    words = problem.volunteers.checked
    return int(words[j][int(problem.needs.activity[i])]) if words.size else -1


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


def in_time(problem: Problem, j: int, day: list[tuple[int, int]]) -> bool:
    """Can somebody do these (need, slot), in the order of their windows? Nothing to check without a clock."""
    need, one, clock = problem.needs, problem.volunteers, problem.clock
    if clock is None:
        return True
    tasks = []
    for i, slot in day:
        if need.remote[i] and need.opens[i] < 0:
            continue
        at = [need, one][int(need.remote[i])]
        row = j if need.remote[i] else i
        opens, closes = (
            (need.opens[i], need.closes[i]) if need.opens[i] >= 0 else (clock.start[slot], clock.end[slot])
        )
        start, end = (1440 * int(problem.day_of_slot[slot]) + int(hour) for hour in (opens, closes))
        lasts = min(int(need.minutes[i]) or clock.minutes, end - start)
        tasks.append((start, end, lasts, i, slot, float(at.lat[row]), float(at.lon[row])))
    where, free = None, None
    for start, end, lasts, _, _, lat, lon in sorted(tasks):
        begin = start if free is None else max(start, free)
        if where is not None and not math.isnan(lat):
            dlat, dlon = math.radians(lat - where[0]), math.radians(lon - where[1])
            h = math.sin(dlat / 2) ** 2
            h += math.cos(math.radians(lat)) * math.cos(math.radians(where[0])) * math.sin(dlon / 2) ** 2
            km = 2 * 6371.0088 * math.asin(math.sqrt(h))
            begin = max(start, free + math.ceil(60 * km * clock.detour / clock.speed_kmh - 1e-9))
        if begin + lasts > end:
            return False
        free = begin + lasts
        where = where if math.isnan(lat) else (lat, lon)
    return True


def district_price(problem: Problem, d: int, u: int, k: int) -> int:
    """What the k-th empty place (from 0) of a district and an urgency adds."""
    need = problem.needs
    asked = sum(
        int(need.helpers[i]) for i in range(len(need)) if need.district[i] == d and need.urgency[i] == u
    )
    return round(problem.weights.balance * (2 * k + 1) / asked)


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
                        if int(need.slots[i]) & int(one.slots[j]) & checked(problem, i, j) & 1 << slot:
                            self.add(("x", i, j, slot), price(problem, i, j, slot), 1)
        for j in range(len(one)):
            for k in range(min(int(one.cap[j]), problem.slots)):
                self.add(("y", j, k), load_price(problem, int(one.load[j]) + k), 1)
        self.add_bundles()

    def add(self, name: tuple[Any, ...], price_of: float, most: float) -> None:
        self.column[name] = len(self.price)
        self.price.append(price_of)
        self.most.append(most)

    def add_bundles(self) -> None:
        """t[i, slot] a team comes, f[key, j] somebody helps in a series, e[key, k] extra people, d[d, u, k] a shortage."""
        problem, need = self.problem, self.problem.needs
        given = [name for name in self.column if name[0] == "x"]
        for i in range(len(need)):
            if need.together[i] and need.helpers[i] > 1:
                self.add(("stays", i), 0, 1)
                for slot in range(problem.slots):
                    self.add(("t", i, slot), 0, 1)
        for key in self.series():
            people = {j for _, i, j, _ in given if need.series[i] == key}
            for j in people:
                self.add(("f", key, j), 0, 1)
            self.add(("e", key), problem.weights.new_hand, len(people))
        for d, u in {(int(need.district[i]), int(need.urgency[i])) for i in range(len(need))}:
            if d >= 0 and problem.weights.balance:
                for k in range(sum(int(need.helpers[i]) for i in self.of_district(d, u))):
                    self.add(("d", d, u, k), district_price(problem, d, u, k), 1)

    def series(self) -> list[int]:
        keys = [int(key) for key in self.problem.needs.series if key >= 0]
        return sorted({key for key in keys if keys.count(key) > 1})

    def of_district(self, d: int, u: int) -> list[int]:
        need = self.problem.needs
        return [i for i in range(len(need)) if need.district[i] == d and need.urgency[i] == u]

    def put_bundles(self, put: Any) -> None:
        need = self.problem.needs
        for name, column in self.column.items():
            if name[0] == "x":
                _, i, j, slot = name
                if ("t", i, slot) in self.column:
                    put(("team", i, slot), column, 1, 0, 0)
                if ("f", int(need.series[i]), j) in self.column:
                    put(("face", name), column, 1, -np.inf, 0)
                    put(("face", name), self.column["f", int(need.series[i]), j], -1, -np.inf, 0)
            elif name[0] == "t":
                put(("team", *name[1:]), column, -float(need.helpers[name[1]]), 0, 0)
            elif name[0] == "stays":
                put(("stays", name[1]), column, -float(need.helpers[name[1]]), 0, 0)
                put(("stays", name[1]), self.column["z", name[1]], 1, 0, 0)
            elif name[0] in "fe":
                most = max(int(need.helpers[i]) for i in range(len(need)) if need.series[i] == name[1])
                put(("faces", name[1]), column, 1 if name[0] == "f" else -1, -np.inf, most)
            elif name[0] == "d":
                put(("district", *name[1:3]), column, -1, -np.inf, 0)
                for i in self.of_district(*name[1:3]):
                    put(("district", *name[1:3]), self.column["z", i], 1, -np.inf, 0)
        self.put_days(put)

    def put_days(self, put: Any) -> None:
        if self.problem.clock is None:
            return
        for j in range(len(self.problem.volunteers)):
            mine = [name for name in self.column if name[0] == "x" and name[2] == j]
            for size in range(2, min(int(self.problem.volunteers.cap[j]), self.problem.slots) + 1):
                for day in itertools.combinations(mine, size):
                    apart = len({name[1] for name in day}) == len({name[3] for name in day}) == size
                    if apart and not in_time(self.problem, j, [(name[1], name[3]) for name in day]):
                        for name in day:
                            put(("late", day), self.column[name], 1, 0, size - 1)

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
            elif name[0] == "x":
                _, i, j, slot = name
                asked = float(problem.needs.helpers[i])
                day = int(problem.day_of_slot[slot])
                put(("need", i), column, 1, asked, asked)
                put(("once", i, j), column, 1, 0, 1)
                put(("slot", j, slot), column, 1, 0, 1)
                put(("day", j, day), column, 1, 0, day_cap(problem, j, day))
                put(("load", j), column, 1, -np.inf, 0)
        self.put_bundles(put)
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
