"""One event per write, one per read of a personal file. Rows are added, never changed."""

from __future__ import annotations

from typing import Any

from django.db import models


class EventKind(models.TextChoices):
    """What sort of thing happened."""

    WRITE = "write", "Écriture"
    READ = "read", "Consultation"
    ACCESS = "access", "Connexion"


class Event(models.Model):
    """Something somebody did.

    ``subject`` and ``actor`` are told by kind and key (``need:12``, ``account:3``, ``person:8``, ``task:drain``), so the
    footing of the house knows no room above it. ``facts`` holds codes and counts, never a name, a phone or a free text.
    """

    at = models.DateTimeField(db_index=True)
    commune_code = models.CharField(max_length=5, db_index=True)
    kind = models.CharField(max_length=8, choices=EventKind)
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
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
