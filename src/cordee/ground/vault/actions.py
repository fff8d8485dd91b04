"""Ciphering what is in the tables already."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from cordee.ground.vault.models import cipher_again, under_newest_key
from cordee.ground.vault.selectors import Column, ciphered_columns, tokens_of


def _put(column: Column, changed: list[tuple[str, int, str]], using: BaseDatabaseWrapper) -> int:
    """Write new values where the old ones still stand: what somebody wrote in between is newer than ours."""
    quote = using.ops.quote_name
    done = 0
    with using.cursor() as cursor:
        for new, key, old in changed:
            cursor.execute(
                f"UPDATE {quote(column.table)} SET {quote(column.name)} = %s "  # noqa: S608 - our own names
                f"WHERE {quote(column.key)} = %s AND {quote(column.name)} = %s",
                [new, key, old],
            )
            done += cursor.rowcount
    return done


def turn_keys(*, tell: Callable[[int], None]) -> int:
    """Cipher again, under the newest key, every value that is not; returns how many were.

    Each batch is a transaction of its own: stopped anywhere, the same call goes on from there. ``tell`` hears the count
    as it grows.
    """
    done = 0
    for column in ciphered_columns():
        for rows in tokens_of(column, most=200):
            behind = [(row, token) for row, token in rows if not under_newest_key(token)]
            if not behind:
                continue
            with transaction.atomic():
                done += _put(column, [(cipher_again(token), row, token) for row, token in behind], connection)
            tell(done)
    return done


def settle_files() -> None:
    """After an erasure is committed: empty the journal of an embedded database, where the erased pages still stand.

    A reader at work only puts it off to the next writing; PostgreSQL cleans by itself (VACUUM).
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
