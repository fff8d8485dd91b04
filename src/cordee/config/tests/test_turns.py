"""Waiting in line to write: fair between processes, and given back by the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cordee.config.sqlite.turns import Turn, turn_of

# Takes the turn again and again, tells when it holds it, writes one letter while it does.
_GREEDY = """
import sys, time
from pathlib import Path
from cordee.config.sqlite.turns import Turn
turn, told = Turn(sys.argv[1]), Path(sys.argv[2])
while True:
    assert turn.take(wait_s=30)
    with told.open("a") as file:
        file.write("b")
    time.sleep(float(sys.argv[3]))
    turn.give_back()
"""


@contextmanager
def _another_process(path: Path, told: Path, holds_s: float) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", _GREEDY, str(path), str(told), str(holds_s)])
    try:
        deadline = time.monotonic() + 30
        while not (told.exists() and told.read_text()):
            assert time.monotonic() < deadline, "The other process never had its turn."
            time.sleep(0.01)
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_turn_held_elsewhere_is_waited_for_no_longer_than_asked(tmp_path: Path) -> None:
    with _another_process(tmp_path / "db", tmp_path / "told", 60):
        assert not Turn(str(tmp_path / "db")).take(wait_s=0.05)


def test_a_process_killed_while_writing_gives_its_turn_back(tmp_path: Path) -> None:
    with _another_process(tmp_path / "db", tmp_path / "told", 60) as process:
        process.kill()
        turn = Turn(str(tmp_path / "db"))
        assert turn.take(wait_s=30)
        turn.give_back()


def test_a_process_that_never_rests_lets_another_write_after_each_of_its_turns(tmp_path: Path) -> None:
    told = tmp_path / "told"
    with _another_process(tmp_path / "db", told, 0.02):
        turn = Turn(str(tmp_path / "db"))
        for _ in range(10):
            assert turn.take(wait_s=30)
            with told.open("a") as file:
                file.write("a")
            # Long enough for the other to be waiting at the gate.
            time.sleep(0.02)
            turn.give_back()
    assert told.read_text().count("ba") >= 5, told.read_text()


def test_threads_of_a_process_write_one_at_a_time(tmp_path: Path) -> None:
    turn, inside, most = Turn(str(tmp_path / "db")), [], []

    def write() -> None:
        for _ in range(20):
            assert turn.take(wait_s=30)
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.0005)
            inside.pop()
            turn.give_back()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


@pytest.mark.parametrize(("one", "other", "same"), [("a", "a", True), ("a", "b", False)])
def test_each_database_has_its_own_line(tmp_path: Path, one: str, other: str, same: bool) -> None:
    assert (turn_of(str(tmp_path / one)) is turn_of(str(tmp_path / other))) is same
