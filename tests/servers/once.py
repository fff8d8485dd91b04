"""What is made once for a whole run, whichever of its processes comes first."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def shared_folder() -> Path:
    """One folder for all the processes of a run: the first of them, which starts the others, makes and clears it."""
    if "SHARED_BY_TESTS" not in os.environ:
        os.environ["SHARED_BY_TESTS"] = tempfile.mkdtemp(prefix="cordee-shared-")
        atexit.register(shutil.rmtree, os.environ["SHARED_BY_TESTS"], ignore_errors=True)
    return Path(os.environ["SHARED_BY_TESTS"])


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The path that ``make(path)`` filled: the others wait for the first; after a failure the next begins again."""
    ready = shared_folder() / name
    with ready.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = ready.with_name(f"{name}.making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(ready)
    return ready


def migrate(data: Path, database_url: str) -> None:
    """Apply every migration to a database; ``data`` is where the program keeps its keys."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")} | {
        "CORDEE_DATA_DIR": str(data),
        "CORDEE_DATABASE_URL": database_url,
        "CORDEE_SECRET_KEY": "a-key-for-tests-only",
        "DJANGO_SETTINGS_MODULE": "cordee.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, "-m", "cordee.config", "migrate", "--verbosity", "0"],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def migrated_sqlite(path: Path) -> Path:
    """Put at ``path`` a SQLite database with every table and nothing in it: migrating takes twenty seconds, a copy none."""

    def make(folder: Path) -> None:
        folder.mkdir()
        migrate(folder, f"sqlite:///{folder}/cordee.sqlite3")

    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(made_once("migrated", make) / "cordee.sqlite3", path))
