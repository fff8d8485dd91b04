"""A thin SQLite backend whose write transactions wait in line.

SQLite lets one connection write at a time. Several threads or processes that meet at ``BEGIN IMMEDIATE`` sleep in the
busy handler and starve: a 99th percentile above one second was measured with eight writers. A turn taken before ``BEGIN``
makes them wait in line instead (``turns``). A statement alone, outside any transaction, still meets the busy timeout.
"""

from __future__ import annotations

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from cordee.config.sqlite.turns import Turn, turn_of


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite wrapper with a turn around every transaction."""

    _turn: Turn | None = None

    def _take_turn(self) -> None:
        if self._turn is not None or self.is_in_memory_db():
            return
        turn = turn_of(str(self.settings_dict["NAME"]))
        if not turn.take(wait_s=self.settings_dict["OPTIONS"].get("timeout", 20)):
            raise OperationalError("database is locked")
        self._turn = turn

    def _give_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.give_back()

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
