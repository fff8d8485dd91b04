"""Nouns of the schemes (« dispositifs »: domain.md § 6, § 11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class SchemeState(models.TextChoices):
    """Who sees it: the desk alone, everybody, nobody any more."""

    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publié"
    WITHDRAWN = "withdrawn", "retiré"


class Audience(models.TextChoices):
    """For whom a scheme is."""

    EVERYBODY = "everybody", "tout le monde"
    SENIORS = "seniors", "65 ans et plus"
    DISABLED = "disabled", "personnes handicapées"
    RELATIVES = "relatives", "proches aidants"
    FAMILIES = "families", "familles"
    LOW_INCOME = "low_income", "petits revenus"
    YOUNG = "young", "jeunes et étudiants"
    JOBLESS = "jobless", "sans emploi"
    CARERS = "carers", "soignants"
    BUSINESSES = "businesses", "indépendants et entreprises"
    ASSOCIATIONS = "associations", "associations"
    DISASTER = "disaster", "sinistrés"


class Authority(models.TextChoices):
    """Who runs a scheme and answers for it."""

    TOWN = "town", "la mairie"
    CCAS = "ccas", "le CCAS"
    EPCI = "epci", "la communauté de communes"
    DEPARTEMENT = "departement", "le département"
    REGION = "region", "la région"
    CAF = "caf", "la CAF"
    CPAM = "cpam", "l’Assurance maladie (CPAM)"
    MSA = "msa", "la MSA"
    PENSION = "pension", "la caisse de retraite"
    URSSAF = "urssaf", "l’Urssaf"
    ARS = "ars", "l’agence régionale de santé"
    PREFECTURE = "prefecture", "la préfecture"
    STATE = "state", "l’État"
    ASSOCIATION = "association", "une association"
    OTHER = "other", "un autre organisme"


class Scheme(TownRow):
    """A help that exists beside the town's volunteers: what, for whom, how to ask, until when, who runs it.

    ``steps``: a list of sentences. ``audiences``: codes of ``Audience``; ``crises``: codes of ``CrisisKind`` during which
    it is told, always when empty. ``valid_until`` is the last day it may be asked for; left open, ``check_on`` is the day by
    which somebody must look again. ``code`` is its line of the starter list; ``former_state`` is where a withdrawal
    found it; ``version`` counts the writings, so that two agents do not erase each other's.
    """

    code = models.CharField(max_length=40, blank=True, editable=False)
    title = models.CharField("intitulé", max_length=120)
    title_key = models.CharField(max_length=160, editable=False)
    what = models.TextField("ce que c’est", max_length=600)
    audiences = models.JSONField("pour qui", default=list)
    steps = models.JSONField("comment demander", default=list, blank=True)
    phone = models.CharField("téléphone", max_length=16, blank=True)
    link = models.URLField("page officielle", max_length=300, blank=True)
    authority = models.CharField("qui s’en occupe", max_length=12, choices=Authority)
    authority_name = models.CharField("son nom exact", max_length=120, blank=True)
    crises = models.JSONField("montré pendant", default=list, blank=True)
    valid_from = models.DateField("à partir du", null=True, blank=True)
    valid_until = models.DateField("jusqu’au", null=True, blank=True)
    check_on = models.DateField("à revérifier le", null=True, blank=True)
    verified_on = models.DateField("vérifié le", null=True, blank=True)
    verified_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField("état", max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    former_state = models.CharField(max_length=10, choices=SchemeState, blank=True, editable=False)
    withdrawn_why = models.CharField("motif du retrait", max_length=160, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    changed_at = models.DateTimeField("modifié le")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["title_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "code"], name="one_scheme_a_starter", condition=~Q(code="")
            ),
            models.CheckConstraint(
                name="scheme_dates_in_order",
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="published_scheme_was_verified",
                condition=~Q(state="published") | Q(verified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="published_scheme_ends_or_is_looked_at_again",
                condition=~Q(state="published") | Q(valid_until__isnull=False) | Q(check_on__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_scheme_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_why="")
            ),
        ]
        indexes = [models.Index(fields=["commune", "state", "title_key"], name="schemes_by_state")]

    def __str__(self) -> str:
        return self.title
