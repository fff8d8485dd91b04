"""Lists the town receives: a spreadsheet waits here until a person has confirmed its columns."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredBytes, CipheredJson


class SheetKind(models.TextChoices):
    """What the lines of a sheet are."""

    VOLUNTEERS = "volunteers", "bénévoles"
    NEEDS = "needs", "demandes d’aide"
    REGISTER = "register", "registre de solidarité"


class SheetState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", "reçu, colonnes à confirmer"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "illisible"


class ReceivedSheet(TownRow):
    """One file as it came, the columns a person confirmed, and what became of each line.

    ``columns`` maps a column's position (as text) to a field name; ``report`` is the outcome of each line:
    ``{"line": 12, "outcome": "created|updated|unchanged|refused|duplicate", "messages": [{"column", "text"}]}``.
    The file itself is dropped once imported; the report stays so that the answer to « what became of line 12 » stays.
    """

    kind = models.CharField(max_length=12, choices=SheetKind)
    file_name = models.CharField(max_length=200)
    content = CipheredBytes(null=True)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.RECEIVED)
    columns = models.JSONField(default=dict)
    report = CipheredJson(default=list)
    counts = models.JSONField(default=dict)
    received_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
