"""Exact timing of one round: the earliest moments that respect every limit, or the proof that none do.

Windows, driving, services, time on board, cold chain and length of the round are all of the form
« t[j] ≥ t[i] + w ». The least solution of such a system is reached by pushing moments later until nothing moves; it
exists if and only if the limits can be kept (Bellman–Ford on difference constraints, Cormen et al., ch. 24; for time
on board, Cordeau & Laporte 2003 and Firat & Woeginger 2011).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from cordee.engine.routing.model import Vehicle
from cordee.engine.routing.nodes import RELOAD, Nodes, Sequence
from cordee.engine.routing.plan import Kind, Route, Visit

EPS = 1e-9
BREAK = -2
"""Breaks are nodes -2, -3, … of a sequence."""


@dataclass
class Timing:
    """The moments of a sequence with its two ends: arrays of m + 2."""

    start: list[float]
    late: list[float]
    service: list[float]
    gap: list[float]


def earliest(nodes: Nodes, vehicle: Vehicle, sequence: Sequence) -> Timing | None:
    """Earliest moments of a sequence whose breaks are in place, or None when a limit cannot be kept."""
    minutes = nodes.minutes[vehicle.mode]
    low, high = vehicle.hours
    early, late, service, gap = [low], [high], [0.0], [0.0]
    here = vehicle.start
    for node in sequence:
        place = here
        if node >= 0:
            place = nodes.place[node]
            window, stay = (nodes.early[node], nodes.late[node]), nodes.service[node]
        elif node == RELOAD:
            place, window, stay = vehicle.start, (low, high), 0.0
        else:
            rest = vehicle.breaks[BREAK - node]
            window, stay = rest.window, rest.minutes
        gap.append(service[-1] + minutes[here][place])
        early.append(max(window[0], low))
        late.append(window[1])
        service.append(stay)
        here = place
    gap.append(service[-1] + minutes[here][vehicle.end])
    early.append(low)
    late.append(high)
    service.append(0.0)
    moments = _forward(early, late, gap)
    if moments is None or not _pull(moments, late, gap, _ties(nodes, vehicle, sequence, gap)):
        return None
    return Timing(moments, late, service, gap)


def _forward(early: list[float], late: list[float], gap: list[float]) -> list[float] | None:
    now, moments = early[0] - gap[0], []
    for soon, most, wait in zip(early, late, gap, strict=True):
        now = max(now + wait, soon)
        if now > most + EPS:
            return None
        moments.append(now)
    return moments


def _ties(
    nodes: Nodes, vehicle: Vehicle, sequence: Sequence, gap: list[float]
) -> list[tuple[int, int, float]]:
    """(i, j, w): moment i is at least moment j minus w."""
    ties: list[tuple[int, int, float]] = []
    if vehicle.max_minutes < inf:
        ties.append((0, len(gap) - 1, vehicle.max_minutes))
    boarded: dict[int, int] = {}
    loaded = 0
    for rank, node in enumerate(sequence, 1):
        if node == RELOAD:
            loaded = rank
        elif nodes.is_job(node):
            task = nodes.problem.jobs[node]
            if task.cold_minutes < inf:
                ties.append((loaded, rank, task.cold_minutes))
        elif nodes.is_drop(node):
            shipment = node - nodes.first_drop
            if nodes.on_board[shipment] < inf:
                pickup = node - nodes.shipments
                ties.append((boarded[pickup], rank, nodes.on_board[shipment] + nodes.service[pickup]))
        elif node >= 0:
            boarded[node] = rank
    return ties


def _pull(
    moments: list[float], late: list[float], gap: list[float], ties: list[tuple[int, int, float]]
) -> bool:
    """Moves moments later until every tie holds; False when a window is overrun."""
    for _ in range(len(ties) + 1):
        moved = False
        for first, last, most in ties:
            due = moments[last] - most
            if due > moments[first] + EPS:
                moved = True
                if not _push(moments, late, gap, first, due):
                    return False
        if not moved:
            return True
    return not ties


def _push(moments: list[float], late: list[float], gap: list[float], rank: int, due: float) -> bool:
    while rank < len(moments) and due > moments[rank] + EPS:
        if due > late[rank] + EPS:
            return False
        moments[rank] = due
        rank += 1
        if rank < len(moments):
            due += gap[rank]
    return True


def _with_breaks(vehicle: Vehicle, sequence: Sequence, rank: int = 0, after: int = 0) -> Iterator[Sequence]:
    if rank == len(vehicle.breaks):
        yield sequence
        return
    for position in range(after, len(sequence) + 1):
        placed = [*sequence[:position], BREAK - rank, *sequence[position:]]
        yield from _with_breaks(vehicle, placed, rank + 1, position + 1)


def best_timing(nodes: Nodes, vehicle: Vehicle, sequence: Sequence) -> tuple[Sequence, Timing] | None:
    """The sequence with its breaks where the round ends earliest, or None when it cannot be driven."""
    if not vehicle.breaks:
        timing = earliest(nodes, vehicle, sequence)
        return None if timing is None else (sequence, timing)
    found: tuple[Sequence, Timing] | None = None
    for placed in _with_breaks(vehicle, sequence):
        timing = earliest(nodes, vehicle, placed)
        if timing is not None and (found is None or timing.start[-1] < found[1].start[-1] - EPS):
            found = placed, timing
    return found


def drawn_timing(
    nodes: Nodes, vehicle: Vehicle, sequence: Sequence, dice: np.random.Generator
) -> tuple[Sequence, list[float]] | None:
    """(sequence with its breaks, moments) of one of the feasible timings, drawn: some stops begin later than they could."""
    found = best_timing(nodes, vehicle, sequence)
    if found is None:
        return None
    placed, timing = found
    ties = _ties(nodes, vehicle, placed, timing.gap)
    moments = timing.start
    for rank in dice.permutation(len(placed))[: int(dice.integers(0, len(placed) + 1))].tolist():
        later = moments[:]
        due = later[rank + 1] + float(dice.exponential(8.0))
        if _push(later, timing.late, timing.gap, rank + 1, due) and _pull(
            later, timing.late, timing.gap, ties
        ):
            moments = later
    return placed, moments[1:-1]


def feasible(nodes: Nodes, vehicle: Vehicle, sequence: Sequence) -> bool:
    """Whether a round can be driven within every limit, skills excepted."""
    return nodes.holds(vehicle, sequence) and best_timing(nodes, vehicle, sequence) is not None


def timed_route(nodes: Nodes, vehicle: Vehicle, sequence: Sequence) -> Route | None:
    """The round as it will be read: leaves as late as the first stop allows. None when it cannot be driven."""
    found = best_timing(nodes, vehicle, sequence) if nodes.holds(vehicle, sequence) else None
    if found is None:
        return None
    placed, timing = found
    visits = []
    for node, start, service in zip(placed, timing.start[1:-1], timing.service[1:-1], strict=True):
        visits.append(_visit(nodes, node, start, start + service))
    depart = timing.start[1] - timing.gap[1] if placed else timing.start[0]
    metres = nodes.length(vehicle, sequence)
    return Route(vehicle.id, tuple(visits), depart, timing.start[-1], metres)


def _visit(nodes: Nodes, node: int, start: float, leave: float) -> Visit:
    if node == RELOAD:
        return Visit("reload", 0, start, leave)
    if node <= BREAK:
        return Visit("break", BREAK - node, start, leave)
    kind: Kind = "job" if nodes.is_job(node) else "drop" if nodes.is_drop(node) else "pickup"
    return Visit(kind, nodes.task[node].id, start, leave)
