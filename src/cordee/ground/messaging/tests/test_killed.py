"""kill -9 of the worker while it sends: no message is lost, and only what the protocol cannot tell apart is
sent twice.

The provider is a real HTTP server that does not recognise repeats. It kills the worker itself, once it has
the request and before it answers: the worst moment, when the message is out and the house cannot know.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from werkzeug import Request, Response

from cordee.ground.messaging.tests.drill import CARRIED
from tests.servers.once import migrated_sqlite
from tests.servers.postgres import postgres

SERVICE = "sms-drill-1"
# One that may leave again, one that may not.
KILLED_AT = (30, 81)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a short path: a socket will live in it."""
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def environment(place: Path, database: str, provider: str) -> dict[str, str]:
    """The environment of a house of its own: database, data folder, provider."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")}
    return environ | {
        "CORDEE_DATABASE_URL": database,
        "CORDEE_DATA_DIR": str(place / "data"),
        "CORDEE_SECRET_KEY": "a-key-for-tests-only",
        "CORDEE_SMS_GATEWAY": "ovh",
        "CORDEE_OVH_ENDPOINT": provider,
        "CORDEE_OVH_SERVICE": SERVICE,
        "CORDEE_OVH_APPLICATION_KEY": "k",
        "CORDEE_OVH_APPLICATION_SECRET": "s",
        "CORDEE_OVH_CONSUMER_KEY": "c",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@pytest.fixture(scope="module")
def sqlite_file(place: Path) -> Path:
    """A database with the town and its messages, to be copied."""
    path = migrated_sqlite(place / "model.sqlite3")
    assert drill(environment(place, f"sqlite:///{path}", "http://127.0.0.1:9"), "prepare") == {
        "queued": CARRIED
    }
    return path


@pytest.fixture(scope="module")
def postgres_url(place: Path) -> Iterator[str]:
    """The same, in a PostgreSQL cluster: its database is a model to be copied."""
    with postgres(place / "server") as url:
        assert drill(environment(place, url, "http://127.0.0.1:9"), "prepare") == {"queued": CARRIED}
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, httpserver, place) -> dict[str, str]:
    """A house with two hundred messages waiting."""
    name = f"copy_{uuid.uuid4().hex[:8]}"
    if request.param == "sqlite":
        copy = place / f"{name}.sqlite3"
        with (
            closing(sqlite3.connect(request.getfixturevalue("sqlite_file"))) as model,
            closing(sqlite3.connect(copy)) as new,
        ):
            model.backup(new)
        return environment(place, f"sqlite:///{copy}", httpserver.url_for("/1.0"))
    url = request.getfixturevalue("postgres_url")
    with psycopg.connect(url.replace("/cordee?", "/postgres?"), autocommit=True) as link:
        link.execute(f"create database {name} template cordee")
    return environment(place, url.replace("/cordee?", f"/{name}?"), httpserver.url_for("/1.0"))


def drill(house: dict[str, str], step: str):
    told = subprocess.run(
        [sys.executable, "-m", "cordee.ground.messaging.tests.drill", step],
        env=house,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def start_worker(house: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cordee.config", "worker", *options],
        env=house,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Provider:
    """Counts what it takes, by token; may act at the n-th request before it answers."""

    def __init__(self, httpserver) -> None:
        self.taken: list[str] = []
        self.act = lambda count: None
        self.delay_s = 0.0
        self._lock = threading.Lock()
        httpserver.expect_request("/1.0/auth/time").respond_with_handler(
            lambda request: Response(str(int(time.time())))
        )
        httpserver.expect_request(f"/1.0/sms/{SERVICE}/incoming").respond_with_json([])
        httpserver.expect_request(f"/1.0/sms/{SERVICE}/jobs").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        with self._lock:
            self.taken.append(request.json["tag"])
            count = len(self.taken)
        time.sleep(self.delay_s)
        self.act(count)
        return Response(json.dumps({"ids": [count], "invalidReceivers": []}), content_type="application/json")


def test_a_killed_worker_loses_nothing_and_repeats_only_what_was_in_flight(house, httpserver):
    provider = Provider(httpserver)
    in_flight = []
    for kill_at in KILLED_AT:
        worker = start_worker(house)

        def kill(count: int, kill_at: int = kill_at, worker: subprocess.Popen[bytes] = worker) -> None:
            if count == kill_at:
                in_flight.append(provider.taken[-1])
                worker.send_signal(signal.SIGKILL)
                worker.wait()

        provider.act = kill
        assert worker.wait(90) == -signal.SIGKILL
        drill(house, "age")
    provider.act = lambda count: None
    last = start_worker(house, "--once")
    assert last.wait(90) == 0

    told = drill(house, "report")
    messages, taken = told["messages"], Counter(provider.taken)
    assert len(in_flight) == len(KILLED_AT)
    # Nothing lost: the provider has every message, and each has a state that tells the truth.
    assert set(taken) == set(messages)
    assert {state for state, _, _ in messages.values()} <= {"sent", "unknown"}
    # Held: never twice; what was in flight is shown as « peut-être remis ».
    held = {token for token, (_, on_doubt, _) in messages.items() if on_doubt == "hold"}
    assert all(taken[token] == 1 for token in held)
    assert {token for token, (state, _, _) in messages.items() if state == "unknown"} == held & set(in_flight)
    # Sent again: twice, and only what was in flight.
    assert {token for token, times in taken.items() if times > 1} == set(in_flight) - held
    assert max(taken.values()) <= 2
    # No task is left running for ever.
    assert "RUNNING" not in told["tasks"]


def test_two_workers_together_send_each_message_once(house, httpserver):
    provider = Provider(httpserver)
    workers = [start_worker(house, "--once") for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    last = start_worker(house, "--once")
    assert last.wait(60) == 0
    assert Counter(provider.taken) == Counter(drill(house, "report")["messages"].keys())


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_worker_asked_to_stop_finishes_its_message_and_leaves(house, httpserver):
    provider = Provider(httpserver)
    provider.delay_s = 0.3
    worker = start_worker(house)
    asked = threading.Event()

    def stop(count: int) -> None:
        if count == 5 and not asked.is_set():
            asked.set()
            worker.send_signal(signal.SIGTERM)

    provider.act = stop
    assert worker.wait(60) == 0
    told = drill(house, "report")
    states = Counter(state for state, _, _ in told["messages"].values())
    assert states == {"sent": 5, "queued": CARRIED - 5}
    assert len(provider.taken) == 5
    assert told["beats"] == 0


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_worker_stuck_in_a_provider_still_leaves_within_ten_seconds(house, httpserver):
    provider = Provider(httpserver)
    release = threading.Event()
    worker = start_worker(house)

    def hang(count: int) -> None:
        worker.send_signal(signal.SIGTERM)
        release.wait(30)

    provider.act = hang
    try:
        # 10 s from the signal; the rest is the time to start.
        assert worker.wait(40) == 1
    finally:
        release.set()
    states = Counter(state for state, _, _ in drill(house, "report")["messages"].values())
    assert states == {"sending": 1, "queued": CARRIED - 1}
