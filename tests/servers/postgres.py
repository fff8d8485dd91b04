"""A private PostgreSQL cluster on a Unix socket, gone with the test."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.servers.once import made_once, migrate

_SPEED = (
    "-c fsync=on -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60 -c listen_addresses=''"
)


def _program(name: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(places[0]) if places else shutil.which(name)
    if not found:
        raise RuntimeError("PostgreSQL is missing: « ./cordee test » installs it (apt install postgresql).")
    return found


def _as_owner(folder: Path) -> dict[str, Any]:
    """How to run a program of PostgreSQL on a folder: it refuses to run as root, so root hands it to ``postgres``."""
    run: dict[str, Any] = {
        "check": True,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": "/",
    }
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        run["user"] = "postgres"
    return run


@contextmanager
def _started(folder: Path, *, stop: str = "immediate") -> Iterator[str]:
    """Serve the cluster of a folder until the block ends, and give its URL."""
    run = _as_owner(folder)
    control = [_program("pg_ctl"), "-D", str(folder / "pg"), "-w", "-t", "60"]
    subprocess.run([*control, "-l", str(folder / "pg.log"), "-o", f"{_SPEED} -k {folder}", "start"], **run)
    try:
        yield f"postgresql://cordee@/cordee?host={folder}"
    finally:
        subprocess.run([*control, "-m", stop, "stop"], **run)


def _model(folder: Path) -> None:
    """A cluster whose database ``cordee`` has every table."""
    folder.mkdir(mode=0o755)
    # A socket's path is at most 107 characters, and the server's own user must reach it.
    with TemporaryDirectory(prefix="pg-", dir="/tmp") as place:
        short = Path(place)
        short.chmod(0o755)
        run = _as_owner(short)
        subprocess.run(
            [
                _program("initdb"), "-D", str(short / "pg"), "-U", "cordee", "-A", "trust", "-E", "UTF8",
                "--no-locale", "--no-sync",
            ],
            **run,
        )  # fmt: skip
        # Stopped properly, it is whole on the disk for whoever copies it.
        with _started(short, stop="fast") as url:
            subprocess.run([_program("createdb"), "-h", str(short), "-U", "cordee", "cordee"], **run)
            migrate(folder / "data", url)
        shutil.move(short / "pg", folder / "pg")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start a cluster in ``folder`` and give its URL: database ``cordee``, every table in it, and nothing else.

    The cluster is a copy of one made once for the run. A socket's path is at most 107 characters: give a short
    folder.
    """
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    # « cp » keeps the owner and the rights, that the server insists on.
    subprocess.run(["cp", "-a", str(made_once("postgresql", _model) / "pg"), str(folder / "pg")], check=True)
    with _started(folder) as url:
        yield url
