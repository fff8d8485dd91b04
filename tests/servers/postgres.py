"""A private PostgreSQL cluster on a Unix socket, gone with the test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SPEED = (
    "-c fsync=on -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60 -c listen_addresses=''"
)


def _program(name: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(places[0]) if places else shutil.which(name)
    if not found:
        raise RuntimeError("PostgreSQL is missing: « ./cordee test » installs it (apt install postgresql).")
    return found


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Start a cluster in ``folder`` and give its URL (database ``cordee``).

    PostgreSQL refuses to run as root, so root hands it to the user ``postgres``. A socket's path is at most
    107 characters: give a short folder.
    """
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    cluster = folder / "pg"
    cluster.mkdir(mode=0o700, parents=True)
    if os.geteuid() == 0:
        shutil.chown(folder, owner)
        shutil.chown(cluster, owner)
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    if os.geteuid() == 0:
        run["user"] = owner
    subprocess.run(
        [
            _program("initdb"),
            "-D",
            str(cluster),
            "-U",
            "cordee",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ],
        **run,
    )
    control = [_program("pg_ctl"), "-D", str(cluster), "-w", "-t", "60"]
    log = folder / "pg.log"
    subprocess.run([*control, "-l", str(log), "-o", f"{_SPEED} -k {folder}", "start"], **run)
    try:
        subprocess.run([_program("createdb"), "-h", str(folder), "-U", "cordee", "cordee"], **run)
        yield f"postgresql://cordee@/cordee?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)
