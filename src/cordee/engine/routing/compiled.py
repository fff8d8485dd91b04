"""Large neighbourhood search by compiled turns, for rounds without breaks nor second trips: the same laws as `search`,
some sixty times faster.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import inf
from typing import Any

import numpy as np

from cordee.engine.routing.kernels import turns
from cordee.engine.routing.kernels.turns import FAR, Desk, Fleet, Town
from cordee.engine.routing.model import Job, Problem, Shipment, Step, Vehicle
from cordee.engine.routing.nodes import Nodes, Sequence
from cordee.engine.routing.search import Rounds, rounds_of
from cordee.engine.routing.stops import Stop
from cordee.engine.routing.travel import Travel

NEIGHBOURS = 40
BATCH = 2000
"""Vehicles times insertions between two looks at the time."""
STEP = 3000
"""Stops times turns between two looks at the time."""
HOT, COLD = 0.5, 0.02
"""How much longer rounds may get in one turn, in mean metres per task, at first and at the end."""
OUT = 9.0
"""Mean number of requests taken out by strings."""
Share = Callable[[], float]
"""How much of the time has gone, 0 to 1."""


def _town(nodes: Nodes) -> Town:
    problem = nodes.problem
    modes = {mode: row for row, mode in enumerate(problem.travel)}
    vehicles = problem.vehicles
    far = [np.isinf(t.minutes) | np.isinf(t.metres) for t in problem.travel.values()]
    ways = list(zip(far, problem.travel.values(), strict=True))
    metres = np.stack([np.where(gone, FAR, travel.metres) for gone, travel in ways])
    minutes = np.stack([np.where(gone, FAR, travel.minutes) for gone, travel in ways])
    requests = len(nodes.requests)
    drop = np.full(requests, -1)
    drop[nodes.jobs :] = np.arange(nodes.first_drop, nodes.count)
    tie = [
        task.cold_minutes if isinstance(task, Job) else task.on_board + task.pickup.service
        for task in nodes.task[:requests]
    ]
    kinds: dict[Any, int] = {}
    twin = [kinds.setdefault(_kind(vehicle), len(kinds)) for vehicle in vehicles]
    return Town(
        metres=metres,
        minutes=minutes,
        place=np.array(nodes.place),
        early=np.array(nodes.early, float),
        late=np.minimum(nodes.late, FAR),
        service=np.array(nodes.service, float),
        change=np.array(nodes.change).T.copy(),
        tie=np.minimum(tie, FAR),
        drop=drop,
        request=np.array([nodes.request_of(node) for node in range(nodes.count)]),
        weight=np.array(nodes.weights, float),
        near=_near(nodes, metres[0]),
        start=np.array([v.start for v in vehicles]),
        end=np.array([v.end for v in vehicles]),
        mode=np.array([modes[v.mode] for v in vehicles]),
        low=np.array([v.hours[0] for v in vehicles], float),
        high=np.array([v.hours[1] for v in vehicles], float),
        longest=np.minimum([v.max_minutes for v in vehicles], FAR),
        capacity=np.array([v.capacity for v in vehicles]),
        twin=np.array(twin),
        may=_may(nodes),
    )


def _may(nodes: Nodes) -> Any:
    """Who may do what, (v, r); sets are compared once per kind, not per pair."""
    demand = np.array([task.demand for task in nodes.task[: len(nodes.requests)]])
    wanted = [task.skills for task in nodes.task[: len(nodes.requests)]]
    rows: dict[Any, Any] = {}
    for vehicle in nodes.problem.vehicles:
        key = vehicle.skills, vehicle.capacity
        if key not in rows:
            skilled = {skills: skills <= vehicle.skills for skills in set(wanted)}
            held = (demand <= np.array(vehicle.capacity)).all(1)
            rows[key] = held & np.array([skilled[skills] for skills in wanted])
    return np.array([rows[vehicle.skills, vehicle.capacity] for vehicle in nodes.problem.vehicles])


def _kind(vehicle: Vehicle) -> Any:
    v = vehicle
    return v.start, v.end, v.hours, v.capacity, v.mode, v.skills, v.max_minutes


def _near(nodes: Nodes, metres: Any) -> Any:
    """Requests from the nearest on: both ends, and how far apart their windows open (ten metres a minute)."""
    rows = np.arange(len(nodes.requests))
    place, early = np.array(nodes.place), np.array(nodes.early, float)
    ends = np.where(rows < nodes.jobs, rows, rows + nodes.shipments)
    apart = metres[np.ix_(place[rows], place[rows])] + metres[np.ix_(place[ends], place[ends])]
    apart += 10.0 * np.abs(early[rows][:, None] - early[rows][None])
    np.fill_diagonal(apart, inf)
    most = min(NEIGHBOURS, len(rows) - 1)
    near = np.argpartition(apart, most, axis=1)[:, :most] if most else np.zeros((len(rows), 0), np.int64)
    order = np.argsort(np.take_along_axis(apart, near, axis=1), axis=1, kind="stable")
    return np.take_along_axis(near, order, axis=1)


class Compiled:
    """Improves rounds of one problem whose vehicles take no break and load once. `seed` decides every draw."""

    def __init__(self, nodes: Nodes, seed: int) -> None:
        ready()
        self.nodes = nodes
        self.town = _town(nodes)
        self.desk = _desk(self.town, seed)

    def fleet(self, sequences: Iterable[Sequence]) -> Fleet:
        """Sequences that may be driven, as arrays."""
        count, vehicles = self.nodes.count, len(self.nodes.problem.vehicles)
        units = self.town.capacity.shape[1]
        fleet = Fleet(
            stops=np.zeros((vehicles, count), np.int64), count=np.zeros(vehicles, np.int64),
            leave=np.zeros((vehicles, count + 2)), latest=np.zeros((vehicles, count + 2)),
            load=np.zeros((vehicles, count + 1, units), np.int64), metres=np.zeros(vehicles),
            version=np.zeros(vehicles, np.int64), home=np.full(len(self.nodes.requests), -1),
        )  # fmt: skip
        for row, sequence in enumerate(sequences):
            fleet.stops[row, : len(sequence)] = sequence
            fleet.count[row] = len(sequence)
            fleet.home[self.town.request[sequence]] = row
            turns.refresh(self.town, fleet, self.desk, row)
        return fleet

    def _rounds(self, fleet: Fleet) -> Rounds:
        """Arrays as sequences, each proven again by `schedule`."""
        return rounds_of(
            self.nodes, [row[:count].tolist() for row, count in zip(fleet.stops, fleet.count, strict=True)]
        )

    def filled(self, rounds: Rounds, stop: Stop) -> Rounds:
        """Puts back what is absent and fits, the heaviest first, then the earliest."""
        fleet = self.fleet(rounds.sequences)
        waiting = np.array(
            sorted(rounds.absent, key=lambda r: (-self.nodes.weights[r], self.nodes.early[r])), np.int64
        )
        at_once = max(1, BATCH // len(rounds.sequences))
        for first in range(0, len(waiting), at_once):
            if stop(0):
                break
            last = min(first + at_once, len(waiting))
            turns.put_back(self.town, fleet, self.desk, waiting, first, last)
        return self._rounds(fleet)

    def run(self, rounds: Rounds, stop: Stop, gone: Share) -> Rounds:
        """The best rounds found before `stop`; the search cools as time goes by. Never worse than those given."""
        trial, current, best = (self.fleet(rounds.sequences) for _ in range(3))
        self.desk.stale[:] = False
        at_once = max(1, STEP // self.nodes.count)
        while not stop(int(best.metres.sum())):
            heat = float(best.metres.sum()) / len(best.home) * HOT * (COLD / HOT) ** gone()
            turns.turn_over(self.town, trial, current, best, self.desk, at_once, heat, OUT)
        return self._rounds(best)


def _desk(town: Town, seed: int) -> Desk:
    count, (vehicles, requests) = len(town.place), town.may.shape
    return Desk(
        moment=np.zeros(count + 2), gap=np.zeros(count + 2), bound=np.zeros(count + 2), rank=np.zeros(count, np.int64),
        ties=np.zeros((count + 2, 2), np.int64), most=np.zeros(count + 2), tried=np.zeros(count, np.int64),
        known=np.full((requests, vehicles), -1), added=np.zeros((requests, vehicles)),
        floor=np.zeros((requests, vehicles)), ranks=np.zeros((requests, vehicles, 2), np.int64),
        versions=np.zeros(1, np.int64), dice=_dice(seed), out=np.zeros(requests, np.int64),
        touched=np.zeros(vehicles, np.bool_), asked=np.zeros(vehicles, np.bool_), stale=np.zeros(vehicles, np.bool_),
    )  # fmt: skip


def _dice(seed: int) -> Any:
    # Never 0, which the generator would keep.
    return np.random.default_rng(seed).integers(1, 2**63, 1, np.uint64)


def fits(problem: Problem) -> bool:
    """Whether the compiled turns know every limit of a problem: no break, no second trip."""
    return not any(v.breaks or (v.max_trips > 1 and problem.jobs) for v in problem.vehicles)


@cache
def ready() -> None:
    """Has the machine code loaded (compiled the first time ever), so that no time limit pays for it."""
    here = Travel(minutes=np.zeros((1, 1)), metres=np.zeros((1, 1)))
    jobs = tuple(Job(number, 0, (1,)) for number in range(2))
    rides = (Shipment(1, Step(0), Step(0), (1,)),)
    nodes = Nodes(Problem((Vehicle(1, 0, 0, (0.0, 1.0), (3,)),), jobs, rides, {"car": here}))
    town = _town(nodes)
    compiled = Compiled.__new__(Compiled)
    compiled.nodes, compiled.town, compiled.desk = nodes, town, _desk(town, 1)
    looks = iter((False, True))
    rounds = compiled.filled(Rounds([[]], set(nodes.requests), [0.0]), lambda _: False)
    compiled.run(rounds, lambda _: next(looks), lambda: 0.0)
