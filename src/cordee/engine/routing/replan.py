"""A round under way: what is done is done, what is on board stays on board, what was promised is kept.

Everything left becomes a new problem; its plan is said in the words of the first one. A second trip that is not loaded
yet is left to the vehicles still at their loading place.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from math import isfinite, isnan

from cordee.engine.faults import BadInput
from cordee.engine.routing.model import Job, Problem, Shipment, Step, Vehicle, Window
from cordee.engine.routing.plan import Plan, Route, Unserved, Visit
from cordee.engine.routing.solve import solve

Done = Collection[tuple[str, int]]
"""Visits made: (kind, id) with kind job, pickup or drop."""

STOPS = ("job", "pickup", "drop")
LOADING: Hashable = ("at its loading place",)


def _narrowed(window: Window, moment: float | None, promise: float) -> Window:
    """The part of a window within `promise` minutes of the moment announced."""
    if moment is None:
        return window
    early, late = max(window[0], moment - promise), min(window[1], moment + promise)
    return early, max(early, late)


def _aboard(vehicle: int) -> Hashable:
    return "on board", vehicle


@dataclass
class _Rest:
    """What is left of the first plan."""

    problem: Problem
    plan: Plan
    done: Done
    now: float
    promise: float

    def __post_init__(self) -> None:
        self.announced: dict[tuple[str, int], float] = {
            (v.kind, v.id): v.start for route in self.plan.routes for v in route.visits
        }
        self.jobs: list[Job] = []
        self.shipments: list[Shipment] = []
        self.seen: set[tuple[str, int]] = set()

    def vehicle(self, vehicle: Vehicle) -> Vehicle | None:
        """The vehicle where it is now, or None when its shift is over; its load joins the jobs."""
        route = next((r for r in self.plan.routes if r.vehicle == vehicle.id), None)
        made = [v for v in route.visits if v.kind in STOPS and (v.kind, v.id) in self.done] if route else []
        free = vehicle.skills | {_aboard(vehicle.id)}
        early, late = vehicle.hours
        if route is None or (not made and self.now < route.depart):
            return self._open(replace(vehicle, skills=free | {LOADING}), max(early, self.now), late)
        here, since = vehicle.start, max(self.now, route.depart)
        if made:
            here, since = self._place(made[-1]), max(self.now, made[-1].leave)
        self._load(vehicle, route, made)
        rests = sum(v.kind == "break" and v.leave <= since for v in route.visits)
        left = max(0.0, vehicle.max_minutes - (since - route.depart))
        moved = replace(
            vehicle, start=here, skills=free, max_trips=1, max_minutes=left, breaks=vehicle.breaks[rests:]
        )
        return self._open(moved, since, late)

    def _open(self, vehicle: Vehicle, early: float, late: float) -> Vehicle | None:
        return replace(vehicle, shift=(early, late)) if early < late else None

    def _place(self, visit: Visit) -> int:
        if visit.kind == "job":
            return self.problem.job_by_id[visit.id].place
        shipment = self.problem.shipment_by_id[visit.id]
        return (shipment.pickup if visit.kind == "pickup" else shipment.drop).place

    def _load(self, vehicle: Vehicle, route: Route, made: list[Visit]) -> None:
        """What the vehicle carries: goods of the trip under way, people picked up and not yet dropped."""
        bound = frozenset({_aboard(vehicle.id)})
        loaded, current = route.depart, True
        for visit in route.visits:
            if visit.kind == "reload":
                current = visit.leave <= self.now
                loaded = visit.leave
            if visit.kind == "job" and current and (visit.kind, visit.id) not in self.done:
                job = self.problem.job_by_id[visit.id]
                window = _narrowed(job.window, visit.start, self.promise)
                window = window[0], max(window[0], min(window[1], loaded + job.cold_minutes))
                self.jobs.append(
                    replace(job, window=window, skills=job.skills | bound, cold_minutes=float("inf"))
                )
                self.seen.add(("job", job.id))
        for visit in made:
            if visit.kind == "pickup" and ("drop", visit.id) not in self.done:
                self.jobs.append(self._passenger(visit, bound))
                self.seen.add(("shipment", visit.id))

    def _passenger(self, boarded: Visit, bound: frozenset[Hashable]) -> Job:
        shipment = self.problem.shipment_by_id[boarded.id]
        early, late = _narrowed(shipment.drop.window, self.announced.get(("drop", boarded.id)), self.promise)
        late = max(early, min(late, boarded.leave + shipment.on_board))
        return Job(
            -1 - shipment.id, shipment.drop.place, shipment.demand, (early, late), shipment.drop.service,
            shipment.skills | bound, shipment.priority,
        )  # fmt: skip

    def others(self) -> None:
        """What nobody has loaded yet."""
        for job in self.problem.jobs:
            if ("job", job.id) not in self.done and ("job", job.id) not in self.seen:
                window = _narrowed(job.window, self.announced.get(("job", job.id)), self.promise)
                self.jobs.append(replace(job, window=window, skills=job.skills | {LOADING}))
        for shipment in self.problem.shipments:
            if ("pickup", shipment.id) in self.done or ("shipment", shipment.id) in self.seen:
                continue
            ends = [
                Step(step.place, _narrowed(step.window, self.announced.get((kind, shipment.id)), self.promise), step.service)
                for kind, step in (("pickup", shipment.pickup), ("drop", shipment.drop))
            ]  # fmt: skip
            self.shipments.append(replace(shipment, pickup=ends[0], drop=ends[1]))


def replan(
    problem: Problem, plan: Plan, *, now: float, done: Done, seconds: float, seed: int, promise: float = 30.0
) -> Plan:
    """The rest of the day from `now` (minutes), for rounds of which the visits `done` were made.

    Whatever was announced stays within `promise` minutes of its moment, and within its own window; what cannot be kept is
    listed as unserved with its reason, for a person to call. Ids and kinds of visits are those of `problem`.
    Raises BadInput when `now` or `promise` is no number of minutes, or when a visit made is none of `problem`.
    """
    if not isfinite(now):
        raise BadInput("replan", "now", "a moment in minutes is expected")
    if isnan(promise) or promise < 0:
        raise BadInput("replan", "promise", "at least 0 minutes expected")
    for kind, number in done:
        known = problem.job_by_id if kind == "job" else problem.shipment_by_id if kind in STOPS else {}
        if kind not in ("reload", "break") and number not in known:
            raise BadInput("replan", "done", f"{kind} {number} is no visit of this problem")
    rest = _Rest(problem, plan, done, now, promise)
    vehicles = [kept for vehicle in problem.vehicles if (kept := rest.vehicle(vehicle)) is not None]
    rest.others()
    if not rest.jobs and not rest.shipments:
        return Plan(())
    if not vehicles:
        left_over: list[Job | Shipment] = [*rest.jobs, *rest.shipments]
        return Plan((), tuple(_too_late(task) for task in left_over))
    left = Problem(tuple(vehicles), tuple(rest.jobs), tuple(rest.shipments), problem.travel)
    found = solve(left, seconds=seconds, seed=seed)
    routes = [replace(route, visits=tuple(_named(visit) for visit in route.visits)) for route in found.routes]
    unserved = [
        replace(task, kind="shipment", id=-1 - task.id) if task.kind == "job" and task.id < 0 else task
        for task in found.unserved
    ]
    return Plan(tuple(routes), tuple(unserved))


def _too_late(task: Job | Shipment) -> Unserved:
    phrase = "Plus aucun bénévole n’est disponible aujourd’hui."
    if isinstance(task, Job) and task.id >= 0:
        return Unserved("job", task.id, "over", phrase)
    return Unserved("shipment", task.id if isinstance(task, Shipment) else -1 - task.id, "over", phrase)


def _named(visit: Visit) -> Visit:
    if visit.kind == "job" and visit.id < 0:
        return replace(visit, kind="drop", id=-1 - visit.id)
    return visit
