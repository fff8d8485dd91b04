"""Every row that belongs to a town carries its commune, and ordinary reads see one town only.

The scope is set once: by the middleware for a request, by ``town_scope`` for a task or a command. Reading town rows
without a scope raises, so that a forgotten filter is a crash in a test and never one town reading another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.db import models

from cordee.ground.territory.models.communes import Commune

_commune: ContextVar[str | None] = ContextVar("commune", default=None)


class ScopeMissing(RuntimeError):
    """Town rows were read or written with no town in scope: a programming fault, never a user's."""


def current_commune() -> str:
    """INSEE code of the town in scope. Raises ``ScopeMissing``."""
    code = _commune.get()
    if code is None:
        raise ScopeMissing("No commune in scope: open one with town_scope(insee_code).")
    return code


@contextmanager
def town_scope(insee_code: str) -> Iterator[None]:
    """Work for one town."""
    token = _commune.set(insee_code)
    try:
        yield
    finally:
        _commune.reset(token)


class TownRows(models.Manager["Any"]):
    """Rows of the town in scope."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Filter on the scope; raises ``ScopeMissing`` without one."""
        return super().get_queryset().filter(commune_id=current_commune())


class TownRow(models.Model):
    """A row that belongs to a town. ``objects`` sees the town in scope; ``everywhere`` is for tasks that visit all."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune")

    objects = TownRows()
    everywhere = models.Manager()  # noqa: DJ012 - two managers, the scoped one first

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row into the town in scope when it does not name its own."""
        if not self.commune_id:
            self.commune_id = current_commune()
        super().save(*args, **kwargs)

    @classmethod
    def new(cls, **fields: Any) -> Self:
        """Build an unsaved row of the town in scope (for bulk writes, which do not call ``save``)."""
        return cls(commune_id=current_commune(), **fields)
