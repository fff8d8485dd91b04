"""Sums already shown by a visitor's machine: each counts once."""

from __future__ import annotations

from django.db import models

from cordee.ground.territory.models import TownRow


class SpentProof(TownRow):
    """A proof of work that came with a form. It tells nothing of whoever sent it, and goes once too old."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"proof {self.pk}"
