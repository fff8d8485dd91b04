"""The stops of a problem as numbered nodes: jobs first, then pick-ups, then drop-offs.

A sequence is a list of nodes driven in order; RELOAD in it means « back to the start place to load again ».
"""

from functools import cached_property
from itertools import pairwise

from cordee.engine.routing.model import Job, Problem, Shipment, Vehicle, weight

RELOAD = -1
Sequence = list[int]


class Nodes:
    """Columns by node. `change` what the node adds on board, by unit."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        jobs, shipments = problem.jobs, problem.shipments
        self.jobs, self.shipments = len(jobs), len(shipments)
        self.first_drop = self.jobs + self.shipments
        self.count = self.first_drop + self.shipments
        steps = [s.pickup for s in shipments] + [s.drop for s in shipments]
        self.place = [j.place for j in jobs] + [s.place for s in steps]
        self.early = [j.window[0] for j in jobs] + [s.window[0] for s in steps]
        self.late = [j.window[1] for j in jobs] + [s.window[1] for s in steps]
        self.service = [j.service for j in jobs] + [s.service for s in steps]
        self.task: list[Job | Shipment] = [*jobs, *shipments, *shipments]
        units = range(len(problem.vehicles[0].capacity))
        self.change = [
            [-j.demand[u] for j in jobs]
            + [s.demand[u] for s in shipments]
            + [-s.demand[u] for s in shipments]
            for u in units
        ]
        self.on_board = [s.on_board for s in shipments]

    def is_job(self, node: int) -> bool:
        """Whether a node is a delivery from the vehicle's start place."""
        return 0 <= node < self.jobs

    def is_drop(self, node: int) -> bool:
        """Whether a node is the drop-off of a shipment."""
        return node >= self.first_drop

    def kind(self, node: int) -> tuple[str, int]:
        """(kind of visit, id) of a node."""
        name = "job" if self.is_job(node) else "drop" if self.is_drop(node) else "pickup"
        return name, self.task[node].id

    @property
    def requests(self) -> range:
        """One node for each task: jobs and pick-ups."""
        return range(self.first_drop)

    def nodes_of(self, request: int) -> tuple[int, ...]:
        """The nodes a request brings with it."""
        return (request,) if self.is_job(request) else (request, request + self.shipments)

    def request_of(self, node: int) -> int:
        """The request a node belongs to."""
        return node - self.shipments if self.is_drop(node) else node

    @cached_property
    def weights(self) -> list[int]:
        """What leaving each request aside costs."""
        return [weight(self.task[request]) for request in self.requests]

    @cached_property
    def minutes(self) -> dict[str, list[list[float]]]:
        """Travel times as lists, by mode: one look-up costs a tenth of an array's."""
        return {mode: travel.minutes.tolist() for mode, travel in self.problem.travel.items()}

    @cached_property
    def metres(self) -> dict[str, list[list[float]]]:
        """Travel lengths as lists, by mode."""
        return {mode: travel.metres.tolist() for mode, travel in self.problem.travel.items()}

    def may(self, vehicle: Vehicle, request: int) -> bool:
        """Skills and sheer capacity: what no order of the stops can change."""
        task = self.task[request]
        fits = all(asked <= held for asked, held in zip(task.demand, vehicle.capacity, strict=True))
        return fits and task.skills <= vehicle.skills

    def length(self, vehicle: Vehicle, sequence: Sequence) -> float:
        """Metres of a round; an unused vehicle drives nothing."""
        if not sequence:
            return 0.0
        metres = self.metres[vehicle.mode]
        places = [vehicle.start, *(self.place_of(vehicle, node) for node in sequence), vehicle.end]
        return sum(metres[a][b] for a, b in pairwise(places))

    def place_of(self, vehicle: Vehicle, node: int) -> int:
        """Where a node is; a reload is at the vehicle's start."""
        return vehicle.start if node == RELOAD else self.place[node]

    def holds(self, vehicle: Vehicle, sequence: Sequence) -> bool:
        """Whether the load fits from end to end, pick-ups come before drop-offs, and trips are not too many."""
        aboard: set[int] = set()
        for node in sequence if self.shipments else ():
            if node >= self.jobs and not self._board(aboard, node):
                return False
        if aboard or sequence.count(RELOAD) >= vehicle.max_trips:
            return False
        return all(self._fits(unit, most, sequence) for unit, most in enumerate(vehicle.capacity))

    def _fits(self, unit: int, most: int, sequence: Sequence) -> bool:
        change = self.change[unit]
        carried = peak = loaded = 0
        for node in sequence:
            if node == RELOAD:
                if peak + loaded > most:
                    return False
                carried += loaded
                peak, loaded = carried, 0
                continue
            if node < self.jobs:
                loaded -= change[node]
            carried += change[node]
            if carried > peak:
                peak = carried
        return peak + loaded <= most

    def _board(self, aboard: set[int], node: int) -> bool:
        request = self.request_of(node)
        if not self.is_drop(node):
            aboard.add(request)
            return True
        if request not in aboard:
            return False
        aboard.discard(request)
        return True
