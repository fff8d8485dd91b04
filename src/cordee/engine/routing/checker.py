"""An independent reading of a plan: it knows nothing of how the plan was made, and trusts none of its claims."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cordee.engine.routing.model import Job, Problem, Shipment, Step, Vehicle
from cordee.engine.routing.plan import Plan, Route, Visit

SLACK = 1e-6
"""Minutes forgiven to floating point."""


@dataclass(frozen=True)
class Fault:
    """What a plan breaks: window, capacity, precedence, skills, shift, travel, ride, cold, break, trips, twice,
    forgotten, unknown; and the vehicle or task concerned."""

    code: str
    item: str


def check_plan(problem: Problem, plan: Plan) -> list[Fault]:
    """Every rule the plan breaks; an empty list when it may be driven as written."""
    faults = [fault for route in plan.routes for fault in check_route(problem, route)]
    return faults + list(_counts(problem, plan))


def _counts(problem: Problem, plan: Plan) -> Iterator[Fault]:
    kinds = {"job": "job", "pickup": "shipment"}
    done = Counter(
        (kinds[visit.kind], visit.id)
        for route in plan.routes
        for visit in route.visits
        if visit.kind in kinds
    )
    done.update((left.kind, left.id) for left in plan.unserved)
    expected = [("job", job.id) for job in problem.jobs] + [("shipment", s.id) for s in problem.shipments]
    for kind, number in expected:
        if done[kind, number] != 1:
            yield Fault("twice" if done[kind, number] else "forgotten", f"{kind} {number}")
    for vehicle, count in Counter(route.vehicle for route in plan.routes).items():
        if count > 1:
            yield Fault("twice", f"vehicle {vehicle}")


def check_route(problem: Problem, route: Route) -> list[Fault]:
    """Every rule one round breaks by itself."""
    vehicle = problem.vehicle_by_id.get(route.vehicle)
    if vehicle is None:
        return [Fault("unknown", f"vehicle {route.vehicle}")]
    try:
        reading = _Reading(problem, vehicle, route)
    except KeyError as unknown:
        return [Fault("unknown", str(unknown.args[0]))]
    return [
        *reading.clock(), *reading.loads(), *reading.skills(), *reading.on_board(), *reading.cold(), *reading.rests()
    ]  # fmt: skip


class _Reading:
    """One round beside what it was asked."""

    def __init__(self, problem: Problem, vehicle: Vehicle, route: Route) -> None:
        self.vehicle, self.route = vehicle, route
        self.travel = problem.travel[vehicle.mode]
        self.tasks = [self._task(problem, visit) for visit in route.visits]

    def _task(self, problem: Problem, visit: Visit) -> Job | Shipment | None:
        if visit.kind == "job":
            return problem.job_by_id[visit.id]
        return problem.shipment_by_id[visit.id] if visit.kind in ("pickup", "drop") else None

    def _step(self, visit: Visit, task: Job | Shipment | None, here: int) -> Step:
        if isinstance(task, Job):
            return Step(task.place, task.window, task.service)
        if isinstance(task, Shipment):
            return task.pickup if visit.kind == "pickup" else task.drop
        if visit.kind == "break":
            rest = self.vehicle.breaks[visit.id]
            return Step(here, rest.window, rest.minutes)
        return Step(self.vehicle.start)

    def _pairs(self) -> Iterator[tuple[Visit, Job | Shipment | None]]:
        return zip(self.route.visits, self.tasks, strict=True)

    def clock(self) -> Iterator[Fault]:
        """Windows, travel and service times, shift, length of the round, metres."""
        item, vehicle = f"vehicle {self.vehicle.id}", self.vehicle
        here, now, metres = vehicle.start, self.route.depart, 0.0
        for visit, task in self._pairs():
            step = self._step(visit, task, here)
            if visit.start < now + self.travel.minutes[here, step.place] - SLACK:
                yield Fault("travel", item)
            if not step.window[0] - SLACK <= visit.start <= step.window[1] + SLACK:
                yield Fault("break" if visit.kind == "break" else "window", f"{visit.kind} {visit.id}")
            if visit.leave < visit.start + step.service - SLACK:
                yield Fault("service", f"{visit.kind} {visit.id}")
            metres += float(self.travel.metres[here, step.place])
            here, now = step.place, visit.leave
        if self.route.back < now + self.travel.minutes[here, vehicle.end] - SLACK:
            yield Fault("travel", item)
        metres += float(self.travel.metres[here, vehicle.end])
        if abs(metres - self.route.metres) > 1e-6 * (1 + metres):
            yield Fault("metres", item)
        early, late = vehicle.hours
        if self.route.depart < early - SLACK or self.route.back > late + SLACK:
            yield Fault("shift", item)
        if self.route.back - self.route.depart > vehicle.max_minutes + SLACK:
            yield Fault("shift", item)

    def loads(self) -> Iterator[Fault]:
        """What is on board never exceeds any unit of capacity; no more trips than allowed."""
        trips: list[list[tuple[Visit, Job | Shipment]]] = [[]]
        carried = [0] * len(self.vehicle.capacity)
        for visit, task in self._pairs():
            if task is None:
                trips += [[]] if visit.kind == "reload" else []
            else:
                trips[-1].append((visit, task))
        if len(trips) > self.vehicle.max_trips:
            yield Fault("trips", f"vehicle {self.vehicle.id}")
        for trip in trips:
            for _, task in trip:
                if isinstance(task, Job):
                    carried = [a + b for a, b in zip(carried, task.demand, strict=True)]
            over = self._over(carried)
            for visit, task in trip:
                sign = 1 if visit.kind == "pickup" else -1
                carried = [a + sign * b for a, b in zip(carried, task.demand, strict=True)]
                over = over or self._over(carried)
            if over:
                yield Fault("capacity", f"vehicle {self.vehicle.id}")

    def _over(self, carried: list[int]) -> bool:
        return any(load > most for load, most in zip(carried, self.vehicle.capacity, strict=True))

    def skills(self) -> Iterator[Fault]:
        """Nobody is sent to what they may not do."""
        for visit, task in self._pairs():
            if task is not None and not task.skills <= self.vehicle.skills:
                yield Fault("skills", f"{visit.kind} {visit.id}")

    def on_board(self) -> Iterator[Fault]:
        """Picked up before dropped, each once, and not longer on board than promised."""
        aboard: dict[int, float] = {}
        for visit, task in self._pairs():
            if visit.kind == "pickup":
                aboard[visit.id] = visit.leave
            elif isinstance(task, Shipment):
                since = aboard.pop(visit.id, None)
                if since is None:
                    yield Fault("precedence", f"shipment {visit.id}")
                elif visit.start - since > task.on_board + SLACK:
                    yield Fault("ride", f"shipment {visit.id}")
        for number in aboard:
            yield Fault("precedence", f"shipment {number}")

    def cold(self) -> Iterator[Fault]:
        """What must stay cold is delivered soon enough after it was loaded."""
        loaded = self.route.depart
        for visit, task in self._pairs():
            if visit.kind == "reload":
                loaded = visit.leave
            elif isinstance(task, Job) and visit.start - loaded > task.cold_minutes + SLACK:
                yield Fault("cold", f"job {visit.id}")

    def rests(self) -> Iterator[Fault]:
        """Every break of the vehicle, once, in order."""
        taken = [visit.id for visit in self.route.visits if visit.kind == "break"]
        if taken != list(range(len(self.vehicle.breaks))):
            yield Fault("break", f"vehicle {self.vehicle.id}")
