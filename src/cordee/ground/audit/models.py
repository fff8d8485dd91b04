"""One event per write, one per read of a personal file. Rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class EventKind(models.TextChoices):
    """What sort of thing happened."""

    WRITE = "write", "Écriture"
    READ = "read", "Consultation"
    ACCESS = "access", "Connexion"


class Event(models.Model):
    """Something somebody did.

    ``subject`` and ``actor`` are told by kind and key (``need:12``, ``account:3``, ``person:8``, ``task:drain``), so the
    footing of the house knows no room above it. ``facts`` holds codes and counts, never a name, a phone or a free text.
    ``signature`` is made when the event is written; within a minute it takes its ``rank`` in the chain of its town, and
    ``seal`` ties it to the one before.
    """

    at = models.DateTimeField(db_index=True)
    commune_code = models.CharField(max_length=5, db_index=True)
    kind = models.CharField(max_length=8, choices=EventKind)
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    facts = models.JSONField(default=dict)
    signature = models.CharField(max_length=64, default="")
    rank = models.BigIntegerField(null=True)
    seal = models.CharField(max_length=64, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["commune_code", "rank"], name="event_rank_once")]
        indexes = [
            models.Index(fields=["commune_code"], name="event_unsealed", condition=Q(rank__isnull=True))
        ]
        verbose_name = "événement"
        verbose_name_plural = "événements"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a row. Raises ``TypeError`` when asked to change one."""
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: only the retention purge of the DPO removes events, in bulk and by date."""
        raise TypeError("An audit event is never deleted one by one.")


class Chain(models.Model):
    """Both ends of a town’s chain, signed: events cannot be cut off from either side unseen.

    What the retention purge destroyed ends at ``start_rank``, whose seal is kept so that the rest can still be verified.
    ``copied_rank`` is the last event that left for the copy kept elsewhere; a convenience, not a proof, hence not signed.
    """

    commune_code = models.CharField(max_length=5, primary_key=True)
    start_rank = models.BigIntegerField(default=0)
    start_seal = models.CharField(max_length=64, default="")
    end_rank = models.BigIntegerField(default=0)
    end_seal = models.CharField(max_length=64, default="")
    signature = models.CharField(max_length=64, default="")
    copied_rank = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.commune_code} {self.start_rank}–{self.end_rank}"
