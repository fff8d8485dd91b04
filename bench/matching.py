"""Batch matching beside its own solver: `python -m bench.matching [--json] [--sizes 600x6000,1000x1000]`.

First from the database to the proposals (``--engines sqlite,postgresql``, ``--engines none`` to leave it out): the demo
town ``--town large`` in a temporary database, the whole of ``propose_town_plan`` beside the solver alone and the reading
of the rows (``bench.planning``).

Then the engine without any database (``--sizes none`` to leave it out), for each size (needs x volunteers) of a seeded
town: candidate arcs, seconds to find candidates, to build the network, to solve it (OR-Tools alone on the same arcs) and
to read the plan back, the objective, and the objective of a second exact solver of another library (HiGHS through scipy)
where it ends in reasonable time.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from cordee.engine.matching.candidates import find_candidates
from cordee.engine.matching.columns import pack
from cordee.engine.matching.flow import solve
from cordee.engine.matching.network import Network, build
from cordee.engine.matching.plan import read_plan
from cordee.engine.matching.problem import Needs, Pairs, Problem, Volunteers
from cordee.engine.matching.reasons import unserved_reasons
from cordee.engine.protocol.activities import ACTIVITIES
from tests.servers.postgres import postgres

ROOT = Path(__file__).resolve().parents[1]
SIZES = "600x6000,1000x1000,10000x10000"
SEED = 1
DAYS, PARTS = 7, 4
REFERENCE_ARCS = 500_000
"""Arcs beyond which the second solver is left out: it would take minutes."""

SHARES = {
    "COURSES": (0.30, 0.80),
    "MEDICAMENTS": (0.14, 0.60),
    "APPEL_CONVIVIALITE": (0.18, 0.55),
    "REPAS": (0.08, 0.40),
    "TRANSPORT_PERSONNE": (0.08, 0.22),
    "ANIMAUX": (0.05, 0.35),
    "DEMARCHES": (0.06, 0.25),
    "AIDE_NUMERIQUE": (0.05, 0.25),
    "VISITE_PORTE": (0.03, 0.30),
    "EAU_FROID": (0.03, 0.40),
}
"""Share of the needs, share of the volunteers who tick it: assumptions, close to the spring of 2020."""


def town(needs: int, volunteers: int, seed: int = SEED) -> Problem:
    """A seeded town of 25 inhabitants a volunteer: people around district centres, skewed habits."""
    dice = np.random.default_rng(seed)
    inhabitants = max(25 * volunteers, 20 * needs, 2_000)
    side_km = float(np.sqrt(inhabitants / 1_800))
    centres = dice.uniform(0, side_km, (max(3, inhabitants // 3_000), 2))

    def homes(count: int) -> tuple[np.ndarray, np.ndarray]:
        xy = centres[dice.integers(0, len(centres), count)] + dice.normal(0, 0.6, (count, 2))
        return 47.3 + xy[:, 1] / 111.2, 0.6 + xy[:, 0] / 75.4

    codes = list(SHARES)
    bits = np.array([ACTIVITIES[code].bit for code in codes])
    slots = DAYS * PARTS
    kind = dice.choice(len(codes), needs, p=np.array([SHARES[code][0] for code in codes]))
    chosen = [ACTIVITIES[codes[k]] for k in kind]
    urgency = dice.choice(4, needs, p=[0.10, 0.25, 0.40, 0.25]) + 1
    start = np.where(urgency == 1, dice.integers(0, 2, needs), dice.integers(0, slots - 4, needs))
    length = np.select([urgency == 1, urgency == 2], [3, 6], dice.choice([1, 2, 4], needs))
    column = np.arange(slots)[None, :]
    lat, lon = homes(needs)
    remote = np.array([activity.can_be_remote for activity in chosen])
    asked = Needs(
        id=np.arange(needs) + 1,
        lat=lat,
        lon=lon,
        activity=bits[kind],
        remote=remote,
        urgency=urgency,
        helpers=np.array([activity.team_min for activity in chosen]),
        slots=pack((column >= start[:, None]) & (column < (start + length)[:, None])),
        vehicle=np.array([activity.requires_vehicle for activity in chosen]),
        languages=np.where(dice.random(needs) < 0.04, 1 << dice.integers(0, 5, needs), 0),
        person=dice.integers(0, max(1, int(needs * 0.8)), needs),
        min_age=np.array([activity.min_age for activity in chosen]),
        min_trust=np.array([a.trust_for(remote=bool(r)) for a, r in zip(chosen, remote, strict=True)]),
    )
    keen = dice.beta(2, 2, volunteers)
    ticked = dice.random((volunteers, len(codes))) < np.array([SHARES[c][1] for c in codes]) * (
        0.5 + keen[:, None]
    )
    lat, lon = homes(volunteers)
    vehicle = dice.random(volunteers) < 0.45
    free = dice.choice([0.08, 0.2, 0.4, 0.7], (volunteers, 1), p=[0.3, 0.4, 0.2, 0.1])
    offered = Volunteers(
        id=np.arange(volunteers) + 1,
        lat=lat,
        lon=lon,
        activities=(ticked * (1 << bits)[None, :]).sum(axis=1),
        trust=dice.choice(5, volunteers, p=[0.12, 0.18, 0.45, 0.20, 0.05]),
        age=np.where(
            dice.random(volunteers) < 0.03, np.nan, np.clip(dice.normal(44, 17, volunteers), 16, 90)
        ),
        remote_only=dice.random(volunteers) < 0.14,
        radius_km=np.where(vehicle, 5.0, 1.5) * dice.lognormal(0, 0.35, volunteers),
        vehicle=vehicle,
        languages=np.where(dice.random(volunteers) < 0.25, 1 << dice.integers(0, 5, volunteers), 0),
        slots=pack(dice.random((volunteers, slots)) < free),
        cap=dice.choice([1, 2, 3, 5], volunteers, p=[0.4, 0.3, 0.2, 0.1]),
        day_cap=np.full(volunteers, 1) + (dice.random(volunteers) < 0.3),
        load=np.minimum(30, dice.pareto(1.2, volunteers) * keen * 2).astype(int),
        paused=dice.random(volunteers) < 0.05,
    )

    def known(count: int, other: np.ndarray, *, first: bool) -> np.ndarray:
        who = dice.integers(1, volunteers + 1, count)
        what = dice.choice(other, count)
        return np.stack((who, what) if first else (what, who), axis=1)

    return Problem(
        needs=asked,
        volunteers=offered,
        day_of_slot=np.repeat(np.arange(DAYS), PARTS),
        pairs=Pairs(
            blocked=known(needs // 50, asked.person, first=True),
            former=known(needs, asked.person, first=True),
            refused=known(needs // 20, asked.id, first=False),
        ),
    )


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


class Watch:
    """Seconds spent, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


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


def main(arguments: list[str], write: Callable[[str], object] = print) -> int:
    """Runs what is asked; 1 when two exact solvers disagree, or planning costs more than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--sizes", default=SIZES, help="needs x volunteers, separated by commas")
    parser.add_argument("--engines", default="sqlite,postgresql", help="databases to plan from, or none")
    parser.add_argument("--town", default="large", help="demo town to plan")
    options = parser.parse_args(arguments)
    planned = []
    for engine in options.engines.split(",") if options.engines != "none" else ():
        planned.append(plan_from_database(engine, options.town))
        for line in () if options.json else planning_lines(planned[-1]):
            write(line)
    sizes = [tuple(map(int, size.lower().split("x"))) for size in options.sizes.split(",") if size != "none"]
    rows = [asdict(measure(needs, volunteers)) for needs, volunteers in sizes]
    if options.json:
        write(json.dumps({"planning": planned, "engine": rows}, indent=2))
    elif rows:
        write(table(rows))
    disagree = any(row["reference_objective"] not in (None, row["objective"]) for row in rows)
    return int(disagree or not all(found["met"] for found in planned))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
