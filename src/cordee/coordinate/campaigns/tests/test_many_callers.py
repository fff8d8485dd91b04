"""Twenty callers, 640 people, two callers killed in the middle of a call, a clock that jumps an hour each way: nobody is
called by two people at once, everybody stays counted, and at the end nobody is left without an answer or a next step."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cordee.coordinate.campaigns.tests.drill import CALLERS, PEOPLE
from cordee.ground.messaging.tests.test_killed import environment
from tests.servers.once import migrated_sqlite
from tests.servers.postgres import postgres

DRILL = [sys.executable, "-m", "cordee.coordinate.campaigns.tests.drill"]


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request) -> Iterator[dict[str, str]]:
    """A house of its own, with its campaign launched."""
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    folder.chmod(0o755)
    nowhere = "http://127.0.0.1:9"
    try:
        if request.param == "sqlite":
            yield environment(folder, f"sqlite:///{migrated_sqlite(folder / 'base.sqlite3')}", nowhere)
        else:
            with postgres(folder / "server") as url:
                yield environment(folder, url, nowhere) | {"CORDEE_THREADS": "20"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(house: dict[str, str], *step: str):
    told = subprocess.run([*DRILL, *step], env=house, capture_output=True, text=True, timeout=400)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_twenty_callers_two_of_them_killed_and_a_clock_that_jumps_forget_nobody(house):
    assert run(house, "prepare") == {"people": PEOPLE}
    dying = [
        subprocess.Popen([*DRILL, "die", str(number)], env=house, stdout=subprocess.PIPE, text=True)
        for number in (CALLERS - 1, CALLERS)
    ]
    told = run(house, "call", "16 juillet")
    held = []
    for one in dying:
        said, _ = one.communicate(timeout=60)
        assert one.returncode == -signal.SIGKILL
        held += json.loads(said.splitlines()[0])["held"]
    assert told["faults"] == []
    assert told["sums"] == [PEOPLE]
    assert told["calls"] >= PEOPLE - 20
    entries = run(house, "report")["entries"]
    assert len(entries) == PEOPLE
    states = Counter(state for state, _, _ in entries.values())
    assert set(states) <= {"reached", "closed", "escalated"}
    # Whoever is not done with has one thing to come, with an owner and an hour; whoever is has none.
    assert all((step == [True, True]) == (state == "escalated") for state, step, _ in entries.values())
    # Those whom the dead callers had in hand were called by others.
    assert len(held) == 16 and all(entries[str(key)][2] for key in held)
