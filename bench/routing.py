"""How far rounds are from the best known, beside VROOM, PyVRP and OR-Tools alone on the same files in the same run.

    python -m bench.routing [--json] [--seconds 1,10,60] [--instances ../shared/data/routing] [--only WORDS] [--seed 1]

Two problems of a thousand tasks are solved by ours alone, to see the time limit held.
Every answer is read by the engine's independent checker; what it refuses counts as unserved.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from math import inf
from pathlib import Path
from statistics import mean
from typing import Any

from bench.bare_routing import ortools_alone, pyvrp_alone, vroom_alone
from bench.instances import Instance, read_folder, short_of_hands, very_large
from cordee.engine.routing.checker import check_plan
from cordee.engine.routing.compiled import ready
from cordee.engine.routing.model import Problem, weight
from cordee.engine.routing.nodes import Nodes
from cordee.engine.routing.plan import Plan
from cordee.engine.routing.search import rounds_of
from cordee.engine.routing.solve import read_plan, solve, tightened

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "routing"
OURS = "Cordée"
FREE = ("VROOM", "PyVRP", "unconstrained")
"""Who may ignore the time on board: the shortest of their complete rounds is what ours are compared with."""
OVERSHOOT = 1.2
POINTS = 0.5
RIDE_POINTS = 6.0
VERY_LARGE = "very large"


@dataclass(frozen=True)
class Row:
    """One solver on one instance: distance in the unit of the file, what is left aside, faults the checker found."""

    instance: str
    kind: str
    limit_s: float
    solver: str
    spent_s: float
    distance: float
    vehicles: int
    unserved: int
    unserved_weight: int
    rides_broken: int
    faults: int
    gap_percent: float | None = None
    reference: str = ""


def _row(instance: Instance, limit: float, solver: str, spent: float, plan: Plan, broken: int = 0) -> Row:
    problem = instance.problem
    tasks = {("job", j.id): j for j in problem.jobs} | {("shipment", s.id): s for s in problem.shipments}
    left = sum(weight(tasks[task.kind, task.id]) for task in plan.unserved)
    faults = check_plan(problem, plan)
    rides = sum(fault.code == "ride" for fault in faults)
    return Row(
        instance.name, instance.kind, limit, solver, round(spent, 3), round(plan.metres / 1000, 3), len(plan.routes),
        len(plan.unserved), left, broken + rides, len(faults),
    )  # fmt: skip


def without_ride_limit(problem: Problem) -> Problem:
    """The same transports whatever the time on board, within the windows it implies: the usual preparation."""
    shorter = tightened(problem).shipments
    return replace(problem, shipments=tuple(replace(s, max_ride=inf) for s in shorter))


def _plan_of(nodes: Nodes, answer: list[list[int]]) -> Plan:
    return read_plan(nodes, rounds_of(nodes, answer))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def measure(instance: Instance, limit: float, seed: int) -> list[Row]:
    """Every solver once, one after the other; ours alone on the very large, to see the time limit held."""
    spent, plan = _timed(lambda: solve(instance.problem, seconds=limit, seed=seed))
    rows = [_row(instance, limit, OURS, spent, plan)]
    if instance.kind == VERY_LARGE:
        return rows
    nodes = Nodes(instance.problem)
    ride = instance.kind == "ride time"
    free = Nodes(without_ride_limit(instance.problem)) if ride else nodes
    required = instance.kind != "short of hands"
    peers: dict[str, Callable[[], list[list[int]]]] = {
        "VROOM": lambda: vroom_alone(free, limit),
        "PyVRP": lambda: pyvrp_alone(free, limit, seed, required=required),
        "OR-Tools": lambda: ortools_alone(nodes, limit),
    }
    for name, work in peers.items():
        spent, answer = _timed(work)
        broken = len(rounds_of(nodes, answer).absent - rounds_of(free, answer).absent) if ride else 0
        judged = replace(instance, problem=free.problem) if ride else instance
        rows.append(_row(judged, limit, name, spent, _plan_of(free, answer), broken))
    if ride:
        spent, plan = _timed(lambda: solve(free.problem, seconds=limit, seed=seed))
        broken = sum(fault.code == "ride" for fault in check_plan(instance.problem, plan))
        rows.append(
            _row(replace(instance, problem=free.problem), limit, "unconstrained", spent, plan, broken)
        )
    return [_with_gap(row, rows, instance) for row in rows]


def _with_gap(row: Row, rows: list[Row], instance: Instance) -> Row:
    complete = [r.distance for r in rows if not r.unserved]
    if instance.kind == "ride time":
        free = [r.distance for r in rows if r.solver in FREE and not r.unserved]
        reference, name = min(free, default=0.0), "best without limit"
    elif instance.best is not None:
        reference, name = instance.best, "best known"
    else:
        reference, name = min(complete, default=0.0), "best of the run"
    if row.unserved or not reference:
        return row
    return replace(row, gap_percent=round(100 * (row.distance / reference - 1), 2), reference=name)


def summary(rows: list[Row]) -> list[dict[str, Any]]:
    """By kind, limit and solver: mean gap over the instances that every solver served in full, worst time over limit."""
    groups: dict[tuple[str, float], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.kind, row.limit_s].append(row)
    found = []
    for (kind, limit), group in groups.items():
        spoilt = {row.instance for row in group if row.unserved}
        for solver in dict.fromkeys(row.solver for row in group):
            mine = [row for row in group if row.solver == solver]
            gaps = [r.gap_percent for r in mine if r.gap_percent is not None]
            shared = [r.gap_percent for r in mine if r.gap_percent is not None and r.instance not in spoilt]
            found.append(
                {
                    "kind": kind, "limit_s": limit, "solver": solver, "instances": len(mine),
                    "served_in_full": sum(not row.unserved for row in mine),
                    "mean_gap_percent": round(mean(gaps), 2) if gaps else None,
                    "mean_gap_where_all_served": round(mean(shared), 2) if shared else None,
                    "vehicles": sum(row.vehicles for row in mine),
                    "unserved": sum(row.unserved for row in mine),
                    "unserved_weight": sum(row.unserved_weight for row in mine),
                    "rides_broken": sum(row.rides_broken for row in mine),
                    "faults": sum(row.faults for row in mine),
                    "worst_time_over_limit": round(max(row.spent_s for row in mine) / limit, 2),
                }
            )  # fmt: skip
    return found


def verdicts(lines: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """The goals, said and judged."""
    for ours in (line for line in lines if line["solver"] == OURS):
        where = f"{ours['kind']}, {ours['limit_s']:g} s"
        peers = [
            line for line in lines
            if (line["kind"], line["limit_s"]) == (ours["kind"], ours["limit_s"])
            and line["solver"] not in (OURS, "unconstrained")
        ]  # fmt: skip
        yield f"{where}: time limit held within 20 %", ours["worst_time_over_limit"] <= OVERSHOOT
        yield f"{where}: no fault for the checker", ours["faults"] == 0
        if ours["kind"] == "ride time":
            gap = ours["mean_gap_percent"]
            yield (
                f"{where}: no ride too long, everybody served",
                not (ours["rides_broken"] or ours["unserved"]),
            )
            yield (
                f"{where}: at most 6 % more distance than unconstrained",
                gap is not None and gap <= RIDE_POINTS,
            )
            continue
        if not peers:
            continue
        least = min(line["unserved_weight"] for line in peers)
        yield f"{where}: no more weight unserved than the best alone", ours["unserved_weight"] <= least
        if ours["kind"] != "short of hands":
            gap = ours["mean_gap_percent"]
            best = min(
                (p["mean_gap_percent"] for p in peers if p["served_in_full"] == p["instances"]), default=inf
            )
            yield f"{where}: gap ≤ best alone + {POINTS} point", gap is not None and gap <= best + POINTS


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as columns of text."""
    names = list(rows[0])
    cells = [names, *([str("" if row[name] is None else row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in cells)


def main(arguments: list[str], write: Callable[[str], object] = print) -> int:
    """Runs what is asked; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--seconds", default="1,10,60", help="limits, separated by commas")
    parser.add_argument("--instances", type=Path, default=DATA, help="folder of instances")
    parser.add_argument("--only", default="", help="instances whose name or kind holds one of these words")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    instances = read_folder(options.instances) + [short_of_hands(160, 10, paired=p) for p in (False, True)]
    instances += [very_large(1000, paired=p) for p in (False, True)]
    ready()  # the machine code is loaded once for all: no time limit pays for it
    words = options.only.split(",")
    chosen = [i for i in instances if any(w in i.name or w in i.kind for w in words)]
    rows: list[Row] = []
    for limit in map(float, options.seconds.split(",")):
        for instance in chosen:
            rows += measure(instance, limit, options.seed)
            print(f"{instance.name}, {limit:g} s", file=sys.stderr, flush=True)
    lines = summary(rows)
    goals = list(verdicts(lines))
    if options.json:
        said = [{"goal": goal, "met": met} for goal, met in goals]
        write(json.dumps({"rows": [asdict(row) for row in rows], "summary": lines, "goals": said}, indent=2))
    elif rows:
        write(table([asdict(row) for row in rows]) + "\n\n" + table(lines) + "\n")
        write("\n".join(f"{'met   ' if met else 'MISSED'}  {goal}" for goal, met in goals))
    return int(not all(met for _, met in goals))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
