"""The texts a town signs, and the papers it has issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class PaperKind(models.TextChoices):
    """What a paper is."""

    CHARTER = "charter", "charte du bénévole"
    AGREEMENT = "agreement", "convention de bénévolat"
    RCSC = "rcsc", "acte d’engagement dans la réserve communale"
    ORDER = "order", "ordre de mission"
    BADGE = "badge", "badge de bénévole"
    ATTESTATION = "attestation", "attestation de bénévolat"
    CASH_SLIP = "cash_slip", "reçu d’espèces"
    ACKNOWLEDGEMENT = "acknowledgement", "accusé de réception"
    PARTNER = "partner", "convention avec une association"
    ACTIVATION = "activation", "arrêté d’activation"
    END = "end", "arrêté de fin"
    CALL_UP = "call_up", "ordre d’appel individuel"
    VISITORS = "visitors", "carte « reconnaître un bénévole »"
    LISTED = "listed", "accusé d’inscription au registre de solidarité"
    LISTED_BY_OTHER = "listed_other", "accusé d’inscription demandée par un tiers"
    SAFEGUARDING = "safeguarding", "fiche de transmission d’un signalement"
    CRISIS_BAG = "crisis_bag", "sac de crise"


class PaperText(TownRow):
    """One version of a text of the town, never changed once written: who accepted it accepted these words."""

    kind = models.CharField("document", max_length=16, choices=PaperKind)
    version = models.PositiveSmallIntegerField("version")
    body = models.TextField("texte", max_length=20_000)
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "kind", "version"], name="paper_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class PaperSeries(TownRow):
    """Where the numbers of one kind of paper stand, by year."""

    kind = models.CharField(max_length=16, choices=PaperKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "kind", "year"], name="paper_series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Paper(TownRow):
    """A paper given to somebody: its number, its days, what it said, and the code by which a stranger checks it.

    ``content`` is what was printed, frozen, so that it prints again word for word. ``code`` and ``short_code`` are drawn at
    random: knowing one teaches nothing of the next. ``person`` is nobody for a paper of the town itself.
    """

    kind = models.CharField("document", max_length=16, choices=PaperKind)
    year = models.PositiveSmallIntegerField("année")
    rank = models.PositiveIntegerField("rang")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    issued_at = models.DateTimeField("édité le")
    issued_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text_version = models.PositiveSmallIntegerField("version du texte", default=0)
    valid_from = models.DateTimeField("valable du", null=True, blank=True)
    valid_until = models.DateTimeField("valable jusqu’au", null=True, blank=True)
    code = models.CharField("numéro à vérifier", max_length=8, blank=True)
    short_code = models.CharField("code court", max_length=4, blank=True)
    content = models.JSONField(default=dict)
    revoked_at = models.DateTimeField("annulé le", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "kind", "year", "rank"], name="paper_number_once"),
            models.UniqueConstraint(
                fields=["commune", "code"], name="paper_code_once", condition=~Q(code="")
            ),
            models.CheckConstraint(
                name="paper_days_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="paper_of_person"),
            models.Index(fields=["commune", "short_code"], name="paper_by_short_code"),
        ]

    def __str__(self) -> str:
        return f"{PREFIXES[PaperKind(self.kind)]}-{self.year}-{self.rank:04d}"


class Fate(models.TextChoices):
    """What became of papers that had to come back."""

    RETURNED = "returned", "rendu"
    DESTROYED = "destroyed", "détruit"
    LOST = "lost", "perdu"


class LentPaper(TownRow):
    """A numbered paper with people on it, which comes back or is destroyed (domain.md § 8.7: sheets are counted back).

    Only counts here: what was printed is made from the rows of that moment and kept by nobody; the SHA-256 of the file
    stays.
    ``pages`` is 0 as long as the document is not made.
    """

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="+")
    holder = CipheredText("remis à", max_length=120)
    people = models.PositiveIntegerField("personnes", default=0)
    pages = models.PositiveIntegerField("pages", default=0)
    locked = models.BooleanField("archive chiffrée", default=False)
    exercise = models.BooleanField("exercice", default=False)
    digest = models.CharField(max_length=64, blank=True)
    fate = models.CharField("devenu", max_length=9, choices=Fate, blank=True)
    fate_on = models.DateField("le", null=True, blank=True)
    noted_at = models.DateTimeField("noté le", null=True, blank=True)
    noted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="fate_is_dated",
                condition=Q(fate="", fate_on__isnull=True) | (~Q(fate="") & Q(fate_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return str(self.paper)


PREFIXES: dict[PaperKind, str] = {
    PaperKind.CHARTER: "CH",
    PaperKind.AGREEMENT: "CB",
    PaperKind.RCSC: "AE",
    PaperKind.ORDER: "OM",
    PaperKind.BADGE: "BA",
    PaperKind.ATTESTATION: "AT",
    PaperKind.CASH_SLIP: "RE",
    PaperKind.ACKNOWLEDGEMENT: "AR",
    PaperKind.PARTNER: "CP",
    PaperKind.ACTIVATION: "AM",
    PaperKind.END: "AF",
    PaperKind.CALL_UP: "OA",
    PaperKind.VISITORS: "RB",
    PaperKind.LISTED: "AI",
    PaperKind.LISTED_BY_OTHER: "AO",
    PaperKind.SAFEGUARDING: "FS",
    PaperKind.CRISIS_BAG: "SC",
}
"""How the number of a paper begins: « OM-2026-0007 »."""
