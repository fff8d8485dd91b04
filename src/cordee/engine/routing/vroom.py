"""VROOM (BSD-2): a first set of rounds, quickly; skills, breaks and priorities are native to it.

Its time limit is only looked at between steps, so its effort is bounded beforehand by the size of the problem.
"""

from datetime import timedelta
from typing import Any

import numpy as np
import vroom

from cordee.engine.routing.model import ANY_TIME, Problem, Step, Window, weight
from cordee.engine.routing.nodes import Nodes, Sequence
from cordee.engine.routing.schedule import best_timing

TICKS = 1000
"""Units of time in a minute: rounding up a drive costs 60 ms at most."""

FAR = 2**31 - 1


def ticks(matrix: Any) -> Any:
    """Minutes as whole ticks, rounded up so that what is feasible in ticks is feasible in minutes."""
    return np.ceil(np.minimum(np.asarray(matrix) * TICKS, 1e9) - 1e-6).astype(np.int64)


def whole_window(window: Window) -> tuple[int, int]:
    """A window in ticks, inside the one given."""
    early, late = window
    opens = int(np.ceil(early * TICKS - 1e-6))
    # A window of less than a tick keeps one moment.
    return opens, max(opens, int(np.floor(min(late * TICKS, 1e12) + 1e-6)))


def _windows(window: Window) -> list[Any]:
    return [] if window == ANY_TIME else [vroom.TimeWindow(*whole_window(window))]


def _step(number: int, step: Step) -> Any:
    return vroom.ShipmentStep(
        number, step.place, default_service=int(ticks(step.service)), time_windows=_windows(step.window)
    )


def _vehicle(nodes: Nodes, row: int, skills: dict[Any, int]) -> Any:
    vehicle = nodes.problem.vehicles[row]
    # Breaks that no timing can hold make VROOM refuse the whole problem; the exact timing refuses that vehicle alone.
    taken = vehicle.breaks if best_timing(nodes, vehicle, []) is not None else ()
    rests = [
        vroom.Break(rank + 1, time_windows=_windows(rest.window), service=int(ticks(rest.minutes)))
        for rank, rest in enumerate(taken)
    ]
    return vroom.Vehicle(
        row, start=vehicle.start, end=vehicle.end, profile=vehicle.mode, capacity=list(vehicle.capacity),
        skills={skills[skill] for skill in vehicle.skills}, time_window=vroom.TimeWindow(*whole_window(vehicle.hours)),
        breaks=rests,
    )  # fmt: skip


def first_rounds(nodes: Nodes, *, seconds: float, level: int) -> list[Sequence]:
    """One sequence per vehicle, in the order of the problem. Time on board, cold chain, trips: unknown to VROOM.

    level: exploration, 0 (one construction and a descent) to 5. One thread, so that the answer is always the same.
    """
    problem: Problem = nodes.problem
    names = {s for v in problem.vehicles for s in v.skills} | {s for t in nodes.task for s in t.skills}
    skills = {name: number for number, name in enumerate(sorted(names, key=repr), 1)}
    asked = vroom.Input()
    for mode, travel in problem.travel.items():
        asked.set_durations_matrix(mode, ticks(travel.minutes).astype(np.uint32))
        metres = np.rint(np.minimum(travel.metres, FAR / 4)).astype(np.uint32)
        asked.set_distances_matrix(mode, metres)
        asked.set_costs_matrix(mode, metres)
    for row in range(len(problem.vehicles)):
        asked.add_vehicle(_vehicle(nodes, row, skills))
    for row, job in enumerate(problem.jobs):
        asked.add_job(
            vroom.Job(
                row, location=job.place, default_service=int(ticks(job.service)), delivery=vroom.Amount(list(job.demand)),
                skills={skills[s] for s in job.skills}, priority=weight(job), time_windows=_windows(job.window),
            )
        )  # fmt: skip
    for row, parcel in enumerate(problem.shipments):
        asked.add_job(
            vroom.Shipment(
                _step(row, parcel.pickup), _step(row, parcel.drop), amount=vroom.Amount(list(parcel.demand)),
                skills={skills[s] for s in parcel.skills}, priority=weight(parcel),
            )
        )  # fmt: skip
    answer = asked.solve(exploration_level=level, nb_threads=1, timeout=timedelta(seconds=max(0.0, seconds)))
    return _sequences(nodes, answer.routes)


def _sequences(nodes: Nodes, routes: Any) -> list[Sequence]:
    offset = {"job": 0, "pickup": nodes.jobs, "delivery": nodes.first_drop}
    found: list[Sequence] = [[] for _ in nodes.problem.vehicles]
    if "id" not in routes:  # no round at all: the table has no columns
        return found
    for row, kind, number in zip(routes["vehicle_id"], routes["type"], routes["id"], strict=True):
        if str(kind) in offset:
            found[int(row)].append(offset[str(kind)] + int(number))
    return found
