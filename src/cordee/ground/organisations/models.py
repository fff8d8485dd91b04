"""Who helps beside the town, and under which convention."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.engine.protocol.activities import codes_of
from cordee.ground.papers.models import Paper
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class OrganisationKind(models.TextChoices):
    """What the organisation is in law (domain.md § 1.1)."""

    ASSOCIATION = "association", "association loi 1901"
    CIVIL_SECURITY = "aasc", "association agréée de sécurité civile"
    FOUNDATION = "foundation", "fondation ou fonds"
    COMPANY = "company", "entreprise ou commerce"
    HOME_CARE = "home_care", "service autonomie à domicile"
    PUBLIC_BODY = "public_body", "établissement public"
    LOCAL_AUTHORITY = "authority", "collectivité"
    OTHER = "other", "autre"


class OrganisationState(models.TextChoices):
    """Where the convention stands."""

    PROPOSED = "proposed", "proposée"
    ACTIVE = "active", "sous convention"
    SUSPENDED = "suspended", "suspendue"
    ENDED = "ended", "terminée"


class Organisation(TownRow):
    """A partner of the town (« structure partenaire », domain.md § 1.1, § 1.4) and its convention as it stands.

    ``contact`` is whom the town rings: a person like any other. ``activity_bits`` follows
    ``engine.protocol.activities``; none means whatever its volunteers offer. ``insurance_*``: a certificate was seen, never
    what it holds. A convention is open from its signature to the end of ``valid_until``.
    """

    name = models.CharField("nom", max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    kind = models.CharField(
        "nature", max_length=12, choices=OrganisationKind, default=OrganisationKind.ASSOCIATION
    )
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    seat = models.CharField("siège", max_length=200, blank=True)
    contact = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact_role = models.CharField("fonction du contact", max_length=80, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=OrganisationState, default=OrganisationState.PROPOSED
    )
    activity_bits = models.BigIntegerField(default=0)
    signed_on = models.DateField("convention signée le", null=True, blank=True)
    valid_until = models.DateField("valable jusqu’au", null=True, blank=True)
    insurer = models.CharField("assureur et contrat", max_length=160, blank=True)
    insurance_seen_on = models.DateField("attestation d’assurance vue le", null=True, blank=True)
    insurance_seen_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    insurance_until = models.DateField("assurance valable jusqu’au", null=True, blank=True)
    notes = CipheredText("notes", max_length=600, blank=True)
    created_at = models.DateTimeField("enregistrée le")
    suspended_at = models.DateTimeField("suspendue le", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "rna"], name="organisation_rna_once", condition=~Q(rna="")
            ),
            models.UniqueConstraint(
                fields=["commune", "siret"], name="organisation_siret_once", condition=~Q(siret="")
            ),
            models.CheckConstraint(
                name="organisation_convention_days",
                condition=Q(valid_until__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(valid_until__gte=models.F("signed_on")),
            ),
            models.CheckConstraint(
                name="organisation_active_is_signed",
                condition=~Q(state="active") | Q(signed_on__isnull=False, valid_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["commune", "name_key"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def activities(self) -> tuple[str, ...]:
        """Activity codes the convention covers, in catalogue order."""
        return codes_of(self.activity_bits)


class ConventionPaper(TownRow):
    """A numbered convention prepared for one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation_id} / {self.paper_id}"
