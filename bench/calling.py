"""The campaign that `python -m bench.campaigns` measures, in the environment that names its empty database (one JSON object
on the last line)."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, take_batch  # noqa: E402
from cordee.coordinate.campaigns.models import Outcome  # noqa: E402
from cordee.coordinate.campaigns.selectors.board import board, standing_counts  # noqa: E402
from cordee.coordinate.campaigns.tests.factories import a_campaign, targets  # noqa: E402
from cordee.coordinate.campaigns.tests.saying import a_said  # noqa: E402
from cordee.ground.audit.actions import Task  # noqa: E402
from cordee.ground.people.actions.persons import create_staff_account  # noqa: E402
from cordee.ground.people.models import Role  # noqa: E402
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


@dataclass
class _Office:
    """Callers at work on one campaign, and the times they saw."""

    campaign: Any
    at: datetime = NINE + timedelta(minutes=1)
    shown: list[float] = field(default_factory=list)
    noted: list[float] = field(default_factory=list)
    talking: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self, caller: Any) -> None:
        """One caller until nobody is left."""
        dice, batch = Random(caller.pk), None
        try:
            with town_scope(TOWN):
                while True:
                    batch, entry = _timed(self.shown, partial(self._following, batch, caller))
                    if entry is None:
                        break
                    self._talk(entry)
                    said = a_said(Outcome(dice.choices(["OK", "NR", "RAPPEL"], [60, 35, 5])[0]), self.at)
                    noting = partial(
                        record_outcome, entry=entry, said=said, key=f"bench:{entry.pk}", by=caller, at=self.at
                    )
                    with self.lock:
                        self.talking.discard(entry.pk)
                    _timed(self.noted, noting)
        except Exception as error:  # noqa: BLE001 - told with the figures
            self.faults.append(repr(error)[:200])
        finally:
            connection.close()

    def _following(self, batch: Any, caller: Any) -> tuple[Any, Any]:
        entry = open_next(batch=batch, by=caller, at=self.at) if batch else None
        if entry is None and (batch := take_batch(campaign=self.campaign, by=caller, at=self.at)):
            entry = open_next(batch=batch, by=caller, at=self.at)
        return batch, entry

    def _talk(self, entry: Any) -> None:
        with self.lock:
            if entry.pk in self.talking:
                self.faults.append(f"{entry.pk} called twice at once")
            self.talking.add(entry.pk)


def measure(people: int, callers: int) -> dict[str, Any]:
    """Run the campaign once; times in milliseconds. ``next_person``: from one's outcome noted to the next number shown, a
    new batch taken when the last is empty."""

    with town_scope(TOWN):
        campaign, accounts = _prepare(people, callers)
    office, over = _Office(campaign), threading.Event()
    boards: list[float] = []
    shown, noted, at = office.shown, office.noted, office.at

    def watch() -> None:
        with town_scope(TOWN):
            while not over.wait(0.5):
                _timed(boards, lambda: board(campaign, at=at))
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=office.work, args=(one,)) for one in accounts[1:]]
    watcher = threading.Thread(target=watch)
    for one in (*threads, watcher):
        one.start()
    for one in threads:
        one.join()
    spent = time.perf_counter() - began
    over.set()
    watcher.join()
    calm: list[float] = []
    with town_scope(TOWN):
        for _ in range(10):
            _timed(calm, lambda: board(campaign, at=at))
        total = standing_counts(campaign, at=at).total
    return {
        "people": people,
        "callers": callers,
        "outcomes": len(noted),
        "seconds": round(spent, 1),
        "outcomes_per_s": round(len(noted) / spent, 1),
        "next_person_ms": {"p50": round(median(shown), 1), "p99": round(_quantile(shown, 0.99), 1)},
        "outcome_ms": {"p50": round(median(noted), 1), "p99": round(_quantile(noted, 0.99), 1)},
        "board_busy_ms": {
            "p50": round(median(boards), 1) if boards else None,
            "p99": round(_quantile(boards, 0.99), 1),
        },
        "board_calm_ms": {"p50": round(median(calm), 1)},
        "sum": total,
        "faults": office.faults[:10],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
