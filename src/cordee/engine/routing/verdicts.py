"""The protocols in force as gates of the rounds: one call for all drivers, activities and moments, never one per pair.

``engine.protocol.decide_pairs`` says who may do what, where and when. Here its answer becomes what the rest of the room
knows already: a skill that a stop asks for and that only the drivers allowed there have, and narrower windows and shifts.
No solver, and no replanning, can then forget it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cordee.engine.faults import BadInput
from cordee.engine.protocol.pairs import PairGates
from cordee.engine.routing.model import Job, Problem, Shipment, Step, Vehicle, Window

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Gate:
    """The skill of those whom the protocols let do some stops; `moment` when it is the hour that they close."""

    number: int
    moment: bool = False


NO_MOMENT = Gate(-1, moment=True)
"""Asked by a stop that the protocols leave without any moment: nobody has it."""


def under_protocols(
    problem: Problem,
    gates: PairGates,
    *,
    activities: Sequence[int],
    slot_start: npt.ArrayLike,
    slot_end: npt.ArrayLike,
    closed: npt.ArrayLike | None = None,
) -> Problem:
    """The same problem where what the protocols close is closed.

    ``gates`` has one column per vehicle (its driver) and one per slot given, in minutes from the midnight of the problem:
    quarters of an hour do. ``activities`` are bits of the catalogue, one per task: jobs, then shipments. ``closed``
    (vehicles, tasks) adds pairs that a verdict on one beneficiary closes. A window is narrowed to the run of open slots
    that leaves most of it. Raises BadInput when sides do not fit.
    """
    tasks: list[Job | Shipment] = [*problem.jobs, *problem.shipments]
    bits = _bits(activities, len(tasks), len(gates.allowed_on_site))
    start, end = _slots(slot_start, slot_end, gates)
    drivers = len(problem.vehicles)
    if gates.allowed_on_site.shape[1] != drivers:
        raise BadInput(
            "protocols", "vehicles", f"{drivers} drivers expected, {gates.allowed_on_site.shape[1]} given"
        )
    open_to = gates.allowed_on_site[bits].T
    if closed is not None:
        shut = np.asarray(closed)
        if shut.dtype != bool or shut.shape != open_to.shape:
            raise BadInput(
                "protocols", "closed", f"yes or no for {open_to.shape[0]} × {open_to.shape[1]} pairs expected"
            )
        open_to = open_to & ~shut
    vehicles = []
    for row, vehicle in enumerate(problem.vehicles):
        shift = vehicle.hours
        if gates.minor[row]:  # nobody under eighteen at night (H1)
            narrowed = _narrowed(shift, 0.0, ~gates.night, start, end)
            open_to[row] &= narrowed is not None
            shift = narrowed or shift
        vehicles.append(replace(vehicle, shift=shift))
    return _gated(problem, vehicles, tasks, open_to, gates.allowed_slot[bits], start, end)


def _gated(
    problem: Problem, vehicles: list[Vehicle], tasks: list[Job | Shipment], open_to: Bools, moments: Bools,
    start: Any, end: Any,
) -> Problem:  # fmt: skip
    # Tasks open to the same drivers ask for the same gate; what is open to all asks for none.
    patterns, pattern = np.unique(open_to, axis=1, return_inverse=True)
    gates = [Gate(number) for number in range(patterns.shape[1])]
    for row, vehicle in enumerate(vehicles):
        held = {gate for gate, yes in zip(gates, patterns[row], strict=True) if yes}
        vehicles[row] = replace(vehicle, skills=vehicle.skills | held)
    ruled: list[Job | Shipment] = []
    for task, number, allowed in zip(tasks, pattern.reshape(-1).tolist(), moments, strict=True):
        asked: set[Gate] = set() if patterns[:, number].all() else {gates[number]}
        moved = _moved(task, allowed, start, end)
        if moved is None:
            asked.add(NO_MOMENT)
        ruled.append(replace(moved or task, skills=task.skills | asked))
    jobs = tuple(task for task in ruled if isinstance(task, Job))
    shipments = tuple(task for task in ruled if isinstance(task, Shipment))
    return replace(problem, vehicles=tuple(vehicles), jobs=jobs, shipments=shipments)


def _bits(activities: Sequence[int], tasks: int, known: int) -> Any:
    bits = np.asarray(activities)
    if bits.shape != (tasks,):
        raise BadInput("protocols", "activities", f"{tasks} activities expected, {bits.size} given")
    if bits.dtype.kind not in "iu" or (bits < 0).any() or (bits >= known).any():
        raise BadInput("protocols", "activities", f"bits of the catalogue expected, 0 to {known - 1}")
    return bits


def _slots(slot_start: npt.ArrayLike, slot_end: npt.ArrayLike, gates: PairGates) -> tuple[Any, Any]:
    start, end = np.asarray(slot_start, float), np.asarray(slot_end, float)
    if not start.shape == end.shape == gates.night.shape:
        raise BadInput("protocols", "slots", f"{len(gates.night)} slots expected")
    if (start[1:] < end[:-1]).any():
        raise BadInput("protocols", "slots", "one after the other is expected")
    return start, end


def _moved(task: Job | Shipment, allowed: Bools, start: Any, end: Any) -> Job | Shipment | None:
    """The task within its open slots, None when none of them leaves it a moment."""
    if allowed.all():
        return task
    if isinstance(task, Job):
        window = _narrowed(task.window, task.service, allowed, start, end)
        return None if window is None else replace(task, window=window)
    pickup = _step_within(task.pickup, allowed, start, end)
    drop = _step_within(task.drop, allowed, start, end)
    return None if pickup is None or drop is None else replace(task, pickup=pickup, drop=drop)


def _step_within(step: Step, allowed: Bools, start: Any, end: Any) -> Step | None:
    window = _narrowed(step.window, step.service, allowed, start, end)
    return None if window is None else replace(step, window=window)


def _narrowed(window: Window, service: float, allowed: Bools, start: Any, end: Any) -> Window | None:
    """The longest part of a window that is wholly in one run of open slots, service included."""
    parts = [
        (max(window[0], low), min(window[1], high - service)) for low, high in _runs(allowed, start, end)
    ]
    possible = [part for part in parts if part[0] <= part[1]]
    return max(possible, key=lambda part: part[1] - part[0], default=None)


def _runs(allowed: Bools, start: Any, end: Any) -> list[Window]:
    """Slots in a row, open and without a hole between them."""
    rows = np.flatnonzero(allowed)
    if not len(rows):
        return []
    holes = np.flatnonzero((np.diff(rows) > 1) | (start[rows[1:]] > end[rows[:-1]]))
    first, last = rows[np.r_[0, holes + 1]], rows[np.r_[holes, len(rows) - 1]]
    return list(zip(start[first].tolist(), end[last].tolist(), strict=True))
