"""One-time keys: the link or the code by which a resident or a volunteer comes in without a password."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.persons import Person
from cordee.ground.territory.models import TownRow


class EntryPurpose(models.TextChoices):
    """What a key opens."""

    MINE = "mine", "mon espace"
    MISSION = "mission", "répondre à une proposition"


class EntryKey(TownRow):
    """A key is stored as a digest only; it opens one purpose, once, before it expires.

    ``target`` tells which row it is about when the purpose needs one (``assignment:12``).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8, choices=EntryPurpose)
    target = models.CharField(max_length=40, blank=True)
    link_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "expires_at"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
