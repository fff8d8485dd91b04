"""Benchmarks run by hand: each prints what Cordée costs beside a reference measured in the same run."""

import os
import sys
from pathlib import Path

_root = Path(__file__).resolve().parents[1]
if str(_root / "src") not in sys.path:
    # « python -m bench.pages » is run from the root, with nothing installed: the package is found in src, here and in
    # the programs the bench starts.
    sys.path.insert(0, str(_root / "src"))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_root / "src"), str(_root)])
