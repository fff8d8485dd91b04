"""Planning from the database to the proposals, beside the solver alone: run by `python -m bench.matching`, in the
environment that names the database (`python -m bench.planning --town large`; one JSON object on the last line).

The town is drawn from its seed and written into the database, which must be empty. Each run times the whole of
``propose_town_plan``, then its stages one by one on the same rows; the middle run of each is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any, TypeVar

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
django.setup()

from cordee.config.demo.sizes import DEMO_COMMUNE, SIZES  # noqa: E402
from cordee.config.demo.town import draw_town  # noqa: E402
from cordee.config.demo.writing import write_town  # noqa: E402
from cordee.engine.matching.candidates import find_candidates  # noqa: E402
from cordee.engine.matching.flow import solve  # noqa: E402
from cordee.engine.matching.network import build  # noqa: E402
from cordee.engine.matching.plan import read_plan  # noqa: E402
from cordee.ground.assignments.planning.plan import propose_town_plan  # noqa: E402
from cordee.ground.assignments.planning.town import town_problem  # noqa: E402
from cordee.ground.assignments.selectors import matching as rows  # noqa: E402
from cordee.ground.territory.models import Municipality, current_commune, town_scope  # noqa: E402

SEED, RUNS = 1, 9
AT = datetime(2026, 3, 25, 9, tzinfo=UTC)
"""The instant of the town and of the plan: a fixed one, so that two runs plan the same thing."""

T = TypeVar("T")


def read_rows(at: datetime) -> int:
    """Ask the database all that a plan starts from, as ``town_problem`` does; returns how many rows came."""
    needs, volunteers = rows.need_rows(now=at), rows.volunteer_rows(now=at)
    Municipality.objects.values_list("daily_cap", flat=True).get(pk=current_commune())
    others = (
        rows.places_in_play(), rows.engaged_slots(now=at, days=7), rows.week_loads(now=at), rows.month_loads(now=at),
        rows.blocked_pairs(), rows.former_pairs(now=at), rows.refused_pairs(),
    )  # fmt: skip
    return len(needs) + len(volunteers) + sum(map(len, others))


class Stages:
    """Seconds of each run, by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def time(self, name: str, work: Callable[..., T], *given: Any, **named: Any) -> T:
        """Do some work, keep the time it took."""
        start = time.perf_counter()
        done = work(*given, **named)
        self.seconds.setdefault(name, []).append(time.perf_counter() - start)
        return done

    def middle(self, name: str) -> float:
        """The middle run of a stage, in seconds."""
        return median(self.seconds[name])


def measure(town: str, runs: int) -> dict[str, Any]:
    """Plan the town of the database ``runs`` times."""
    stages = Stages()
    with town_scope(DEMO_COMMUNE):
        plan = propose_town_plan(at=AT)
        with CaptureQueriesContext(connection) as asked:
            propose_town_plan(at=AT)
        for _ in range(runs):
            count = stages.time("rows", read_rows, AT)
            stages.time("total", propose_town_plan, at=AT)
            problem = stages.time("rows and arrays", town_problem, at=AT).problem
            candidates = stages.time("candidates", find_candidates, problem)
            network = stages.time("network", build, problem, candidates)
            flow = stages.time("solver", solve, network)
            stages.time("read-back", read_plan, problem, network, flow)
    told = {name: stages.middle(name) for name in stages.seconds}
    arrays = told.pop("rows and arrays") - told["rows"]
    told["arrays"] = arrays
    told["reasons"] = told["total"] - sum(seconds for name, seconds in told.items() if name != "total")
    allowed = 3 * told["solver"] + told["rows"]
    return {
        "database": connection.vendor,
        "town": town,
        "needs": plan.needs,
        "volunteers": plan.volunteers,
        "rows_read": count,
        "queries": len(asked),
        "arcs": len(network.tail),
        "proposals": len(plan.proposals),
        "unserved": len(plan.unserved),
        "ms": {name: round(1000 * seconds, 1) for name, seconds in told.items()},
        "allowed_ms": round(1000 * allowed, 1),
        "beside_solver": round((told["total"] - told["rows"]) / told["solver"], 2),
        "met": told["total"] <= allowed,
    }


def main(arguments: list[str]) -> None:
    """Write the town, plan it, tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--town", default="large", choices=list(SIZES))
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args(arguments)
    call_command("migrate", interactive=False, verbosity=0)
    if not Municipality.objects.filter(pk=DEMO_COMMUNE).exists():
        write_town(draw_town(SIZES[options.town], SEED, AT))
    print(json.dumps(measure(options.town, options.runs)))


if __name__ == "__main__":
    main(sys.argv[1:])
