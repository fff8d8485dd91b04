"""The libraries alone on the same problem, each with what its own documentation offers, and nothing of ours around."""

from __future__ import annotations

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from cordee.engine.routing.model import weight
from cordee.engine.routing.nodes import Nodes, Sequence
from cordee.engine.routing.pyvrp import improved_rounds
from cordee.engine.routing.stops import seconds_from_now
from cordee.engine.routing.vroom import first_rounds, ticks, whole_window

Answer = list[Sequence]
UNSERVED = 10**8


def vroom_alone(nodes: Nodes, seconds: float) -> Answer:
    """VROOM at its deepest exploration, with its own time limit (it has no seed)."""
    return first_rounds(nodes, seconds=seconds, level=5)


def pyvrp_alone(nodes: Nodes, seconds: float, seed: int, *, required: bool = True) -> Answer:
    """PyVRP from its own start."""
    return improved_rounds(nodes, stop=seconds_from_now(seconds), seed=seed, required=required)


class _Routing:
    """OR-Tools routing: one node per stop, then one start and one end per vehicle."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes, self.problem = nodes, nodes.problem
        vehicles = self.problem.vehicles
        places = [*nodes.place, *(v.start for v in vehicles), *(v.end for v in vehicles)]
        starts = list(range(nodes.count, nodes.count + len(vehicles)))
        ends = [start + len(vehicles) for start in starts]
        self.manager = pywrapcp.RoutingIndexManager(len(places), len(vehicles), starts, ends)
        self.model = pywrapcp.RoutingModel(self.manager)
        service = np.array([int(ticks(s)) for s in nodes.service] + [0] * 2 * len(vehicles))
        self._matrices(places, service)
        self._loads()

    def _matrices(self, places: list[int], service: np.ndarray) -> None:
        model, grid = self.model, np.ix_(places, places)
        modes = dict(self.problem.travel)
        lengths = {
            m: model.RegisterTransitMatrix(np.rint(t.metres[grid]).astype(int).tolist())
            for m, t in modes.items()
        }
        drives = {
            m: model.RegisterTransitMatrix((ticks(t.minutes[grid]) + service[:, None]).tolist())
            for m, t in modes.items()
        }
        for row, vehicle in enumerate(self.problem.vehicles):
            model.SetArcCostEvaluatorOfVehicle(lengths[vehicle.mode], row)
        horizon = max(whole_window(v.hours)[1] for v in self.problem.vehicles)
        by_vehicle = [drives[v.mode] for v in self.problem.vehicles]
        model.AddDimensionWithVehicleTransits(by_vehicle, horizon, horizon, False, "time")
        self.time = model.GetDimensionOrDie("time")
        for row, vehicle in enumerate(self.problem.vehicles):
            window = whole_window(vehicle.hours)
            self.time.CumulVar(model.Start(row)).SetRange(*window)
            self.time.CumulVar(model.End(row)).SetRange(*window)
            if vehicle.max_minutes < 1e6:
                self.time.SetSpanUpperBoundForVehicle(int(vehicle.max_minutes * 1000), row)
        for node in range(self.nodes.count):
            early, late = whole_window((self.nodes.early[node], self.nodes.late[node]))
            self.time.CumulVar(self.manager.NodeToIndex(node)).SetRange(early, min(late, horizon))

    def _loads(self) -> None:
        vehicles = len(self.problem.vehicles)
        for unit, change in enumerate(self.nodes.change):
            # Jobs are loaded at the start: what matters is their sum, so each counts as a load.
            load = [-c if self.nodes.is_job(n) else c for n, c in enumerate(change)] + [0] * 2 * vehicles
            row = self.model.RegisterUnaryTransitVector(load)
            most = [v.capacity[unit] for v in self.problem.vehicles]
            self.model.AddDimensionWithVehicleCapacity(row, 0, most, True, f"load {unit}")

    def tasks(self) -> None:
        """Every task: who may, what leaving it aside costs, which ends belong together, how long on board."""
        nodes, model, solver = self.nodes, self.model, self.model.solver()
        for request in nodes.requests:
            able = [row for row, v in enumerate(self.problem.vehicles) if nodes.may(v, request)]
            ends = [self.manager.NodeToIndex(node) for node in nodes.nodes_of(request)]
            for index in ends:
                model.AddDisjunction([index], weight(nodes.task[request]) * UNSERVED // len(ends))
                if len(able) < len(self.problem.vehicles):
                    model.VehicleVar(index).SetValues([-1, *able])
            if len(ends) == 2:
                up, down = ends
                model.AddPickupAndDelivery(up, down)
                solver.Add(model.VehicleVar(up) == model.VehicleVar(down))
                solver.Add(model.ActiveVar(up) == model.ActiveVar(down))
                solver.Add(self.time.CumulVar(up) <= self.time.CumulVar(down))
                self._ride(request, up, down)

    def _ride(self, request: int, up: int, down: int) -> None:
        most = self.nodes.on_board[request - self.nodes.jobs]
        if most < float("inf"):
            longest = whole_window((0, most + self.nodes.service[request]))[1]
            self.model.solver().Add(self.time.CumulVar(down) - self.time.CumulVar(up) <= longest)

    def solve(self, seconds: float) -> Answer:
        """Guided local search, as its documentation recommends."""
        asked = pywrapcp.DefaultRoutingSearchParameters()
        asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        asked.time_limit.FromMilliseconds(int(1000 * seconds))
        found = self.model.SolveWithParameters(asked)
        answer: Answer = [[] for _ in self.problem.vehicles]
        for row in range(len(answer)) if found else ():
            index = found.Value(self.model.NextVar(self.model.Start(row)))
            while not self.model.IsEnd(index):
                answer[row].append(self.manager.IndexToNode(index))
                index = found.Value(self.model.NextVar(index))
        return answer


def ortools_alone(nodes: Nodes, seconds: float) -> Answer:
    """OR-Tools routing with its own time limit (it has no seed)."""
    routing = _Routing(nodes)
    routing.tasks()
    return routing.solve(seconds)
