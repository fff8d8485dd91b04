"""A thin SQLite backend whose write transactions wait in line.

SQLite lets one connection write at a time. Several threads that meet at ``BEGIN IMMEDIATE`` sleep in the busy handler
and starve: a 99th percentile above one second was measured with eight writers. A lock taken before ``BEGIN`` makes the
threads of one process wait their turn without sleeping; other processes still meet through the busy timeout.
"""

from __future__ import annotations

import threading

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper with an in-process turn around every transaction."""

    _has_turn = False

    def _take_turn(self) -> None:
        if self._has_turn or self.is_in_memory_db():
            return
        wait_s = self.settings_dict["OPTIONS"].get("timeout", 20)
        if not _turn.acquire(timeout=wait_s):
            raise OperationalError("database is locked")
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        # A failed commit is followed by a rollback: the turn is kept until the transaction has really ended.
        super()._commit()  # type: ignore[misc]
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def close(self) -> None:
        """Close; a turn held outside a transaction is given back."""
        try:
            super().close()
        finally:
            if not self.in_atomic_block:
                self._give_turn()
