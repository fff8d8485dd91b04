"""A call campaign of a large town on PostgreSQL (`python -m bench.campaigns`, see bench/README.md).

Callers are threads that take a batch, open the next person, talk for ``--talk`` seconds on average and note an outcome: with
six seconds, forty times what people on the telephone do. Beside them somebody refreshes the board twice a second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers.postgres import postgres


def main() -> int:
    """Print the figures; 1 when somebody was called twice or the states do not sum."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=6000)
    asked.add_argument("--callers", type=int, default=80)
    asked.add_argument("--talk", type=float, default=6.0)
    asked.add_argument("--calls", type=int, default=100, help="how many each caller makes at most")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="calls-"))
    folder.chmod(0o755)
    try:
        with postgres(folder / "server") as url:
            house = {
                "CORDEE_DATABASE_URL": url,
                "CORDEE_DATA_DIR": str(folder / "data"),
                "CORDEE_SECRET_KEY": "a-key-for-the-bench-only",
                "CORDEE_THREADS": "40",
            }
            told = subprocess.run(
                [
                    sys.executable, "-m", "bench.calling",
                    *map(str, (given.people, given.callers, given.talk, given.calls)),
                ],
                env=os.environ | house, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = json.loads(told.stdout.splitlines()[-1])
    if given.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name:>16}  {value}\n" for name, value in found.items())
    return 1 if found["faults"] or found["sum"] != given.people else 0


if __name__ == "__main__":
    sys.exit(main())
