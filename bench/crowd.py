"""Matching for very many beside bare OR-Tools on the same arcs: run by `python -m bench.matching`, one process a size.

``python -m bench.crowd 10000x10000`` prints one JSON object: candidate arcs, seconds of each stage, the reference (bare
min-cost flow of OR-Tools, fed the same arrays, building included), both objectives, the peak of memory before the reference
is run. ``--online N`` keeps the plan warm instead and lets N needs come one by one.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from bench.towns import town
from cordee.engine.geo.order import rank_by_place
from cordee.engine.matching.crowd import (
    along_the_map,
    binding_gates,
    empty_costs,
    lay_crowd,
    match_crowd,
    read_crowd,
)
from cordee.engine.matching.flow import solve
from cordee.engine.matching.gates import failures, pair_km
from cordee.engine.matching.nearest import Neighbourhood, find_nearest
from cordee.engine.matching.problem import Problem
from cordee.engine.matching.tests.reference import crowd_network

K = 16
CHECKED = 300
"""Needs whose nearest are compared with every volunteer, one by one."""


class Watch:
    """Seconds spent, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Time what is inside."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(needs: int, volunteers: int) -> dict[str, Any]:
    """One size, once, compiled code warm; raises ``AssertionError`` when the two objectives differ."""
    match_crowd(town(50, 100))
    match_crowd(town(100, 20))
    problem, watch = town(needs, volunteers), Watch()
    before = _peak_mb()
    start = time.perf_counter()
    with watch.lap("candidates_s"):
        around = Neighbourhood(problem)
        nearest = find_nearest(problem, K, around=around)
    with watch.lap("build_s"):
        nearest = along_the_map(problem, nearest)
        week = lay_crowd(problem, nearest)
    with watch.lap("solve_s"):
        week.settle()
    with watch.lap("read_s"):
        plan = read_crowd(problem, nearest, week)
    with watch.lap("explain_s"):
        gates = binding_gates(problem, plan, nearest, around)
    total = round(time.perf_counter() - start, 4)
    peak = _peak_mb()
    del week
    network = crowd_network(problem, nearest)
    with watch.lap("reference_s"):
        reference = solve(network)
    return {
        "size": f"{needs}x{volunteers}",
        "arcs": len(network.tail),
        "candidates": len(nearest.need),
        **watch.seconds,
        "total_s": total,
        "solve_speedup": round(watch.seconds["reference_s"] / max(watch.seconds["solve_s"], 1e-9), 2),
        "total_over_reference": round(total / max(watch.seconds["reference_s"], 1e-9), 3),
        "recall": recall(problem, nearest, min(needs, CHECKED)),
        "proposals": len(plan),
        "unserved": int(plan.missing.sum()),
        "reasons": {gate: gates.count(gate) for gate in sorted(set(gates))},
        "objective": plan.objective,
        "reference_objective": reference.cost,
        "town_mb": before,
        "peak_mb": peak,
    }


def recall(problem: Problem, nearest: Any, checked: int) -> float:
    """Share of the exact nearest, found by looking at every volunteer, that the search kept."""
    wanted = kept = 0
    rows = np.linspace(0, len(problem.needs) - 1, checked).astype(int)
    for row in rows:
        fit = np.flatnonzero((failures(problem, np.array([row]))[0] == 0) & ~np.isnan(problem.volunteers.lat))
        km = pair_km(problem, np.full(len(fit), row), fit)
        best = fit[np.lexsort((fit, km))][:K]
        wanted += len(best)
        kept += int(np.isin(best, nearest.volunteer[nearest.need == row]).sum())
    return round(kept / wanted, 4) if wanted else 1.0


def online(needs: int, volunteers: int, coming: int) -> dict[str, Any]:
    """Milliseconds from a need that comes to the plan that is again the best of the whole town, its search of helpers
    included; and the seconds of a plan made anew."""
    match_crowd(town(50, 100))
    whole = town(needs + coming, volunteers)
    known = replace(
        whole,
        needs=replace(
            whole.needs,
            **{name: getattr(whole.needs, name)[:needs] for name in whole.needs.__dataclass_fields__},
        ),
    )
    places = whole.places - known.places
    week = lay_crowd(known, along_the_map(known, find_nearest(known, K)), room=(places, 0, coming * 2 * K))
    week.settle()
    empty = empty_costs(known, places)
    at_volunteer = rank_by_place(whole.volunteers.lat, whole.volunteers.lon)
    around, spent = Neighbourhood(whole), []
    find_nearest(whole, K, np.array([needs]), around)
    for row in range(needs, needs + coming):
        start = time.perf_counter()
        near = find_nearest(whole, K, np.array([row]), around)
        week.arrive(
            at_volunteer[near.volunteer],
            whole.weights.of_pair(near.km, near.former),
            penalty=int(empty[whole.needs.urgency[row] - 1]),
            helpers=int(whole.needs.helpers[row]),
        )
        spent.append(1000 * (time.perf_counter() - start))
    if not week.is_proved:
        raise AssertionError("the warm plan is no longer the best")
    start = time.perf_counter()
    match_crowd(whole, K)
    cold = time.perf_counter() - start
    p50, p99 = np.percentile(spent, [50, 99])
    return {
        "size": f"{needs}x{volunteers}",
        "came": coming,
        "p50_ms": round(float(p50), 3),
        "p99_ms": round(float(p99), 3),
        "max_ms": round(max(spent), 3),
        "cold_plan_s": round(cold, 3),
        "met": bool(p99 <= 5),
    }


def main(arguments: list[str]) -> None:
    """Print what one size showed."""
    parser = argparse.ArgumentParser(prog="python -m bench.crowd", description=__doc__)
    parser.add_argument("size", help="needs x volunteers")
    parser.add_argument("--online", type=int, default=0, help="needs that come one by one to a warm plan")
    options = parser.parse_args(arguments)
    needs, volunteers = map(int, options.size.lower().split("x"))
    found = online(needs, volunteers, options.online) if options.online else measure(needs, volunteers)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
