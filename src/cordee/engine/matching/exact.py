"""Small parts of a town, solved exactly: an integer programme for what hangs together in few arcs.

The parts of the network are independent once the sink is left out, so each is proven alone. In a part, HiGHS (through
scipy) finds the fewest empty places U1, then U2, U3, U4, then the least cost, with what a flow cannot say written out: a
team in one slot, the people of a series, missions that cannot both be reached in time. A day of three missions or more may
fail though each two of them fit: such a day is forbidden when it is met, and the programme solved again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from cordee.engine.matching.bundles import Bundles, new_hands, series_of
from cordee.engine.matching.columns import Floats, Ints
from cordee.engine.matching.flow import Flow
from cordee.engine.matching.hours import Hours, Mission
from cordee.engine.matching.weights import URGENCIES

CUTS = 50
"""Days of several missions forbidden in one part before it is given up."""


def prove(bundles: Bundles) -> tuple[Flow, int]:
    """The flow of the plan, small parts made the best there is, and the bound that follows."""
    network, problem = bundles.network, bundles.problem
    units, relaxed, cost = bundles.flow.units.copy(), bundles.relaxed, network.cost
    paid, bound = bundles.flow.cost, bundles.bound
    for arcs in _parts(bundles):
        here = arcs[arcs < len(bundles.need)]
        mine, least = int(units[arcs] @ cost[arcs]), int(relaxed[arcs] @ cost[arcs])
        extra = problem.weights.new_hand * _hands(bundles, here[units[here] > 0])
        if mine + extra > least:
            best = Part(bundles, arcs).solve(units[arcs])
            if best is None:
                continue
            units[arcs] = best
            extra = problem.weights.new_hand * _hands(bundles, here[units[here] > 0])
            paid += int(best @ cost[arcs]) - mine
        bound += int(units[arcs] @ cost[arcs]) + extra - least
    return Flow(units[: network.readable], paid), bound


def _hands(bundles: Bundles, arcs: Ints) -> int:
    return new_hands(bundles.problem, bundles.need[arcs], bundles.volunteer[arcs])


def _parts(bundles: Bundles) -> Iterable[Ints]:
    """Arcs of each part that holds a bundle and is small enough; a series holds its needs in one part."""
    network, problem = bundles.network, bundles.problem
    sink = len(network.supply) - 1
    inside = network.head != sink
    node_of = np.where(network.empty >= 0, network.tail[network.empty], -1)
    links = [(network.tail[inside], network.head[inside])]
    for rows in series_of(problem):
        nodes = node_of[rows][node_of[rows] >= 0]
        links.append((nodes[:-1], nodes[1:]))
    start, end = (np.concatenate([link[k] for link in links]) for k in (0, 1))
    graph = coo_matrix((np.ones(len(start), bool), (start, end)), shape=(sink + 1, sink + 1))
    count, part = connected_components(graph, directed=False)
    part_of_arc = part[network.tail]
    size = np.bincount(part_of_arc, minlength=count)
    bundled = np.zeros(count, bool)
    bundled[part[node_of[problem.bundled & (node_of >= 0)]]] = True
    wanted = bundled & (size <= bundles.effort.columns)
    order = np.argsort(part_of_arc, kind="stable")
    first = np.searchsorted(part_of_arc[order], np.arange(count + 1))
    for k in np.flatnonzero(wanted):
        yield order[first[k] : first[k + 1]]


@dataclass
class Rows:
    """Constraints as they come: low ≤ Σ value·column ≤ high."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """One more constraint; columns may come several times, their values add up."""
        for column, value in terms:
            self.row.append(len(self.low))
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)

    def together(self, columns: int) -> LinearConstraint:
        """All of them, for `columns` columns."""
        shape = (len(self.low), columns)
        return LinearConstraint(
            csr_matrix((self.value, (self.row, self.column)), shape=shape), self.low, self.high
        )


class Part:
    """The integer programme of some arcs of a network: a column per arc, then those of teams and series."""

    def __init__(self, bundles: Bundles, arcs: Ints) -> None:
        self.bundles, self.problem, self.network = bundles, bundles.problem, bundles.network
        self.arcs = arcs
        paired = np.flatnonzero(arcs < len(bundles.need))
        self.paired = paired
        self.need, self.slot = bundles.need[arcs[paired]], bundles.slot[arcs[paired]]
        self.volunteer = bundles.volunteer[arcs[paired]]
        rows = np.flatnonzero(np.isin(self.network.empty, arcs))
        column = {int(arc): k for k, arc in enumerate(arcs)}
        self.empty = {int(row): column[int(self.network.empty[row])] for row in rows}
        self.most: list[float] = [float(most) for most in self.network.capacity[arcs]]
        price = self.network.cost[arcs].astype(float)
        price[list(self.empty.values())] = 0
        self.price = price.tolist()
        self.rows = Rows()
        self._flow()
        self._teams()
        self._series()

    def _column(self, most: float, price: float = 0.0) -> int:
        self.most.append(most)
        self.price.append(price)
        return len(self.most) - 1

    def _flow(self) -> None:
        """What enters a node leaves it, what a need asks leaves it too."""
        network, sink = self.network, len(self.network.supply) - 1
        terms: dict[int, list[tuple[int, float]]] = {}
        for k, arc in enumerate(self.arcs):
            terms.setdefault(int(network.tail[arc]), []).append((k, 1.0))
            terms.setdefault(int(network.head[arc]), []).append((k, -1.0))
        for node in sorted(set(terms) - {sink}):
            supply = float(network.supply[node])
            self.rows.add(terms[node], supply, supply)

    def _teams(self) -> None:
        needs = self.problem.needs
        for row, empty in self.empty.items():
            helpers = int(needs.helpers[row])
            if not needs.together[row] or helpers < 2:
                continue
            mine = np.flatnonzero(self.need == row)
            for slot in np.unique(self.slot[mine]):
                comes = self._column(1)
                there = self.paired[mine[self.slot[mine] == slot]]
                self.rows.add([*((int(k), 1.0) for k in there), (comes, -float(helpers))], 0, 0)
            stays = self._column(1)
            self.rows.add([(empty, 1.0), (stays, -float(helpers))], 0, 0)

    def _series(self) -> None:
        needs = self.problem.needs
        for rows in series_of(self.problem):
            mine = np.flatnonzero(np.isin(self.need, rows))
            if not len(mine):
                continue
            faces = []
            for one in np.unique(self.volunteer[mine]):
                face = self._column(1)
                faces.append(face)
                for k in self.paired[mine[self.volunteer[mine] == one]]:
                    self.rows.add([(int(k), 1.0), (face, -1.0)], -np.inf, 0)
            extra = self._column(len(faces), float(self.problem.weights.new_hand))
            asked = float(needs.helpers[rows].max())
            self.rows.add([*((face, 1.0) for face in faces), (extra, -1.0)], -np.inf, asked)

    def _days(self, hours: Hours) -> None:
        """Two missions of one person that cannot both be reached are never both given."""
        for one in np.unique(self.volunteer):
            mine = np.flatnonzero((self.volunteer == one) & hours.clocked[self.need])
            for a, first in enumerate(mine):
                for second in mine[a + 1 :]:
                    if self.need[first] != self.need[second] and self.slot[first] != self.slot[second]:
                        pair = [self._mission(int(first)), self._mission(int(second))]
                        if hours.conflict(int(one), pair):
                            both = [(int(self.paired[k]), 1.0) for k in (first, second)]
                            self.rows.add(both, 0, 1)

    def _mission(self, k: int) -> Mission:
        return int(self.need[k]), int(self.slot[k])

    def solve(self, now: Ints) -> Ints | None:
        """Units on the arcs in the best plan of this part, None when it is not proven within the effort."""
        hours = self.bundles.hours
        if hours is None:
            return self._best(now)
        self._days(hours)
        for _ in range(CUTS):
            found = self._best(now)
            if found is None:
                return None
            late = self._late_days(hours, found)
            for day in late:
                self.rows.add([(int(self.paired[k]), 1.0) for k in day], 0, len(day) - 1)
            if not late:
                return found
        return None

    def _late_days(self, hours: Hours, units: Ints) -> list[Ints]:
        taken = np.flatnonzero((units[self.paired] > 0) & hours.clocked[self.need])
        days = [taken[self.volunteer[taken] == one] for one in np.unique(self.volunteer[taken])]
        return [
            day
            for day in days
            if hours.conflict(int(self.volunteer[day[0]]), [self._mission(int(k)) for k in day])
        ]

    def _best(self, now: Ints) -> Ints | None:
        """The fewest empty places by urgency, then the least cost."""
        width, rows = len(self.most), [self.rows.together(len(self.most))]
        relaxed, bounded = self.bundles.relaxed[self.arcs], True
        for urgency in range(1, URGENCIES + 1):
            columns = [k for row, k in self.empty.items() if self.problem.needs.urgency[row] == urgency]
            if not columns:
                continue
            steep = np.zeros(width)
            steep[columns] = 1
            # As few as in the flow that forgets bundles: nothing is better.
            bounded = bounded and now[columns].sum() == relaxed[columns].sum()
            empty = float(now[columns].sum())
            if not bounded:
                found = self._minimise(steep, rows)
                if found is None:
                    return None
                empty = float(found[columns].sum())
            rows = [*rows, LinearConstraint(steep, empty, empty)]
        found = self._minimise(np.array(self.price), rows)
        return None if found is None else found[: len(self.arcs)]

    def _minimise(self, price: Floats, rows: list[LinearConstraint]) -> Ints | None:
        effort = self.bundles.effort
        options: dict[str, float] = {"mip_rel_gap": 0, "node_limit": effort.nodes}
        if effort.seconds is not None:
            options["time_limit"] = effort.seconds
        answer = milp(
            price,
            integrality=np.ones(len(price)),
            bounds=Bounds(0, np.array(self.most)),
            constraints=rows,
            options=options,
        )
        return np.rint(answer.x).astype(np.int64) if answer.status == 0 else None
