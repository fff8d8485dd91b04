"""The « sac de crise » and the call sheets of a town (`python -m bench.crisis_bag`, see bench/README.md)."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

BAG_WITHIN_S = 60
"""For a thousand people on two processors (domain.md § 10, J10)."""
SHEETS_WITHIN_S = 10
"""For 640 people to call (J3)."""


def main() -> int:
    """Print the figures; 1 when a goal is missed, somebody is not in the bag or was read without a trace."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=1000)
    asked.add_argument("--called", type=int, default=640)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    folder = tempfile.mkdtemp(prefix="bag-")
    house = {"CORDEE_DATA_DIR": folder, "CORDEE_SECRET_KEY": "a-key-for-the-bench-only", "CORDEE_HDS": "oui"}
    try:
        told = subprocess.run(
            [sys.executable, "-m", "bench.bagging", str(given.people), str(given.called)],
            env=os.environ | house, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = json.loads(told.stdout.splitlines()[-1])
    found["goals"] = {
        "bag": max(found["bag_s"], found["ciphered_bag_s"]) <= BAG_WITHIN_S,
        "call_sheets": found["call_sheets_s"] <= SHEETS_WITHIN_S and found["call_sheets_are_pdf"],
        "everybody": found["in_the_bag"] == found["reads_traced"] == given.people,
    }
    if given.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name:>20}  {value}\n" for name, value in found.items())
    return 0 if all(found["goals"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
