"""The campaign that `python -m bench.campaigns` measures, in the environment that names its empty database (one JSON object
on the last line)."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, take_batch  # noqa: E402
from cordee.coordinate.campaigns.models import CallBatch, CampaignEntry, Outcome  # noqa: E402
from cordee.coordinate.campaigns.selectors.board import board, standing_counts  # noqa: E402
from cordee.coordinate.campaigns.tests.factories import a_campaign, targets  # noqa: E402
from cordee.coordinate.campaigns.tests.saying import a_said  # noqa: E402
from cordee.ground.audit.actions import Task  # noqa: E402
from cordee.ground.people.actions.persons import create_staff_account  # noqa: E402
from cordee.ground.people.models import Account, Role  # noqa: E402
from cordee.ground.territory.models import (  # noqa: E402
    Commune,
    District,
    Municipality,
    town_scope,
)

NINE = datetime(2026, 7, 16, 7, tzinfo=UTC)
TOWN = "49999"


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _timed(kept: list[float], work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    done = work()
    kept.append((time.perf_counter() - began) * 1000)
    # As the site does at the end of a request: the connection goes back to the pool.
    connection.close()
    return done


def _prepare(people: int, callers: int) -> Any:

    call_command("migrate", verbosity=0)
    commune = Commune.objects.create(
        insee_code=TOWN, name="Ville", name_key="ville", kind="c", departement="49"
    )
    Municipality.objects.create(commune=commune, name="Ville", phone="+33261910000")
    places = [District.objects.create(name=f"Quartier {one:02d}", commune_id=TOWN).pk for one in range(24)]
    accounts = [
        create_staff_account(
            email=f"a{one}@exemple.fr",
            name=f"Appel {one}",
            roles=[Role.CALLER if one else Role.CCAS_MANAGER],
            by=Task("bench"),
        )
        for one in range(callers + 1)
    ]
    called = [
        replace(one, district_id=places[rank % len(places)], phones=(f"+336{rank:08d}",))
        for rank, one in enumerate(targets(people))
    ]
    return a_campaign(NINE, accounts[0], people=called, callers=callers), accounts


class Run:
    """What the callers share, and the times kept (milliseconds)."""

    def __init__(self, campaign: Any, pace_s: float, calls: int) -> None:
        self.pace_s, self.calls = pace_s, calls
        self.campaign, self.at = campaign, NINE + timedelta(minutes=1)
        self.shown: list[float] = []
        self.noted: list[float] = []
        self.boards: list[float] = []
        self.faults: list[str] = []
        self._talking: set[int] = set()
        self._lock = threading.Lock()
        self.over = threading.Event()

    def begins(self, entry: CampaignEntry) -> None:
        """Somebody is on the line: nobody else may have them."""
        with self._lock:
            if entry.pk in self._talking:
                self.faults.append(f"{entry.pk} called twice at once")
            self._talking.add(entry.pk)

    def ends(self, entry: CampaignEntry) -> None:
        """The talk is over."""
        with self._lock:
            self._talking.discard(entry.pk)

    def following(
        self, batch: CallBatch | None, caller: Account
    ) -> tuple[CallBatch | None, CampaignEntry | None]:
        """The next person, a new batch taken when the last is empty."""
        entry = open_next(batch=batch, by=caller, at=self.at) if batch else None
        if entry is None:
            batch = take_batch(campaign=self.campaign, by=caller, at=self.at)
            entry = open_next(batch=batch, by=caller, at=self.at) if batch else None
        return batch, entry

    def call(self, caller: Account) -> None:
        """One caller, until nobody is due or they made their share of calls."""
        dice = Random(caller.pk)
        batch: CallBatch | None = None
        for _ in range(self.calls):
            batch, entry = _timed(self.shown, partial(self.following, batch, caller))
            if entry is None:
                return
            self.begins(entry)
            said = a_said(Outcome(dice.choices(["OK", "NR", "RAPPEL"], [60, 35, 5])[0]), self.at)
            time.sleep(dice.uniform(0, 2 * self.pace_s))
            self.ends(entry)
            key = f"bench:{entry.pk:08d}"
            _timed(
                self.noted, partial(record_outcome, entry=entry, said=said, key=key, by=caller, at=self.at)
            )

    def work(self, caller: Account) -> None:
        """The thread of a caller."""
        try:
            with town_scope(TOWN):
                self.call(caller)
        except Exception as error:  # noqa: BLE001 - told with the figures
            self.faults.append(repr(error)[:200])
        finally:
            connection.close()

    def watch(self) -> None:
        """The thread of whoever follows: the board twice a second."""
        with town_scope(TOWN):
            while not self.over.wait(0.5):
                _timed(self.boards, partial(board, self.campaign, at=self.at))
        connection.close()


def measure(people: int, callers: int, pace_s: float, calls: int) -> dict[str, Any]:
    """Run the campaign once; times in milliseconds. ``next_person``: from asking to having the row of the next person, a
    new batch taken when the last is empty."""
    with town_scope(TOWN):
        campaign, accounts = _prepare(people, callers)
    run = Run(campaign, pace_s, calls)
    threads = [threading.Thread(target=run.work, args=(one,)) for one in accounts[1:]]
    watcher = threading.Thread(target=run.watch)
    began = time.perf_counter()
    for one in (*threads, watcher):
        one.start()
    for one in threads:
        one.join()
    spent = time.perf_counter() - began
    run.over.set()
    watcher.join()
    calm: list[float] = []
    with town_scope(TOWN):
        for _ in range(10):
            _timed(calm, partial(board, campaign, at=run.at))
        total = standing_counts(campaign, at=run.at).total
    return {
        "people": people,
        "callers": callers,
        "talk_s": pace_s,
        "outcomes": len(run.noted),
        "seconds": round(spent, 1),
        "outcomes_per_s": round(len(run.noted) / spent, 1),
        "next_person_ms": _spread(run.shown),
        "outcome_ms": _spread(run.noted),
        "board_busy_ms": _spread(run.boards),
        "board_calm_ms": _spread(calm),
        "sum": total,
        "faults": run.faults[:10],
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"p50": round(_quantile(values, 0.5), 1), "p99": round(_quantile(values, 0.99), 1)}


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
    )
