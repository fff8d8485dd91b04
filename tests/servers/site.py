"""The whole product, started as a town starts it: web server, worker, database, messages written to files."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import textwrap
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.servers.once import ROOT, made_once, migrated_sqlite
from tests.servers.ports import free_port

DEMO_PASSWORD = "cordee-demo-2026"


@dataclass
class Site:
    """A running site and what a test may ask of it."""

    url: str
    folder: Path
    environment: dict[str, str] = field(repr=False)
    clock: Path | None = None
    """Where the hour of a site with a clock of its own is written."""
    _prompt: subprocess.Popen[str] | None = field(default=None, repr=False)
    _asked_one_by_one: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def set_clock(self, at: datetime) -> None:
        """Put every program of the site at this moment; it goes on from there."""
        assert self.clock is not None, "running_site(at=…) gives a site its own clock."
        # Renamed, so that nobody reads half a number.
        new = self.clock.with_suffix(".new")
        new.write_text(str(at.timestamp() - time.time()))
        new.rename(self.clock)
        time.sleep(0.1)

    def run(self, *words: str, check: bool = True, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run ``cordee WORDS`` beside the site; what it said stands beside a failure."""
        done = subprocess.run(
            [sys.executable, "-m", "cordee.config", *words],
            cwd=ROOT, env=self.environment | settings, check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert not (check and done.returncode), (
            f"cordee {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
        return done

    def query(self, code: str) -> Any:
        """Evaluate Python in the site's database, in the demo town's scope; ``out`` is what comes back (JSON)."""
        with self._asked_one_by_one:
            if self._prompt is None:
                # One program for all the questions: loading the house takes longer than most answers.
                self._prompt = subprocess.Popen(
                    [sys.executable, "-m", "tests.servers.prompt"],
                    cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )  # fmt: skip
            assert self._prompt.stdin and self._prompt.stdout
            self._prompt.stdin.write(json.dumps(textwrap.dedent(code)) + "\n")
            self._prompt.stdin.flush()
            told, _, _ = select.select([self._prompt.stdout], [], [], 120)
            assert told, "No answer within 120 s."
            answer = json.loads(self._prompt.stdout.readline() or '{"error": "The program ended."}')
        assert "error" not in answer, answer["error"]
        return answer["out"]

    def hang_up(self) -> None:
        """End the program that answers queries."""
        if self._prompt is not None and self._prompt.stdin and self._prompt.stdout:
            self._prompt.stdin.close()
            self._prompt.wait(30)
            self._prompt.stdout.close()
            self._prompt = None

    def messages(self) -> list[dict[str, Any]]:
        """Every SMS written so far by the file gateway, oldest first."""
        lines: list[dict[str, Any]] = []
        for path in sorted((self.folder / "sms").glob("*.jsonl")):
            lines += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return lines

    def wait_for_sms(self, to: str, *containing: str, seconds: float = 45) -> str:
        """The text of the newest SMS to a number that contains all these words; fails when none comes."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in reversed(self.messages()):
                if message["to"] == to and all(words in message["body"] for words in containing):
                    return str(message["body"])
            time.sleep(0.2)
        raise AssertionError(f"No SMS to {to} with « {containing} »; seen: {self.messages()[-5:]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _copy_demo(site: Site, town: str) -> None:
    """Give the site a copy of the demo town, set up once for the whole run."""

    def make(folder: Path) -> None:
        migrated_sqlite(folder / "cordee.sqlite3")
        site.run("demo", "--no-serve", "--town", town, CORDEE_DATA_DIR=str(folder))

    shutil.copytree(made_once(town, make), site.folder, dirs_exist_ok=True)


@contextmanager
def running_site(
    folder: Path, *, town: str = "medium", database_url: str = "", at: datetime | None = None, **settings: str
) -> Iterator[Site]:
    """Set the demo town up in ``folder`` and serve it on a free port until the block ends; ``at`` gives it its own clock."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")} | {
        "CORDEE_DATA_DIR": str(folder),
        "CORDEE_PUBLIC_URL": url,
        "CORDEE_HDS": "oui",
        "DJANGO_SETTINGS_MODULE": "cordee.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        **settings,
    }
    site = Site(url, folder, environment)
    if at is not None:
        site.clock = folder / "clock"
        site.set_clock(at)
        environment["TESTS_CLOCK"] = str(site.clock)
        environment["PYTHONPATH"] = os.pathsep.join(
            [str(ROOT / "tests/servers/clock"), environment["PYTHONPATH"]]
        )
    if database_url:
        environment["CORDEE_DATABASE_URL"] = database_url
    if database_url or at is not None:
        # A copy would be a town of another engine, or of another day.
        if not database_url:
            migrated_sqlite(folder / "cordee.sqlite3")
        site.run("demo", "--no-serve", "--town", town)
    else:
        _copy_demo(site, town)
    log = (folder / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "cordee.config", "serve", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 180
        while not _answers(url + "/"):
            assert server.poll() is None, (folder / "serve.log").read_text()
            assert time.monotonic() < deadline, "The site did not answer within 180 s."
            time.sleep(0.3)
        yield site
    finally:
        site.hang_up()
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()
