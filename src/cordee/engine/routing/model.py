"""What a round is planned from: vehicles, jobs, shipments, and how long and far every trip is.

Moments and durations are minutes (floats, counted from a midnight the caller chooses), lengths are metres. Places are
rows of the travel matrices.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isnan

import numpy as np

from cordee.engine.faults import BadInput
from cordee.engine.routing.travel import Travel

Window = tuple[float, float]
ANY_TIME: Window = (0.0, inf)
MAX_PRIORITY = 5
LAST_MOMENT = 1e6
"""Minutes: two years. Beyond, a solver's clock would run over before the day begins."""
MOST = 10**9
"""The largest amount a solver can add up."""


def _check_window(item: str, name: str, window: Window) -> None:
    early, late = window
    if isnan(late) or not 0 <= early <= LAST_MOMENT:
        raise BadInput(item, name, f"two moments in minutes are expected, from 0 to {LAST_MOMENT:g}")
    if late < early:
        raise BadInput(item, name, "it ends before it starts")


def _check_minutes(item: str, name: str, value: float, *, least: float = 0.0) -> None:
    if isnan(value) or value < least:
        raise BadInput(item, name, f"at least {least:g} minutes expected")


def _check_whole(item: str, name: str, amounts: Iterable[int], least: int) -> None:
    for amount in amounts:
        whole = isinstance(amount, (int, np.integer)) and not isinstance(amount, bool)
        if not whole or not least <= amount <= MOST:
            raise BadInput(item, name, f"whole numbers from {least} to {MOST:g} expected")


@dataclass(frozen=True)
class Break:
    """A rest of `minutes` that begins within `window`, at any stop or on the way out or back."""

    window: Window
    minutes: float


@dataclass(frozen=True)
class Vehicle:
    """A volunteer and what they drive.

    start, end   places (rows of the travel matrix)
    shift        leaves after its start, is back before its end; without a shift nobody can be sent out
    capacity     what it holds at once, one whole number per unit (meals, seats, wheelchairs…), at least one above 0
    mode         the travel matrix to use
    skills       what the volunteer may do
    breaks       rests, in order
    max_trips    how many times it may load at its start place
    max_minutes  longest time between leaving and being back
    """

    id: int
    start: int
    end: int
    shift: Window | None
    capacity: tuple[int, ...]
    mode: str = "car"
    skills: frozenset[Hashable] = frozenset()
    breaks: tuple[Break, ...] = ()
    max_trips: int = 1
    max_minutes: float = inf

    def __post_init__(self) -> None:
        item = f"vehicle {self.id}"
        if self.shift is None:
            raise BadInput(item, "shift", "a vehicle without a shift cannot be planned")
        _check_window(item, "shift", self.shift)
        if not self.shift[1] <= LAST_MOMENT:
            raise BadInput(item, "shift", f"an end is expected, {LAST_MOMENT:g} minutes at most")
        _check_whole(item, "capacity", self.capacity, 0)
        if not any(self.capacity):
            raise BadInput(item, "capacity", "it holds nothing")
        _check_whole(item, "max_trips", (self.max_trips,), 1)
        _check_minutes(item, "max_minutes", self.max_minutes)
        for rest in self.breaks:
            _check_window(item, "breaks", rest.window)
            _check_minutes(item, "breaks", rest.minutes)

    @property
    def hours(self) -> Window:
        """The shift, which validation has shown to be there."""
        return self.shift or ANY_TIME


@dataclass(frozen=True)
class Step:
    """One end of a shipment: where, when it may begin, how many minutes it takes."""

    place: int
    window: Window = ANY_TIME
    service: float = 0.0


def _check_task(item: str, demand: tuple[int, ...], priority: int) -> None:
    _check_whole(item, "demand", demand, 0)
    _check_whole(item, "priority", (priority,), 1)
    if priority > MAX_PRIORITY:
        raise BadInput(item, "priority", f"expected between 1 and {MAX_PRIORITY}")


def _check_step(item: str, step: Step) -> None:
    _check_window(item, "window", step.window)
    _check_minutes(item, "service", step.service)


@dataclass(frozen=True)
class Job:
    """A delivery loaded at the vehicle's start place.

    demand        whole numbers, one per unit of capacity
    priority      1 (comfort) to 5 (urgent)
    optional      served only with what the others leave
    cold_minutes  longest time between leaving the loading place and the beginning of the delivery
    """

    id: int
    place: int
    demand: tuple[int, ...]
    window: Window = ANY_TIME
    service: float = 0.0
    skills: frozenset[Hashable] = frozenset()
    priority: int = 1
    optional: bool = False
    cold_minutes: float = inf

    def __post_init__(self) -> None:
        item = f"job {self.id}"
        _check_task(item, self.demand, self.priority)
        _check_step(item, Step(self.place, self.window, self.service))
        _check_minutes(item, "cold_minutes", self.cold_minutes)


@dataclass(frozen=True)
class Shipment:
    """Somebody or something taken from one place to another by one vehicle.

    demand    whole numbers, one per unit: a companion is one more seat, a wheelchair its own unit
    max_ride  longest time on board: from the end of the pick-up's service to the beginning of the drop-off
    cold_minutes  the same limit for goods; the shorter of the two holds
    """

    id: int
    pickup: Step
    drop: Step
    demand: tuple[int, ...]
    skills: frozenset[Hashable] = frozenset()
    priority: int = 1
    optional: bool = False
    max_ride: float = inf
    cold_minutes: float = inf

    def __post_init__(self) -> None:
        item = f"shipment {self.id}"
        _check_task(item, self.demand, self.priority)
        _check_step(item, self.pickup)
        _check_step(item, self.drop)
        _check_minutes(item, "max_ride", self.max_ride)
        _check_minutes(item, "cold_minutes", self.cold_minutes)

    @property
    def on_board(self) -> float:
        """Longest time on board, minutes."""
        return min(self.max_ride, self.cold_minutes)


def weight(task: Job | Shipment) -> int:
    """What leaving a task aside costs, 1 to 10: every required one counts more than any optional one."""
    return task.priority + (0 if task.optional else MAX_PRIORITY)


@dataclass(frozen=True, eq=False)
class Problem:
    """One planning of rounds. `travel` maps each mode to its matrices; raises BadInput naming row and field."""

    vehicles: tuple[Vehicle, ...]
    jobs: tuple[Job, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    travel: Mapping[str, Travel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.vehicles:
            raise BadInput("vehicles", "id", "at least one is expected")
        if not self.jobs and not self.shipments:
            raise BadInput("jobs", "id", "at least one job or shipment is expected")
        sides: tuple[tuple[str, tuple[Vehicle | Job | Shipment, ...]], ...] = (
            ("vehicle", self.vehicles), ("job", self.jobs), ("shipment", self.shipments)
        )  # fmt: skip
        for kind, rows in sides:
            seen: set[int] = set()
            for row in rows:
                if row.id in seen:
                    raise BadInput(f"{kind} {row.id}", "id", "given twice")
                seen.add(row.id)
        self._check_units()
        self._check_places()

    def _check_units(self) -> None:
        units = len(self.vehicles[0].capacity)
        for vehicle in self.vehicles:
            if len(vehicle.capacity) != units:
                raise BadInput(f"vehicle {vehicle.id}", "capacity", f"{units} units expected")
            if vehicle.mode not in self.travel:
                raise BadInput(f"vehicle {vehicle.id}", "mode", f"no travel times for {vehicle.mode}")
        for kind, rows in (("job", self.jobs), ("shipment", self.shipments)):
            for row in rows:
                if len(row.demand) != units:
                    raise BadInput(f"{kind} {row.id}", "demand", f"{units} units expected")

    def _check_places(self) -> None:
        count = min(len(matrix) for matrix in self.travel.values())
        named = [(f"vehicle {v.id}", "start", v.start) for v in self.vehicles]
        named += [(f"vehicle {v.id}", "end", v.end) for v in self.vehicles]
        named += [(f"job {j.id}", "place", j.place) for j in self.jobs]
        named += [(f"shipment {s.id}", "pickup", s.pickup.place) for s in self.shipments]
        named += [(f"shipment {s.id}", "drop", s.drop.place) for s in self.shipments]
        for item, name, place in named:
            whole = isinstance(place, (int, np.integer)) and not isinstance(place, bool)
            if not whole or not 0 <= place < count:
                raise BadInput(item, name, f"a place between 0 and {count - 1} is expected")

    @cached_property
    def job_by_id(self) -> dict[int, Job]:
        """Jobs by their id."""
        return {job.id: job for job in self.jobs}

    @cached_property
    def shipment_by_id(self) -> dict[int, Shipment]:
        """Shipments by their id."""
        return {shipment.id: shipment for shipment in self.shipments}

    @cached_property
    def vehicle_by_id(self) -> dict[int, Vehicle]:
        """Vehicles by their id."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}
