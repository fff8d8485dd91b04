"""The best rounds found in the seconds given, whatever they ask for; each plan is checked before it leaves.

Jobs go to PyVRP; shipments to VROOM first, then to PyVRP from there; time on board and cold chain to compiled turns of our
own, which also begin what is too large for VROOM; breaks beside them to a slower search that starts from their rounds.
"""

from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np

from cordee.engine.faults import BadInput
from cordee.engine.routing.checker import check_route
from cordee.engine.routing.compiled import Compiled, fits, ready
from cordee.engine.routing.model import Problem, Shipment, Step
from cordee.engine.routing.nodes import Nodes
from cordee.engine.routing.plan import Plan, Unserved
from cordee.engine.routing.pyvrp import improved_rounds
from cordee.engine.routing.reasons import unserved_tasks
from cordee.engine.routing.schedule import drawn_timing, timed_route
from cordee.engine.routing.search import Rounds, Search, rounds_of
from cordee.engine.routing.stops import Either, Share, Stop, seconds_from_now
from cordee.engine.routing.vroom import first_rounds

RESERVE = 0.05
"""Share of the seconds kept to place what is left aside and to read the plan back."""

READ_S = 1e-4
"""Seconds kept for the same, per task."""

LEAST_S = 0.05
"""Seconds it always has."""

TURN = 0.03
"""Share of the seconds for one turn of our search, or of PyVRP around one timing."""

MIX = 4
"""One turn in so many is our search's, the others PyVRP's: measured on Cordeau's instances."""

EFFORT = ((120, 3), (250, 1))
"""(tasks, VROOM's level) when time is no matter: beyond the last, level 0."""

VROOM_S, LEVELS = 1e-6, ((0, 1.0), (1, 1.8), (3, 3.5))
"""VROOM's seconds per task squared (a shipment counts for three), and how many times as long its levels take."""

PYVRP_S = 7e-7
"""PyVRP's seconds before its first look at the time, per task squared (a shipment counts for one and a half)."""

VROOM_SHARE, PYVRP_SHARE, PYVRP_ALONE, OWN_SHARE, QUICK_SHARE = 0.4, 0.2, 0.4, 0.3, 0.05
"""Share of the seconds that VROOM may take, that PyVRP may start with, beside VROOM or alone, and of our turns: where they
begin in VROOM's stead, and where they only look whether all jobs can be served."""


def solve(problem: Problem, *, seconds: float, seed: int) -> Plan:
    """The best plan found in about `seconds` (more than 0). `seed` from 0 to 2³² - 1 decides every draw.

    Raises BadInput for seconds that are no duration and for a seed that is none.
    """
    if not isfinite(seconds) or seconds <= 0:
        raise BadInput("solve", "seconds", "more than 0 seconds expected")
    if not 0 <= seed < 2**32:
        raise BadInput("solve", "seed", "from 0 to 4294967295 expected")
    compiled = fits(problem)
    if compiled:
        ready()
    nodes = Nodes(problem)
    most = max(seconds / 2, seconds * (1 - RESERVE) - READ_S * len(nodes.requests))
    stop = seconds_from_now(most)
    search = Compiled(nodes, seed) if compiled else Search(nodes, seed)
    if not _beyond_libraries(problem):
        rounds = _solved(nodes, search, seconds, seed, stop)
    elif isinstance(search, Compiled):
        rounds = _turned(nodes, search, most, stop)
    else:
        rounds = _searched(nodes, search, seconds, seed, stop)
    if rounds.absent:
        rounds = search.filled(rounds, seconds_from_now(max(LEAST_S, seconds * RESERVE)))
    return read_plan(nodes, rounds)


def _beyond_libraries(problem: Problem) -> bool:
    return (
        any(vehicle.breaks for vehicle in problem.vehicles)
        or any(shipment.on_board < inf for shipment in problem.shipments)
        or any(job.cold_minutes < inf for job in problem.jobs)
    )


def _better(nodes: Nodes, *all_rounds: Rounds) -> Rounds:
    return min(all_rounds, key=lambda rounds: rounds.cost(nodes))


@dataclass(frozen=True)
class Stages:
    """What the size of a problem and its seconds allow: VROOM's level (None: not asked), whether PyVRP is."""

    vroom: int | None
    pyvrp: bool


def stages(jobs: int, shipments: int, seconds: float) -> Stages:
    """The stages that keep the time limit: both libraries look at it between steps that grow as the square of the tasks."""
    vroom = VROOM_S * (jobs + 3 * shipments) ** 2
    effort = next((level for most, level in EFFORT if jobs + shipments <= most), 0)
    levels = [
        level for level, times in LEVELS
        if level <= (effort if seconds >= 5 else min(effort, 1)) and vroom * times <= VROOM_SHARE * seconds
    ]  # fmt: skip
    pyvrp = PYVRP_S * (jobs + 1.5 * shipments) ** 2
    share = PYVRP_SHARE if levels else PYVRP_ALONE
    return Stages(max(levels, default=None), pyvrp <= share * seconds)


def _nothing(nodes: Nodes) -> Rounds:
    vehicles = len(nodes.problem.vehicles)
    return Rounds([[] for _ in range(vehicles)], set(nodes.requests), [0.0] * vehicles)


def _first(nodes: Nodes, seconds: float, level: int | None) -> Rounds:
    """VROOM's rounds, with the effort that its size and the time allow; none when they allow none."""
    if level is None:
        return _nothing(nodes)
    return rounds_of(nodes, first_rounds(nodes, seconds=seconds * 0.3, level=level))


def _improved(
    nodes: Nodes, first: Rounds, stop: Stop, seed: int, *, warm: bool, target: Nodes | None = None
) -> Rounds:
    found = improved_rounds(
        target or nodes,
        stop=stop,
        seed=seed,
        required=not first.absent,
        start=first.sequences if warm else None,
    )
    return rounds_of(nodes, found)


def _own(search: Compiled, first: Rounds, seconds: float, stop: Stop) -> Rounds:
    part = Either(stop, seconds_from_now(seconds))
    return search.run(search.filled(first, stop), part, Share(seconds))


def _solved(nodes: Nodes, search: Search | Compiled, seconds: float, seed: int, stop: Stop) -> Rounds:
    asked = stages(nodes.jobs, nodes.shipments, seconds)
    first = _nothing(nodes)
    if isinstance(search, Compiled) and not nodes.shipments and asked.pyvrp:
        # Jobs only ask whether all can be served: PyVRP's own start is the better one.
        first = _own(search, first, QUICK_SHARE * seconds, stop)
    if first.absent and asked.vroom is not None:
        first = _better(nodes, first, _first(nodes, seconds, asked.vroom))
    elif isinstance(search, Compiled) and (nodes.shipments or not asked.pyvrp):
        first = _own(search, first, (OWN_SHARE if asked.pyvrp else 1.0) * seconds, stop)
    if not asked.pyvrp:
        return first
    warm = bool(nodes.shipments or (first.absent and asked.vroom is not None)) and any(first.sequences)
    return _better(nodes, first, _improved(nodes, first, stop, seed, warm=warm))


def _turned(nodes: Nodes, search: Compiled, seconds: float, stop: Stop) -> Rounds:
    best = search.filled(_nothing(nodes), stop)
    return search.run(best, stop, Share(seconds))


def _searched(nodes: Nodes, search: Search, seconds: float, seed: int, stop: Stop) -> Rounds:
    first = _first(nodes, seconds, stages(nodes.jobs, nodes.shipments, seconds).vroom)
    starts = [first]
    for target, share in ((Nodes(tightened(nodes.problem)), 0.2), (Nodes(safe(nodes.problem)), 0.15)):
        part = Either(stop, seconds_from_now(seconds * share))
        starts.append(_improved(nodes, first, part, seed, warm=False, target=target))
    filled = [search.filled(start, stop) for start in starts]
    best = _better(nodes, *filled)
    turn = 0
    while not stop(0):
        part = Either(stop, seconds_from_now(max(0.1, seconds * TURN)))
        if turn % MIX and any(limit < inf for limit in nodes.on_board) and not best.absent:
            around = Nodes(around_timing(nodes, best, search.dice))
            found = improved_rounds(
                around, stop=part, seed=seed + turn, required=True, start=_without_reloads(best)
            )
            best = _better(nodes, best, rounds_of(nodes, found))
        else:
            best = search.run(best, part)
        turn += 1
    return best


def _without_reloads(rounds: Rounds) -> list[list[int]]:
    return [[node for node in sequence if node >= 0] for sequence in rounds.sequences]


def around_timing(nodes: Nodes, rounds: Rounds, dice: np.random.Generator) -> Problem:
    """The same problem with windows around one timing of the rounds: whatever keeps them keeps the time on board.

    A ride that may last longer than it does gives its spare minutes to an earlier pick-up and a later drop-off, in a
    share that is drawn; the rounds themselves stay feasible, so a search started from them cannot do worse.
    """
    moments: dict[int, float] = {}
    for vehicle, sequence in zip(nodes.problem.vehicles, rounds.sequences, strict=True):
        found = drawn_timing(nodes, vehicle, sequence, dice) if sequence else None
        if found is not None:
            moments |= {node: start for node, start in zip(*found, strict=True) if node >= 0}
    shipments = []
    for row, shipment in enumerate(nodes.problem.shipments):
        up, down = nodes.jobs + row, nodes.first_drop + row
        if shipment.on_board < inf and up in moments:
            most = shipment.on_board + shipment.pickup.service
            spare = max(0.0, most - (moments[down] - moments[up]))
            late = min(shipment.drop.window[1], moments[down] + spare * dice.random())
            early = min(max(shipment.pickup.window[0], late - most), moments[up])
            pickup = replace(shipment.pickup, window=(early, shipment.pickup.window[1]))
            shipment = replace(
                shipment, pickup=pickup, drop=replace(shipment.drop, window=(shipment.drop.window[0], late))
            )
        shipments.append(shipment)
    return replace(nodes.problem, shipments=tuple(shipments))


def tightened(problem: Problem) -> Problem:
    """The same problem with the windows that the time on board implies: nothing feasible is lost."""
    return replace(problem, shipments=tuple(_tight(shipment) for shipment in problem.shipments))


def _tight(shipment: Shipment) -> Shipment:
    if shipment.on_board == inf:
        return shipment
    up, down = shipment.pickup, shipment.drop
    most = shipment.on_board + up.service
    early = max(up.window[0], min(down.window[0] - most, up.window[1]))
    late = min(down.window[1], max(up.window[1] + most, down.window[0]))
    return replace(
        shipment,
        pickup=replace(up, window=(early, up.window[1])),
        drop=replace(down, window=(down.window[0], late)),
    )


def safe(problem: Problem) -> Problem:
    """The same problem with windows so short that any way of keeping them keeps the time on board."""
    reach = [travel.minutes for travel in problem.travel.values()]

    def shorter(shipment: Shipment) -> Shipment:
        if shipment.on_board == inf:
            return shipment
        tight = _tight(shipment)
        up, down = tight.pickup, tight.drop
        most = shipment.on_board + up.service
        drive = min(float(m[up.place, down.place]) for m in reach) + up.service
        if up.window[1] - up.window[0] <= down.window[1] - down.window[0]:
            late = max(min(down.window[1], up.window[0] + most), down.window[0])
            early = up.window[0]
        else:
            late = down.window[1]
            early = min(max(up.window[0], late - most), up.window[1])
        latest = max(min(up.window[1], late - drive), early)
        return replace(shipment, pickup=Step(up.place, (early, latest), up.service),
                       drop=Step(down.place, (down.window[0], late), down.service))  # fmt: skip

    return replace(problem, shipments=tuple(shorter(shipment) for shipment in problem.shipments))


def read_plan(nodes: Nodes, rounds: Rounds) -> Plan:
    """The plan of some rounds. A round the checker refuses is not driven: its tasks are listed as unserved."""
    routes, absent = [], set(rounds.absent)
    for vehicle, sequence in zip(nodes.problem.vehicles, rounds.sequences, strict=True):
        if not sequence:
            continue
        route = timed_route(nodes, vehicle, sequence)
        if route is None or check_route(nodes.problem, route):
            absent |= {nodes.request_of(node) for node in sequence if node >= 0}
        else:
            routes.append(route)
    unserved: tuple[Unserved, ...] = unserved_tasks(nodes, absent)
    return Plan(tuple(routes), unserved)
