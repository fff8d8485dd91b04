"""Who offers help."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordee.engine.protocol.activities import codes_of
from cordee.ground.papers.models import PaperKind
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import Located, TownRow
from cordee.ground.vault.models import CipheredText


def volunteer_code(number: int) -> str:
    """How people write and say the number of a volunteer: « V-00012 »."""
    return f"V-{number:05d}"


class VolunteerState(models.TextChoices):
    """Admission path (domain.md § 4.0)."""

    APPLICANT = "applicant", "candidat·e"
    CONTACTED = "contacted", "contacté·e"
    INCOMPLETE = "incomplete", "à compléter"
    CLEARED = "cleared", "habilité·e"
    PAUSED = "paused", "en pause"
    SUSPENDED = "suspended", "suspendu·e"
    LEFT = "left", "sorti·e"


class TrustLevel(models.IntegerChoices):
    """What a volunteer may do (features.md N27); each level is earned by dated checks, never by a score."""

    APPLICANT = 0, "candidat·e : rien encore"
    REACHED = 1, "joint·e au téléphone : aide à distance"
    DOORSTEP = 2, "habilité·e à la porte"
    INDOORS = 3, "habilité·e au domicile"
    SPECIAL = 4, "contrôles particuliers (enfants, transport)"


class Frame(models.TextChoices):
    """The legal frame of the engagement (domain.md § 1.4)."""

    COMMUNE_COSP = "commune_cosp", "bénévole de la commune"
    RCSC = "rcsc", "réserviste (RCSC)"
    PARTNER_ORG = "partner_org", "bénévole d’une association"
    NEIGHBOURLY = "neighbourly", "entraide entre voisins"


class Volunteer(Located, TownRow):
    """A person's offer of help and the checks that opened it.

    ``activity_bits`` follows ``engine.protocol.activities``; ``week_bits`` has bit ``day * 4 + part`` (Monday = 0; parts:
    8–12 h, 12–14 h, 14–18 h, 18–21 h).
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("dossier")
    state = models.CharField("état", max_length=10, choices=VolunteerState, default=VolunteerState.APPLICANT)
    trust_level = models.PositiveSmallIntegerField("niveau", choices=TrustLevel, default=TrustLevel.APPLICANT)
    frame = models.CharField("cadre", max_length=12, choices=Frame, default=Frame.COMMUNE_COSP)
    activity_bits = models.BigIntegerField(default=0)
    week_bits = models.BigIntegerField(default=0)
    available_now_until = models.DateTimeField("disponible maintenant jusqu’à", null=True, blank=True)
    paused_until = models.DateField("en pause jusqu’au", null=True, blank=True)
    radius_km = models.FloatField("rayon (km)", default=3.0)
    remote_only = models.BooleanField("à distance seulement", default=False)
    vehicle = models.BooleanField("véhicule", default=False)
    languages = models.JSONField("langues", default=list)
    weekly_cap = models.PositiveSmallIntegerField("missions par semaine, au plus", default=4)
    remarks = CipheredText("remarques", max_length=300, blank=True)
    phone_checked_at = models.DateTimeField("joint·e au téléphone le", null=True, blank=True)
    identity_seen_on = models.DateField("pièce d’identité vue le", null=True, blank=True)
    identity_seen_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    charter_accepted_at = models.DateTimeField("charte acceptée le", null=True, blank=True)
    briefed_on = models.DateField("briefing suivi le", null=True, blank=True)
    record_seen_on = models.DateField("bulletin n° 3 vu le", null=True, blank=True)
    special_checks_on = models.DateField("contrôles particuliers vus le", null=True, blank=True)
    accompanied_on = models.DateField("première mission accompagnée le", null=True, blank=True)
    accompanied_seen_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    shares_phone = models.BooleanField("accepte que son numéro soit donné à la personne aidée", default=False)
    signed_up_at = models.DateTimeField("inscription le")
    contacted_at = models.DateTimeField("premier contact le", null=True, blank=True)
    last_news_at = models.DateTimeField("dernières nouvelles le", null=True, blank=True)
    invited_at = models.DateTimeField("invité·e au briefing le", null=True, blank=True)
    source_key = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField("effacé le", null=True, blank=True)

    class Meta(Located.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "number"], name="volunteer_number_once"),
            models.UniqueConstraint(
                fields=["commune", "source_key"], name="volunteer_source_once", condition=~Q(source_key="")
            ),
            models.CheckConstraint(
                name="volunteer_radius_sane", condition=Q(radius_km__gt=0, radius_km__lte=100)
            ),
            models.CheckConstraint(name="volunteer_cap_sane", condition=Q(weekly_cap__lte=50)),
        ]
        indexes = [
            models.Index(fields=["commune", "state"], name="volunteer_by_state"),
            models.Index(fields=["commune", "contacted_at", "signed_up_at"], name="volunteer_promises"),
        ]

    def __str__(self) -> str:
        return volunteer_code(self.number)

    @property
    def activities(self) -> tuple[str, ...]:
        """Activity codes ticked, in catalogue order."""
        return codes_of(self.activity_bits)


class Acceptance(TownRow):
    """A version of a text that a volunteer accepted: on screen, or on paper when an agent saw the signature."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("document", max_length=16, choices=PaperKind)
    version = models.PositiveSmallIntegerField("version")
    accepted_at = models.DateTimeField("accepté le")
    seen_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "kind", "version"], name="text_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.kind} {self.version}"


class DuplicateHint(TownRow):
    """Two people who may be one; an agent decides."""

    kept = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True, blank=True)
    merged = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kept", "other"], name="duplicate_hint_once")]

    def __str__(self) -> str:
        return f"{self.kept} / {self.other}"


class ReserveExtension(TownRow):
    """A vote of the council that lets reservists serve thirty days instead of fifteen, under a declared health emergency.

    Source: CSI L. 724-4 (domain.md § 1.4). Each reservist may refuse: see ``ReserveConsent``.
    """

    emergency = models.CharField("texte qui déclare l’état d’urgence sanitaire", max_length=160)
    emergency_from = models.DateField("état d’urgence à compter du")
    emergency_until = models.DateField("état d’urgence jusqu’au")
    vote = models.CharField("délibération du conseil municipal", max_length=120)
    voted_on = models.DateField("votée le")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("notée le")
    withdrawn_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        ordering = ["-voted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="extension_dates_in_order", condition=Q(emergency_until__gte=F("emergency_from"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.vote} ({self.voted_on:%d/%m/%Y})"


class ReserveConsent(TownRow):
    """What one reservist said of an extension; no word means fifteen days."""

    extension = models.ForeignKey(ReserveExtension, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    agrees = models.BooleanField("accepte")
    said_at = models.DateTimeField("dit le")
    noted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["extension", "volunteer"], name="one_word_on_an_extension")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} : {'oui' if self.agrees else 'non'}"
