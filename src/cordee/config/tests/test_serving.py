"""The pages and the messages start together and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cordee.config.serving import check_port_is_free, parse_bind
from cordee.ground.audit.rules import Refused
from tests.servers.once import migrated_sqlite
from tests.servers.ports import free_port


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        (":8001", ("127.0.0.1", 8001)),
        ("8002", ("127.0.0.1", 8002)),
        ("[::1]:8003", ("::1", 8003)),
        ("mairie.local:8004", ("mairie.local", 8004)),
    ],
)
def test_an_address_is_read_in_every_usual_form(text, read):
    assert parse_bind(text) == read


@pytest.mark.parametrize(
    "text", ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "localhost:http"]
)
def test_an_address_that_is_not_one_is_refused(text):
    with pytest.raises(Refused, match=r"127\.0\.0\.1:8000"):
        parse_bind(text)


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_already_taken_is_said_in_one_sentence(taken_port):
    with pytest.raises(CommandError, match=f"Le port {taken_port} est déjà pris"):
        call_command("serve", bind=f"127.0.0.1:{taken_port}")


def test_the_demonstration_says_the_port_is_taken_before_drawing_anything(taken_port):
    with pytest.raises(CommandError, match="déjà pris"):
        call_command("demo", bind=f"127.0.0.1:{taken_port}")


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match="pas à cette machine"):
        check_port_is_free("192.0.2.1", 8000)


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")}
    environ |= {"CORDEE_DATA_DIR": str(folder), "CORDEE_DEBUG": "oui", "CORDEE_COMMUNE": "49999"}
    return subprocess.Popen([sys.executable, "-m", "cordee.config", *arguments], env=environ)


def status_of(url: str) -> int | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def children_of(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(happened, seconds: float = 40.0):
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    migrated_sqlite(folder / "cordee.sqlite3")
    assert start(folder, "migrate", "--verbosity", "0").wait(300) == 0
    return folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_pages_and_messages_start_and_stop_together(installed, number):
    port = free_port()
    served = start(installed, "serve", "--bind", f"127.0.0.1:{port}")
    try:
        assert wait_until(lambda: status_of(f"http://127.0.0.1:{port}/sante/"))
        children = wait_until(lambda: len(children_of(served.pid)) == 2 and children_of(served.pid))
        names = " ".join(Path(f"/proc/{pid}/cmdline").read_text() for pid in children)
        assert "gunicorn" in names
        assert "worker" in names
        served.send_signal(number)
        served.wait(40)
        wait_until(lambda: not any(alive(pid) for pid in children))
        assert status_of(f"http://127.0.0.1:{port}/sante/") is None
    finally:
        served.kill()
        served.wait()
    assert served.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 0)
