"""Batch matching beside its own solver: `python -m bench.matching [--json] [--sizes 1000x1000,10000x10000]`.

First from the database to the proposals (``--engines sqlite,postgresql``, ``--engines none`` to leave it out): the demo
town ``--town large`` in a temporary database, the whole of ``propose_town_plan`` beside the solver alone and the reading
of the rows (``bench.planning``).

Then very many (``--sizes``), needs x volunteers, each size in a process of its own: nearest candidates, cheapest flow and
explanation beside bare OR-Tools on the same arcs, the growth from one size to the next, and a need that comes to a warm
plan (``--online``) beside a plan made anew (``bench.crowd``).

Last the planning of a town slot by slot, without any database (``--towns``): candidate arcs, seconds to find candidates, to
build the network, to solve it (OR-Tools alone on the same arcs) and to read the plan back, the objective, and the objective
of a second exact solver of another library (HiGHS through scipy) where it ends in reasonable time. ``none`` leaves a part
out.

``--teams`` (none unless asked) plans towns where 30 % of the needs on the spot ask two or three people at once, all or
nobody: objective, bound and gap beside the flow that forgets it, and the seconds of both.
"""

import argparse
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from bench.crowd import Watch
from bench.towns import team_town, town
from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.flow import solve
from cordee.engine.matching.network import Network, build
from cordee.engine.matching.plan import match, read_plan, settle
from cordee.engine.matching.reasons import unserved_reasons
from tests.servers.postgres import postgres

ROOT = Path(__file__).resolve().parents[1]
SIZES = "1000x1000,10000x10000,100000x100000,300000x750000,10000x3000,100000x30000"
TOWNS = "600x6000,1000x1000,10000x10000"
ONLINE = "10000x10000"
COMING = 2_000
"""Needs that come to a warm plan."""
GOALS = ((10_000, 0.5, 1.0), (100_000, 0.25, 10.0), (300_000, 0.15, 50.0))
"""In plenty, from so many needs: total over reference at most, solver so many times faster at least."""
REFERENCE_ARCS = 500_000
"""Arcs beyond which the second solver is left out: it would take minutes."""


def reference_objective(network: Network) -> int:
    """Least cost of the same network by HiGHS: a linear programme, whole because totally unimodular."""
    arcs, nodes = len(network.tail), len(network.supply)
    incidence = coo_matrix(
        (
            np.repeat([1.0, -1.0], arcs),
            (np.concatenate((network.tail, network.head)), np.tile(np.arange(arcs), 2)),
        ),
        shape=(nodes, arcs),
    ).tocsc()
    bounds = np.stack((np.zeros(arcs), network.capacity), axis=1)
    # Without presolve: on these networks it costs fifty times what it spares.
    answer = linprog(
        network.cost,
        A_eq=incidence,
        b_eq=network.supply,
        bounds=bounds,
        method="highs-ds",
        options={"presolve": False},
    )
    if answer.status != 0:
        raise RuntimeError(answer.message)
    return int((np.rint(answer.x).astype(np.int64) * network.cost).sum())


@dataclass(frozen=True)
class Row:
    """What one size showed; seconds of one run, megabytes of the process at its peak so far."""

    size: str
    pairs: int
    arcs: int
    candidates_s: float
    build_s: float
    solve_s: float
    read_s: float
    explain_s: float
    total_s: float
    around_over_solve: float
    total_over_solve: float
    proposals: int
    unserved: int
    objective: int
    reference_s: float | None
    reference_objective: int | None
    peak_mb: int


def measure(needs: int, volunteers: int) -> Row:
    """One size, once."""
    problem, watch = town(needs, volunteers), Watch()
    with watch.lap("candidates"):
        candidates = find_candidates(problem)
    with watch.lap("build"):
        network = build(problem, candidates)
    with watch.lap("solve"):
        flow = solve(network)
    with watch.lap("read"):
        plan = read_plan(problem, network, flow)
    with watch.lap("explain"):
        unserved_reasons(problem, plan, candidates)
    spent = {name: round(seconds, 4) for name, seconds in watch.seconds.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    constant = plan.objective - flow.cost
    reference = None
    if len(network.tail) <= REFERENCE_ARCS:
        with watch.lap("reference"):
            reference = reference_objective(network) + constant
    around = spent["candidates"] + spent["build"] + spent["read"]
    total = around + spent["solve"] + spent["explain"]
    return Row(
        size=f"{needs}x{volunteers}",
        pairs=len(candidates.need),
        arcs=len(network.tail),
        candidates_s=spent["candidates"],
        build_s=spent["build"],
        solve_s=spent["solve"],
        read_s=spent["read"],
        explain_s=spent["explain"],
        total_s=round(total, 4),
        around_over_solve=round(around / max(spent["solve"], 1e-9), 2),
        total_over_solve=round(total / max(spent["solve"], 1e-9), 2),
        proposals=len(plan),
        unserved=int(plan.missing.sum()),
        objective=plan.objective,
        reference_s=round(watch.seconds["reference"], 4) if reference is not None else None,
        reference_objective=reference,
        peak_mb=peak,
    )


def measure_teams(needs: int, volunteers: int) -> dict[str, Any]:
    """One town of teams, once: the plan beside the flow that forgets that they come whole."""
    problem, watch = team_town(needs, volunteers), Watch()
    # The kernels are compiled, or read from where they are kept, before the watch starts.
    match(team_town(60, 60))
    network = build(problem, find_candidates(problem))
    with watch.lap("flow"):
        relaxed = solve(network)
    with watch.lap("plan"):
        flow, bound = settle(problem, network)
    plan = read_plan(problem, network, flow, bound)
    teams = int(problem.needs.together.sum())
    empty = np.isin(problem.needs.id, plan.missing_id)
    return {
        "size": f"{needs}x{volunteers}",
        "arcs": len(network.tail),
        "teams": teams,
        "teams_whole": int((problem.needs.together & ~empty).sum()),
        "unserved": "/".join(map(str, plan.unserved)),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap_percent": round(100 * plan.gap, 5),
        "flow_s": round(watch.seconds["flow"], 2),
        "plan_s": round(watch.seconds["plan"], 2),
        "plan_over_flow": round(watch.seconds["plan"] / max(watch.seconds["flow"], 1e-9), 2),
        "flow_cost": relaxed.cost,
    }


def plan_from_database(engine: str, town: str) -> dict[str, Any]:
    """What ``bench.planning`` tells of a town in a fresh database of an engine (``sqlite`` or ``postgresql``)."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="cdb-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")}
        environment["CORDEE_DATA_DIR"] = str(folder / "data")
        if engine == "postgresql":
            environment["CORDEE_DATABASE_URL"] = stack.enter_context(postgres(folder / "s"))
        done = subprocess.run(
            [sys.executable, "-m", "bench.planning", "--town", town],
            cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def planning_lines(found: dict[str, Any]) -> Iterator[str]:
    """A plan from the database as lines of text."""
    yield (
        f"{found['database']}, town {found['town']}: {found['needs']} needs, {found['volunteers']} volunteers, "
        f"{found['rows_read']} rows in {found['queries']} queries, {found['arcs']} arcs, "
        f"{found['proposals']} proposals, {found['unserved']} needs unserved"
    )
    yield "  " + ", ".join(f"{name} {spent} ms" for name, spent in found["ms"].items())
    yield (
        f"  from database to proposals: {found['ms']['total']} ms, allowed {found['allowed_ms']} ms (3 × solver + rows); "
        f"beside the rows {found['beside_solver']} × the solver: {'met' if found['met'] else 'MISSED'}"
    )


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as columns of text."""
    names = list(rows[0])
    cells = [names, *([str(row[name]) for name in names] for row in rows)]
    return "\n".join(
        "  ".join(
            cell.rjust(max(map(len, column)))
            for cell, column in zip(line, zip(*cells, strict=True), strict=True)
        )
        for line in cells
    )


def _sizes(text: str) -> list[str]:
    return [size for size in text.split(",") if size and size != "none"]


def crowd(size: str, *options: str) -> dict[str, Any]:
    """What ``bench.crowd`` tells of a size, in a process of its own: its peak of memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd", size, *options],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=3_600,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def growth(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Exponents e of time ~ arcs^e from each size to the next bigger one of its kind (plenty or scarcity)."""
    found = []
    for scarce in (False, True):
        kind = sorted((row for row in rows if _is_scarce(row) is scarce), key=lambda row: int(row["arcs"]))
        for small, big in itertools.pairwise(kind):
            times = np.log(big["arcs"] / small["arcs"])
            found.append(
                {"from": small["size"], "to": big["size"]}
                | {
                    name: round(float(np.log(big[name] / max(small[name], 1e-9)) / times), 2)
                    for name in ("candidates_s", "solve_s", "total_s", "reference_s")
                }
            )
    return found


def _is_scarce(row: dict[str, Any]) -> bool:
    needs, volunteers = map(int, row["size"].split("x"))
    return needs > 2 * volunteers


def missed_goals(row: dict[str, Any]) -> Iterator[str]:
    """Goals of a size that its row misses: (needs, total over reference at most, solver faster at least)."""
    needs = int(row["size"].partition("x")[0])
    goals = [(1.5, 1.0)] if _is_scarce(row) else [most for least, *most in GOALS if needs >= least][-1:]
    for total, faster in goals:
        if row["total_over_reference"] > total:
            yield f"{row['size']}: total {row['total_over_reference']} of the reference, {total} allowed"
        if row["solve_speedup"] < faster:
            yield f"{row['size']}: solver {row['solve_speedup']} × faster, {faster} wanted"


def main(arguments: list[str], write: Callable[[str], object] = print) -> int:
    """Runs what is asked; 1 when two exact solvers disagree, or planning costs more than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--sizes", default=SIZES, help="needs x volunteers, separated by commas, or none")
    parser.add_argument("--towns", default=TOWNS, help="the same, planned slot by slot, or none")
    parser.add_argument("--online", default=ONLINE, help="the same, for needs that come one by one, or none")
    parser.add_argument(
        "--teams", default="none", help="the same, where many come in twos and threes, or none"
    )
    parser.add_argument("--engines", default="sqlite,postgresql", help="databases to plan from, or none")
    parser.add_argument("--town", default="large", help="demo town to plan")
    options = parser.parse_args(arguments)
    planned = []
    for engine in options.engines.split(",") if options.engines != "none" else ():
        planned.append(plan_from_database(engine, options.town))
        for line in () if options.json else planning_lines(planned[-1]):
            write(line)
    crowds = [crowd(size) for size in _sizes(options.sizes)]
    came = [crowd(size, "--online", str(COMING)) for size in _sizes(options.online)]
    rows = [asdict(measure(*map(int, size.lower().split("x")))) for size in _sizes(options.towns)]
    teams = [measure_teams(*map(int, size.lower().split("x"))) for size in _sizes(options.teams)]
    growths = growth(crowds)
    if options.json:
        write(
            json.dumps(
                {
                    "planning": planned,
                    "crowd": crowds,
                    "growth": growths,
                    "online": came,
                    "towns": rows,
                    "teams": teams,
                },
                indent=2,
            )
        )
    else:
        for part in (crowds, growths, came, rows, teams):
            if part:
                write(table(part))
    disagree = any(row["reference_objective"] not in (None, row["objective"]) for row in [*crowds, *rows])
    missed = [line for row in crowds for line in missed_goals(row)]
    missed += [f"online {row['size']}: p99 {row['p99_ms']} ms" for row in came if not row["met"]]
    for line in missed:
        print(f"MISSED {line}", file=sys.stderr)
    return int(disagree or bool(missed) or not all(found["met"] for found in planned))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
