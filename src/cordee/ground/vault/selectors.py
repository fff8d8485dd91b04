"""Which columns are ciphered, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from cordee.ground.vault.models import Ciphered, under_newest_key


@dataclass(frozen=True)
class Column:
    """One ciphered column of one table."""

    table: str
    key: str
    name: str


def ciphered_columns() -> list[Column]:
    """Every ciphered column of the house, always in the same order."""
    return [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column))
        for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table)
        for field in model._meta.local_fields
        if isinstance(field, Ciphered)
    ]


def tokens_of(column: Column, *, most: int = 500) -> Iterator[list[tuple[int, str]]]:
    """Keys and raw values of a column, batch after batch, in the order of the keys; empty ones are left out."""
    quote = connection.ops.quote_name
    query = (
        f"SELECT {quote(column.key)}, {quote(column.name)} FROM {quote(column.table)} "  # noqa: S608 - our own names
        f"WHERE {quote(column.key)} > %s AND {quote(column.name)} <> '' ORDER BY {quote(column.key)} LIMIT {most}"
    )
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [last])
            rows: list[tuple[int, str]] = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def tokens_behind() -> tuple[int, int]:
    """How many ciphered values there are, and how many the newest key does not open."""
    total = behind = 0
    for column in ciphered_columns():
        for rows in tokens_of(column):
            total += len(rows)
            behind += sum(not under_newest_key(token) for _, token in rows)
    return total, behind
