"""A report and what followed: rows that are added, never deleted, emptied of their words when their time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import TownRow, TownRows, current_commune
from cordee.ground.vault.models import CipheredText


class KeptForGood(models.QuerySet[Any]):
    """Rows nobody deletes nor rewrites in bulk; ``empty`` is the one way their words go (§ 7.1)."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("A safeguarding report is never deleted.")

    def update(self, **kwargs: Any) -> int:
        """Refuse: what was filed or noted is never rewritten."""
        raise TypeError("A safeguarding report is never rewritten.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refuse, for the same reason."""
        raise TypeError("A safeguarding report is never rewritten.")


def empty(rows: models.QuerySet[Any], **blank: Any) -> int:
    """Take words out of rows whose time is over; the number, the dates and the kind stay."""
    return models.QuerySet.update(rows, **blank)


class KeptRows(TownRows):
    """Rows of the town in scope, kept."""

    def get_queryset(self) -> KeptForGood:
        """Filter on the scope; raises ``ScopeMissing`` without one."""
        return KeptForGood(self.model, using=self._db).filter(commune_id=current_commune())


class KeptEverywhere(models.Manager["Any"]):
    """Rows of every town, kept."""

    def get_queryset(self) -> KeptForGood:
        """All of them."""
        return KeptForGood(self.model, using=self._db)


class KeptRow(TownRow):
    """A row that stays."""

    objects: ClassVar[KeptRows] = KeptRows()
    everywhere: ClassVar[KeptEverywhere] = KeptEverywhere()

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise TypeError("A safeguarding report is never deleted.")


class SafeguardingReport(KeptRow):
    """Somebody may be in danger or ill-treated (« signalement », domain.md § 5.4). What was filed never changes.

    ``concern`` and ``called`` are codes of the routing table. ``about`` is whom it is about, in the author's words;
    ``person`` links a file of the house, and goes with it. ``owner``, ``due_at``, ``closed_at`` say where it stands.
    """

    concern = models.CharField("inquiétude", max_length=24)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    about = CipheredText("qui est concerné", max_length=160, blank=True)
    place = CipheredText("où", max_length=160, blank=True)
    happened = CipheredText("quand", max_length=80, blank=True)
    facts = CipheredText("faits", max_length=3000, blank=True)
    told_by = CipheredText("qui vous l’a dit", max_length=160, blank=True)
    danger = models.BooleanField("danger immédiat", default=False)
    called = models.CharField("appelé", max_length=24, blank=True)
    called_at = models.DateTimeField("appelé à", null=True, blank=True)
    author = models.CharField("signalé par", max_length=120)
    filed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    filed_at = models.DateTimeField("signalé le")
    owner = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField("échéance")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    emptied_at = models.DateTimeField("effacé le", null=True, blank=True)
    sent_key = models.CharField(max_length=64, blank=True)
    """What makes one sending of the form one report, however often it arrives."""

    STANDING = frozenset({"owner", "due_at", "closed_at"})
    """All that may change once filed."""

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "sent_key"], name="safeguarding_filed_once", condition=~Q(sent_key="")
            ),
            models.CheckConstraint(
                name="safeguarding_call_has_its_hour",
                condition=Q(called="", called_at__isnull=True) | (~Q(called="") & Q(called_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="safeguarding_danger_was_called", condition=Q(danger=False) | ~Q(called="")
            ),
            models.CheckConstraint(
                name="safeguarding_emptied_once_closed",
                condition=Q(emptied_at__isnull=True) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["commune", "closed_at", "due_at"], name="safeguarding_by_deadline")]

    def __str__(self) -> str:
        return f"SG-{self.pk:05d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a row, or move where it stands. Raises ``TypeError`` when asked to change what was filed."""
        changed = set(kwargs.get("update_fields") or ())
        if not self._state.adding and not (changed and changed <= self.STANDING):
            raise TypeError("What was filed is never changed: add a step.")
        super().save(*args, **kwargs)


class StepKind(models.TextChoices):
    """What was done after a report."""

    CALLED = "called", "appel passé"
    SENT = "sent", "transmission écrite"
    ANSWERED = "answered", "réponse reçue"
    NOTED = "noted", "note"
    HANDED = "handed", "confié"
    CLOSED = "closed", "clos"
    REOPENED = "reopened", "rouvert"


class SafeguardingStep(KeptRow):
    """One thing done, written once. ``to`` is a code of the routing table; ``sheet`` what the numbered paper said (JSON)."""

    report = models.ForeignKey(SafeguardingReport, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField("suite", max_length=10, choices=StepKind)
    to = models.CharField("à qui", max_length=24, blank=True)
    happened_at = models.DateTimeField("fait le")
    recorded_at = models.DateTimeField("noté le")
    words = CipheredText("ce qui a été fait ou dit", max_length=2000, blank=True)
    paper_number = models.CharField("fiche", max_length=20, blank=True)
    sheet = CipheredText("contenu de la fiche", blank=True)
    due_at = models.DateTimeField("prochaine échéance", null=True, blank=True)
    author = models.CharField("noté par", max_length=120)
    recorded_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="safeguarding_sheet_has_its_number", condition=~Q(paper_number="") | Q(sheet="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a row. Raises ``TypeError`` when asked to change one."""
        if not self._state.adding:
            raise TypeError("A step is never changed: add another.")
        super().save(*args, **kwargs)


def emptied(at: datetime) -> dict[str, Any]:
    """What becomes of a report whose time is over."""
    return {
        "person": None,
        "about": "",
        "place": "",
        "happened": "",
        "facts": "",
        "told_by": "",
        "emptied_at": at,
    }
