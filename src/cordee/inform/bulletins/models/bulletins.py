"""One message to everybody, its versions and its translations."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q

from cordee.ground.crisis.models import Crisis
from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, TownRow
from cordee.inform.bulletins.models.choices import (
    Authority,
    BulletinKind,
    BulletinState,
    Certainty,
    Language,
    Response,
    Severity,
    Theme,
    Urgency,
)


class Bulletin(TownRow):
    """One version of a message. What was published never changes: another version replaces it, and says why (§ 6.2, 6).

    ``number``: of the line, from 1 in each town; the versions of a line share it, ``version`` counts them. ``districts``
    empty means the whole town; ``zone`` is a GeoJSON geometry (WGS 84) drawn for this message alone, or nothing.
    ``audiences``: codes of ``Audience``. ``vital``: published by one person alone, to be read again after (§ 6.1).
    """

    number = models.PositiveIntegerField("numéro")
    version = models.PositiveSmallIntegerField("version", default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_version"
    )
    crisis = models.ForeignKey(Crisis, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=12, choices=BulletinKind, default=BulletinKind.INSTRUCTION)
    state = models.CharField("état", max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    template = models.CharField("modèle", max_length=20, blank=True)
    exercise = models.BooleanField("exercice", default=False)

    event = models.CharField("phénomène", max_length=60)
    title = models.CharField("titre", max_length=100)
    action = models.CharField("que faire", max_length=200)
    details = models.TextField("précisions", max_length=2000, blank=True)
    places = models.CharField("où", max_length=300, blank=True)
    phone = models.CharField("téléphone", max_length=16, blank=True)
    sms = models.CharField("texte du SMS", max_length=480, blank=True)

    authority = models.CharField("autorité", max_length=12, choices=Authority, default=Authority.TOWN)
    authority_name = models.CharField("précision sur l’autorité", max_length=80, blank=True)
    source_url = models.URLField("lien de la source", max_length=300, blank=True)
    said_at = models.DateTimeField("dit par l’autorité le")
    starts_at = models.DateTimeField("vaut à partir de")
    expires_at = models.DateTimeField("vaut jusqu’à")

    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name="quartiers")
    zone = models.JSONField("zone dessinée", null=True, blank=True)
    audiences = models.JSONField("publics", default=list, blank=True)
    theme = models.CharField("thème", max_length=10, choices=Theme, default=Theme.OTHER)
    response = models.CharField("geste demandé", max_length=10, choices=Response, blank=True)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, default=Urgency.EXPECTED)
    severity = models.CharField("gravité", max_length=10, choices=Severity, default=Severity.MODERATE)
    certainty = models.CharField("certitude", max_length=10, choices=Certainty, default=Certainty.LIKELY)

    vital = models.BooleanField("urgence vitale", default=False)
    falc_reviewed_by = models.CharField("FALC relu par", max_length=120, blank=True)
    written_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField("écrit le")
    submitted_at = models.DateTimeField("soumis le", null=True, blank=True)
    sent_back = models.CharField("pourquoi il est revenu", max_length=300, blank=True)
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField("diffusé le", null=True, blank=True)
    reread_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reread_at = models.DateTimeField("relu le", null=True, blank=True)
    ended_at = models.DateTimeField("remplacé ou annulé le", null=True, blank=True)
    reason = models.CharField("pourquoi cette version", max_length=300, blank=True)
    cancelled_because = models.CharField("pourquoi il est annulé", max_length=300, blank=True)

    class Meta:
        ordering = ["-number", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "number", "version"], name="bulletin_versions_counted"
            ),
            models.CheckConstraint(
                name="bulletin_ends_after_it_starts", condition=Q(expires_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="bulletin_published_has_its_hour",
                condition=Q(state__in=[BulletinState.DRAFT, BulletinState.TO_APPROVE])
                | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulletin_version_says_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["commune", "state", "expires_at"], name="bulletins_in_force")]

    def __str__(self) -> str:
        return f"bulletin n° {self.number} v{self.version}"

    @property
    def source_host(self) -> str:
        """Where the official link leads, for whoever reads before clicking."""
        return urlsplit(self.source_url).hostname or ""


class Translation(TownRow):
    """A bulletin in another language, of one state of the French text: ``french`` is the digest it was made from (§ 6.3)."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField("langue", max_length=2, choices=Language)
    title = models.CharField("titre", max_length=160)
    action = models.CharField("que faire", max_length=300)
    details = models.TextField("précisions", max_length=3000, blank=True)
    places = models.CharField("où", max_length=400, blank=True)
    french = models.CharField(max_length=64)
    french_at = models.DateTimeField("version française du")
    reviewed_by = models.CharField("relue par", max_length=120, blank=True)
    written_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField("écrite le")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "language"], name="one_translation_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.language} du bulletin {self.bulletin_id}"
