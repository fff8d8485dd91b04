"""PyVRP (MIT): the best open search for rounds with windows, loads and several trips.

Skills become travel that never ends (one profile per set of skills). Breaks, time on board and cold chain are unknown to
it: the caller times and repairs what comes back.
"""

from collections import defaultdict
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from cordee.engine.routing.model import Job, Shipment, Step, Vehicle
from cordee.engine.routing.nodes import RELOAD, Nodes, Sequence
from cordee.engine.routing.stops import Stop
from cordee.engine.routing.vroom import ticks, whole_window

NEVER = 10**9
PRIZE = 9_000
"""Per point of weight (1 to 10): the largest, 90 000, stays below PyVRP's penalty ceiling of 100 000 for one unit of
excess; above it, an overloaded round would look better than a task left aside."""


class _Data:
    """The problem in PyVRP's words, and the way back: vehicles of one type are interchangeable."""

    def __init__(self, nodes: Nodes, *, required: bool) -> None:
        self.nodes, self.required = nodes, required
        problem = nodes.problem
        self.scale = 1.0 if required else self._prize_scale()
        self.depots = sorted({v.start for v in problem.vehicles} | {v.end for v in problem.vehicles})
        self.profiles: dict[tuple[str, frozenset[Any]], int] = {}
        self.metres: list[Any] = []
        self.minutes: list[Any] = []
        groups: dict[Vehicle, list[int]] = defaultdict(list)
        for row, vehicle in enumerate(problem.vehicles):
            groups[_anonymous(vehicle)].append(row)
        self.rows = list(groups.values())
        self.type_of = {row: number for number, rows in enumerate(self.rows) for row in rows}
        types = [self._type(vehicle, len(rows)) for vehicle, rows in groups.items()]
        count = len(next(iter(problem.travel.values())))
        self.data = pyvrp.ProblemData(
            self._locations(count), [self._client(job) for job in problem.jobs],
            [pyvrp.Depot(place) for place in self.depots], types, self.metres, self.minutes, [],
            [self._shipment(parcel) for parcel in problem.shipments],
        )  # fmt: skip

    def _prize_scale(self) -> float:
        """Shrinks metres until no detour costs as much as one point of weight."""
        far = max(
            float(t.metres[np.isfinite(t.metres)].max(initial=1.0))
            for t in self.nodes.problem.travel.values()
        )
        return min(1.0, PRIZE / (4 * max(far, 1.0)))

    def _locations(self, count: int) -> list[Any]:
        return [pyvrp.Location(0, 0) for _ in range(count)]

    def _prize(self, task: Job | Shipment) -> dict[str, Any]:
        if self.required:
            return {"required": True}
        points = task.priority + (0 if task.optional else 5)
        return {"required": False, "prize": points * PRIZE}

    def _client(self, job: Job) -> Any:
        early, late = whole_window(job.window)
        return pyvrp.Client(
            job.place, delivery=list(job.demand), service_duration=int(ticks(job.service)), tw_early=early, tw_late=late,
            **self._prize(job),
        )  # fmt: skip

    def _shipment(self, parcel: Shipment) -> Any:
        return pyvrp.Shipment(
            parcel.pickup.place, parcel.drop.place, amount=list(parcel.demand), **_end("pickup", parcel.pickup),
            **_end("delivery", parcel.drop), **self._prize(parcel),
        )  # fmt: skip

    def _type(self, vehicle: Vehicle, available: int) -> Any:
        early, late = whole_window(vehicle.hours)
        many = vehicle.max_trips > 1 and self.nodes.jobs
        extra: dict[str, Any] = {}
        if many:
            extra = {
                "reload_depots": [self.depots.index(vehicle.start)],
                "max_reloads": vehicle.max_trips - 1,
            }
        if vehicle.max_minutes < 1e6:
            extra["shift_duration"] = int(vehicle.max_minutes * 1000)
        return pyvrp.VehicleType(
            available, list(vehicle.capacity), self.depots.index(vehicle.start), self.depots.index(vehicle.end),
            tw_early=early, tw_late=late, profile=self._profile(vehicle), **extra,
        )  # fmt: skip

    def _profile(self, vehicle: Vehicle) -> int:
        key = vehicle.mode, vehicle.skills
        if key not in self.profiles:
            travel = self.nodes.problem.travel[vehicle.mode]
            reach = np.isfinite(travel.minutes) & np.isfinite(travel.metres)
            metres = np.rint(np.where(reach, np.minimum(travel.metres * self.scale, NEVER), NEVER)).astype(
                np.int64
            )
            minutes = np.where(reach, ticks(travel.minutes), NEVER)
            barred = sorted({
                self.nodes.place[node] for node in range(self.nodes.count)
                if not self.nodes.task[node].skills <= vehicle.skills
            } - self._open_places(vehicle))  # fmt: skip
            metres[:, barred], minutes[:, barred] = NEVER, NEVER
            np.fill_diagonal(metres, 0)
            np.fill_diagonal(minutes, 0)
            self.profiles[key] = len(self.metres)
            self.metres.append(metres)
            self.minutes.append(minutes)
        return self.profiles[key]

    def _open_places(self, vehicle: Vehicle) -> set[int]:
        """Places shared with something the vehicle may do stay open; the caller's check sets the rest aside."""
        return {vehicle.start, vehicle.end} | {
            self.nodes.place[node] for node in range(self.nodes.count)
            if self.nodes.task[node].skills <= vehicle.skills
        }  # fmt: skip

    def solution(self, sequences: list[Sequence]) -> Any:
        """Sequences as a PyVRP solution, to start from."""
        routes = []
        for row, sequence in enumerate(sequences):
            if sequence:
                routes.append(
                    pyvrp.Route(self.data, [self._activity(node) for node in sequence], self.type_of[row])
                )
        return pyvrp.Solution(self.data, routes)

    def _activity(self, node: int) -> Any:
        nodes, kind = self.nodes, pyvrp.ActivityType
        if nodes.is_job(node):
            return pyvrp.Activity(kind.CLIENT, node)
        if nodes.is_drop(node):
            return pyvrp.Activity(kind.DELIVERY, node - nodes.first_drop)
        return pyvrp.Activity(kind.PICKUP, node - nodes.jobs)

    def sequences(self, solution: Any) -> list[Sequence]:
        """The way back: one sequence per vehicle of the problem."""
        found: list[Sequence] = [[] for _ in self.nodes.problem.vehicles]
        free = [list(rows) for rows in self.rows]
        for route in solution.routes():
            activities = list(route)
            row = free[route.vehicle_type()].pop(0)
            found[row] = [self._node(activity) for activity in activities[1:-1]]
        return found

    def _node(self, activity: Any) -> int:
        if activity.is_depot():
            return RELOAD
        if activity.is_client():
            return int(activity.idx)
        return int(activity.idx) + (self.nodes.jobs if activity.is_pickup() else self.nodes.first_drop)


def _end(name: str, step: Step) -> dict[str, Any]:
    early, late = whole_window(step.window)
    return {
        f"{name}_tw_early": early, f"{name}_tw_late": late, f"{name}_service_duration": int(ticks(step.service))
    }  # fmt: skip


def _anonymous(vehicle: Vehicle) -> Vehicle:
    return Vehicle(
        0, vehicle.start, vehicle.end, vehicle.shift, vehicle.capacity, vehicle.mode, vehicle.skills, vehicle.breaks,
        vehicle.max_trips, vehicle.max_minutes,
    )  # fmt: skip


def improved_rounds(
    nodes: Nodes, *, stop: Stop, seed: int, required: bool, start: list[Sequence] | None = None
) -> list[Sequence]:
    """One sequence per vehicle: the best found when `stop` says so, possibly infeasible.

    required: every task must be served; otherwise tasks are prizes in proportion to their weight.
    start: sequences to begin with (no reload in them).
    """
    words = _Data(nodes, required=required)
    first = words.solution(start) if start is not None else None
    with catch_warnings():
        # A penalty at its ceiling is for whoever takes its answer as it is: here each round is timed and checked.
        simplefilter("ignore", PenaltyBoundWarning)
        answer = pyvrp.solve(
            words.data, stop=stop, seed=seed, collect_stats=False, display=False, initial_solution=first
        )
    return words.sequences(answer.best)
