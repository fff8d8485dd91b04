"""Serving the pages and sending the messages: a web server and a worker, started and stopped together."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections

from cordee.ground.audit.rules import Refused

WORKER_BACK_AFTER_S = 5.0
STOPS_WITHIN_S = 25.0
_PR_SET_PDEATHSIG = 1


def parse_bind(text: str) -> tuple[str, int]:
    """« 127.0.0.1:8000 », « :8000 », « 8000 » or « [::1]:8000 » as (host, port). Raises ``Refused``."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise Refused(f"« {text} » n’est pas une adresse d’écoute : écrivez par exemple 127.0.0.1:8000.")
    return host, int(port)


def check_port_is_free(host: str, port: int) -> None:
    """Raise ``Refused`` when nobody could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refused(
                f"Le port {port} est réservé à l’administrateur : choisissez-en un au-dessus de 1024."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Refused(
                    f"Impossible d’écouter sur {host} : cette adresse n’est pas à cette machine."
                ) from None
            raise Refused(
                f"Le port {port} est déjà pris : arrêtez l’autre programme, ou choisissez un autre port "
                f"(--bind {host}:{port + 1})."
            ) from None


def _static_stamp() -> str:
    """Fingerprint of the static files of the applications: names, sizes and dates."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            facts = Path(storage.path(path)).stat()
            seen.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def gather_static_files(tell: Callable[[str], None]) -> None:
    """Gather and compress the static files, unless nothing changed since the last time."""
    root = Path(settings.STATIC_ROOT)
    mark, stamp = root / ".stamp", _static_stamp()
    if mark.exists() and mark.read_text() == stamp:
        return
    tell("Préparation des feuilles de style, des scripts et des cartes…")
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(stamp)


def web_command(host: str, port: int) -> list[str]:
    """The web server's command line: threads in one process on SQLite (one writer), two processes on
    PostgreSQL."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    processes = 1 if connection.vendor == "sqlite" else 2
    # A connection kept alive stays with the process that took it: one would queue its visitors while the other rests. With
    # one connection a request, whoever is free takes the next one (a reverse proxy opens them so anyway).
    alive_s = 2 if processes == 1 else 0
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "cordee.config.wsgi:application",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--workers",
        str(processes),
        "--threads",
        str(settings.ENV["THREADS"]),
        "--keep-alive",
        str(alive_s),
        "--graceful-timeout",
        "15",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]


def _die_with_parent() -> None:
    """A server killed outright takes its children with it (Linux); elsewhere they are stopped on ordinary
    exits only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then stops both in good order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603, PLW1509


class House:
    """The web server and the worker. The first to leave for good takes the other along; a worker that falls
    is put back."""

    def __init__(self, host: str, port: int) -> None:
        self._web_command = web_command(host, port)
        self._worker_command = [sys.executable, "-m", "cordee.config", "worker"]
        self._asked_to_stop = False

    def _ask_to_stop(self, *_: object) -> None:
        self._asked_to_stop = True

    def run(self, tell: Callable[[str], None]) -> int:
        """Serve until SIGINT or SIGTERM. Returns the exit code of the web server when it left by itself, else
        0."""
        connections.close_all()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        web = _start(self._web_command)
        worker = _start(self._worker_command)
        fell_at: float | None = None
        try:
            while not self._asked_to_stop and web.poll() is None:
                if worker.poll() is not None and fell_at is None:
                    fell_at = time.monotonic()
                    tell("L’envoi des messages s’est arrêté : il repart dans quelques secondes.")
                if fell_at is not None and time.monotonic() - fell_at > WORKER_BACK_AFTER_S:
                    worker, fell_at = _start(self._worker_command), None
                time.sleep(0.2)
        finally:
            _stop(web, worker)
        return 0 if self._asked_to_stop else int(web.returncode or 0)


def _stop(*children: subprocess.Popen[bytes]) -> None:
    """End them gently, then firmly."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOPS_WITHIN_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
