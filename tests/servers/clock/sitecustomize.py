"""In the programs a test starts with this folder on their path: the hour the test chose, which goes on from there.

``TESTS_CLOCK`` names a file: how many seconds the chosen moment is ahead of the true one. A test that
writes it again moves every program at once, a fiftieth of a second later. Monotonic clocks are left alone.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import time_machine

_true = time.time


class _Clock:
    def __init__(self, file: Path) -> None:
        self.file, self.ahead, self._travel = file, 0.0, None
        self.follow()
        threading.Thread(target=self._watch, name="clock", daemon=True).start()
        os.register_at_fork(
            after_in_child=lambda: threading.Thread(target=self._watch, name="clock", daemon=True).start()
        )

    def follow(self) -> None:
        ahead = float(self.file.read_text() or 0)
        if ahead == self.ahead:
            return
        if self._travel is None:
            self._travel = time_machine.travel(_true() + ahead, tick=True).start()
        else:
            # Within a journey time.time() is the traveller’s: the true hour is what it shows less how far ahead it is.
            self._travel.move_to(time.time() - self.ahead + ahead)
        self.ahead = ahead

    def _watch(self) -> None:
        while True:
            time.sleep(0.02)
            self.follow()


if os.environ.get("TESTS_CLOCK"):
    _Clock(Path(os.environ["TESTS_CLOCK"]))
