"""The other side of the test of many callers: run as a program against a database of its own, prints JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import django

TOWN = "49999"
PEOPLE, CALLERS = 640, 20
NINE = datetime(2026, 7, 16, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def prepare() -> dict[str, int]:
    """Tables, a town, a supervisor, twenty callers and a campaign of 640."""
    call_command("migrate", verbosity=0)
    commune = Commune.objects.create(
        insee_code=TOWN, name="Saint-Aubin", name_key="saint aubin", kind="commune-actuelle", departement="49"
    )
    Municipality.objects.create(commune=commune, name="Saint-Aubin", phone="+33261910000")
    with town_scope(TOWN):
        for number in range(CALLERS + 1):
            create_staff_account(
                email=f"a{number}@exemple.fr", name=f"Appel {number}", by=Task("drill"),
                roles=[Role.CALLER if number else Role.CCAS_MANAGER],
            )  # fmt: skip
        a_campaign(NINE, Account.objects.get(email="a0@exemple.fr"), PEOPLE, callers=CALLERS)
    return {"people": CampaignEntry.everywhere.count()}


class Clock:
    """The clock of the house: a second goes by at each look; it can be put forward or back."""

    def __init__(self, at: datetime) -> None:
        self._at, self._lock = at, threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            self._at += timedelta(seconds=1)
            return self._at

    def move(self, by: timedelta) -> None:
        with self._lock:
            self._at += by


PHONE = [
    ("OK", 50), ("OK_SURVEILLER", 4), ("ALERTE_VITALE", 1), ("OK_PROCHE", 3), ("TIERS", 3), ("NR", 20), ("REPONDEUR", 8),
    ("OCCUPE", 4), ("INVALIDE", 2), ("RAPPEL", 3), ("ABSENT_CONNU", 1), ("REFUS_JOUR", 1), ("REFUS_DEFINITIF", 1),
    ("DEMENAGE", 1), ("LANGUE", 1),
]  # fmt: skip


class House:
    """What the callers share: the clock, who talks to whom, what was seen."""

    def __init__(self, campaign: Any, callers: list[Any], at: datetime) -> None:
        self.campaign, self.callers, self.clock = campaign, callers, Clock(at)
        self.talking: dict[int, int] = {}
        self.faults: list[str] = []
        self.sums: set[int] = set()
        self.calls = 0
        self.jump: tuple[int, timedelta] | None = None
        self._lock = threading.Lock()

    def begins(self, entry: Any, caller: Any) -> None:
        with self._lock:
            if entry.pk in self.talking:
                self.faults.append(f"{entry.pk} called by {self.talking[entry.pk]} and {caller.pk}")
            self.talking[entry.pk] = caller.pk
            self.calls += 1
            if self.jump and self.calls >= self.jump[0]:
                self.clock.move(self.jump[1])
                self.jump = None

    def ends(self, entry: Any) -> None:
        with self._lock:
            self.talking.pop(entry.pk, None)


def _work(house: House, caller: Any, dice: Random) -> None:
    """Call until nobody is due."""
    batch = None
    with town_scope(TOWN):
        while batch := batch or take_batch(campaign=house.campaign, by=caller, at=house.clock.now()):
            entry = open_next(batch=batch, by=caller, at=house.clock.now())
            if entry is None:
                batch = None
                continue
            house.begins(entry, caller)
            outcome = dice.choices([code for code, _ in PHONE], [weight for _, weight in PHONE])[0]
            at = house.clock.now()
            told = {
                "entry": entry,
                "said": a_said(Outcome(outcome), at),
                "key": f"appel:{entry.pk}:{at:%d%H%M%S}",
                "by": caller,
            }
            house.ends(entry)
            record_outcome(**told, at=at)
            if dice.random() < 0.1:
                record_outcome(**told, at=house.clock.now())
            house.sums.add(standing_counts(house.campaign, at=house.clock.now()).total)
    connection.close()


def _all_work(house: House, seed: int, people: int) -> None:
    """Everybody calls at once; no more callers than there are people, the last days."""
    faults = []

    def work(caller: Any, dice: Random) -> None:
        try:
            _work(house, caller, dice)
        except BaseException as error:  # noqa: BLE001 - told to the test
            faults.append(repr(error))

    threads = [
        threading.Thread(target=work, args=(caller, Random(f"{seed}/{caller.pk}")))
        for caller in house.callers[: max(2, people)]
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    house.faults += faults


def _do_steps(house: House, chief: Any, dice: Random, until: datetime) -> None:
    """The supervisor, door by door, for what is due; some are left, as at the end of a day."""
    for step in list(
        EntryStep.objects.filter(done_at=None, due_at__lte=until, entry__state=EntryState.ESCALATED)
        .exclude(kind__in=BESIDE)
        .select_related("entry")
    ):
        if dice.random() < 0.1:
            continue
        outcome = dice.choice(allowed_outcomes(StepKind(step.kind)))
        at = house.clock.now()
        record_outcome(
            entry=step.entry, said=a_said(outcome, at), key=f"step:{step.pk}:{at:%d%H%M%S}", by=chief, at=at
        )
        house.sums.add(standing_counts(house.campaign, at=at).total)


def call(seed: str) -> dict[str, Any]:
    """Eighteen callers at once from nine o'clock, an hour lost then an hour found, until nobody is left to call."""
    with town_scope(TOWN):
        campaign = CallCampaign.objects.get()
        chief, *callers = Account.objects.order_by("pk")
        house, dice = House(campaign, callers[:-2], NINE), Random(seed)
        phases = 0
        waiting = CampaignEntry.objects.filter(state__in=[EntryState.TO_CALL, EntryState.SCHEDULED])
        while waiting.exists():
            phases += 1
            house.jump = {1: (60, HOUR), 2: (house.calls + 20, -HOUR)}.get(phases)
            _all_work(house, phases, waiting.filter(due_at__lte=house.clock.now()).count())
            house.jump = None
            _do_steps(house, chief, dice, house.clock.now())
            coming = waiting.aggregate(due=Min("due_at"), lease=Min("lease_until"))
            if coming["due"] is None:
                break
            now = house.clock.now()
            later = [moment for moment in coming.values() if moment and moment > now]
            house.clock.move(max(min(later, default=now) - now, timedelta(minutes=30)))
            if phases > 400:
                house.faults.append("it never ends")
                break
        return {"faults": house.faults, "sums": sorted(house.sums), "calls": house.calls, "phases": phases}


def die(number: str) -> None:
    """One more caller, who takes a batch, makes two calls and is killed in the middle of the third."""
    with town_scope(TOWN):
        campaign, caller = CallCampaign.objects.get(), Account.objects.get(email=f"a{number}@exemple.fr")
        clock = Clock(NINE)
        batch = take_batch(campaign=campaign, by=caller, at=clock.now())
        for _ in range(2):
            entry = open_next(batch=batch, by=caller, at=clock.now())
            at = clock.now()
            record_outcome(
                entry=entry, said=a_said(Outcome.OK, at), key=f"mort:{number}:{entry.pk}", by=caller, at=at
            )
        entry = open_next(batch=batch, by=caller, at=clock.now())
        sys.stdout.write(json.dumps({"held": batch.entries[2:], "talking": entry.pk}) + "\n")
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def report() -> dict[str, Any]:
    """Everybody: state, whether something with an owner and an hour holds them, how many attempts."""
    with town_scope(TOWN):
        steps = EntryStep.objects.filter(done_at=None).exclude(kind__in=BESIDE)
        held = {step.entry_id: [step.owner_id is not None, step.due_at is not None] for step in steps}
        return {
            "entries": {
                str(entry.pk): [entry.state, held.get(entry.pk), entry.tries]
                for entry in CampaignEntry.objects.annotate(tries=Count("attempts"))
            }
        }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count, Min

    from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, take_batch
    from cordee.coordinate.campaigns.models import (
        BESIDE,
        CallCampaign,
        CampaignEntry,
        EntryState,
        EntryStep,
        Outcome,
        StepKind,
    )
    from cordee.coordinate.campaigns.rules.outcomes import allowed_outcomes
    from cordee.coordinate.campaigns.selectors.board import standing_counts
    from cordee.coordinate.campaigns.tests.factories import a_campaign
    from cordee.coordinate.campaigns.tests.saying import a_said
    from cordee.ground.audit.actions import Task
    from cordee.ground.people.actions.persons import create_staff_account
    from cordee.ground.people.models import Account, Role
    from cordee.ground.territory.models import Commune, Municipality, town_scope

    step, *given = sys.argv[1:]
    told = {"prepare": prepare, "call": call, "die": die, "report": report}[step](*given)  # type: ignore[operator]
    sys.stdout.write(json.dumps(told))
