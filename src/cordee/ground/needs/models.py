"""Households, the people helped, and what they ask for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account, Language, Person
from cordee.ground.territory.models import Located, TownRow
from cordee.ground.vault.models import CipheredJson, CipheredNumber, CipheredText


def need_code(number: int) -> str:
    """How people write and say the number of a need: « B-00012 »."""
    return f"B-{number:05d}"


class RequesterRole(models.TextChoices):
    """« Vous appelez pour vous-même ? » (fiche d’évaluation, question 1)."""

    SELF = "self", "la personne elle-même"
    RELATIVE = "relative", "un proche"
    NEIGHBOUR = "neighbour", "un voisin"
    PROFESSIONAL = "professional", "un professionnel"


class Door(models.TextChoices):
    """By which door the need came in; all doors lead to one queue."""

    PHONE = "phone", "téléphone"
    WEB = "web", "site"
    COUNTER = "counter", "guichet"
    SHEET = "sheet", "tableur"
    NEIGHBOUR_REPORT = "neighbour", "signalement"


class Urgency(models.IntegerChoices):
    """U1–U4. U0 (danger for life) is not here: it never enters a queue, the screen says whom to ring now."""

    U1 = 1, "U1 · aujourd’hui"
    U2 = 2, "U2 · sous 48 h"
    U3 = 3, "U3 · cette semaine"
    U4 = 4, "U4 · quand c’est possible"


class NeedState(models.TextChoices):
    """Life cycle of a need (domain.md § 3.3)."""

    NEW = "new", "à qualifier"
    QUALIFIED = "qualified", "qualifié"
    PROPOSED = "proposed", "proposé"
    ASSIGNED = "assigned", "affecté"
    IN_PROGRESS = "in_progress", "en cours"
    DONE = "done", "réalisé"
    VERIFIED = "verified", "vérifié"
    CLOSED = "closed", "clos"
    POSTPONED = "postponed", "reporté"
    CANCELLED = "cancelled", "annulé"
    NO_SOLUTION = "no_solution", "sans solution"
    REFERRED = "referred", "orienté"


OPEN_STATES = (
    NeedState.NEW,
    NeedState.QUALIFIED,
    NeedState.PROPOSED,
    NeedState.ASSIGNED,
    NeedState.IN_PROGRESS,
    NeedState.DONE,
    NeedState.POSTPONED,
)


MATCHABLE_STATES = (NeedState.QUALIFIED, NeedState.PROPOSED)
"""Where a need stands when a plan may look for somebody."""


class ClosingReason(models.TextChoices):
    """Coded reasons, so that « sans solution » can be counted honestly."""

    SERVED = "served", "servi"
    SERVED_BY_RELATIVE = "served_by_relative", "servi par un proche"
    CANCELLED_BY_REQUESTER = "cancelled_by_requester", "annulé par la personne"
    CANCELLED_BY_TOWN = "cancelled_by_town", "annulé par la mairie"
    DUPLICATE = "duplicate", "doublon"
    OUT_OF_SCOPE = "out_of_scope", "hors champ"
    UNREACHABLE = "unreachable", "injoignable"
    REFUSED = "refused", "aide refusée"
    NOBODY_AVAILABLE = "nobody_available", "personne n’est disponible"
    OUT_OF_AREA = "out_of_area", "hors zone"
    OUT_OF_RULES = "out_of_rules", "hors règle"
    NO_SUITABLE_TIME = "no_suitable_time", "horaire impossible"
    NO_COMMON_LANGUAGE = "no_common_language", "pas de langue commune"
    REFERRED_TO_SERVICE = "referred_to_service", "orienté vers un service ou une association"


class MoneyMethod(models.TextChoices):
    """How shopping is paid. The product holds no money: it records the method (domain.md § 4.0)."""

    NONE = "none", "rien à payer"
    SHOP_ACCOUNT = "shop_account", "compte ou facture du magasin"
    CHEQUE_TO_SHOP = "cheque_to_shop", "chèque à l’ordre du magasin"
    GIFT_CARD = "gift_card", "carte cadeau du magasin"
    CASH_ENVELOPE = "cash_envelope", "enveloppe d’espèces avec reçu"
    CCAS_VOUCHER = "ccas_voucher", "bon ou régie du CCAS"


class Mobility(models.TextChoices):
    """« Sortez-vous de chez vous ? » Function, never diagnosis."""

    ALONE = "alone", "sort seul·e"
    WITH_HELP = "with_help", "sort avec de l’aide"
    HOUSEBOUND = "housebound", "ne sort pas"
    BEDRIDDEN = "bedridden", "alité·e"


class Household(Located, TownRow):
    """One front door: where help goes, for one or several people and needs."""

    access_notes = CipheredText("comment vous trouve-t-on ?", max_length=140, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Located.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.address or f"foyer {self.pk}"


class Beneficiary(TownRow):
    """What is known of a person for the purpose of helping them (processing T4)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="beneficiaries")
    recognition_word = CipheredText("mot de reconnaissance", max_length=30, blank=True)
    recognition_word_on = models.DateField(null=True, blank=True)
    lives_alone = models.BooleanField("vit seul·e", null=True, blank=True)
    mobility = CipheredText(
        "sortez-vous de chez vous ?", max_length=10, choices=Mobility, blank=True, health=True
    )
    notice_given_at = models.DateTimeField("mention d’information donnée le", null=True, blank=True)
    notice_given_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    share_with_helper = models.BooleanField(
        "coordonnées transmises à la personne qui aide",
        null=True,
        blank=True,
        help_text="Vide : pas demandé. Non : seule la mairie intervient, aucun bénévole n’est proposé.",
    )
    wishes_register = models.BooleanField("souhaite être inscrit·e au registre", default=False)
    erased_at = models.DateTimeField("effacé le", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.person)


class Need(TownRow):
    """One thing somebody needs, from the first ring to the doorstep.

    ``wanted_from``/``wanted_until`` is the window in which help may happen; ``owner`` and ``next_action_at`` are never
    empty while the need is open. The ``*_at`` columns are the clocks of the need and are written once each.
    """

    number = models.PositiveIntegerField("numéro")
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="needs")
    requester = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    requester_role = models.CharField(max_length=12, choices=RequesterRole, default=RequesterRole.SELF)
    door = models.CharField("porte d’entrée", max_length=10, choices=Door)
    activity = models.CharField("aide demandée", max_length=24)
    details = CipheredText("précisions", max_length=1000, blank=True)
    urgency = models.PositiveSmallIntegerField("urgence", choices=Urgency, default=Urgency.U3)
    state = models.CharField("état", max_length=12, choices=NeedState, default=NeedState.NEW)
    owner = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="suivi par"
    )
    next_action_at = models.DateTimeField("prochaine action le", null=True, blank=True)
    next_action = CipheredText("prochaine action", max_length=120, blank=True)
    wanted_from = models.DateTimeField("à partir de")
    wanted_until = models.DateTimeField("au plus tard")
    recurrence = models.CharField("répétition (RFC 5545)", max_length=200, blank=True)
    series = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    helpers = models.PositiveSmallIntegerField("nombre de bénévoles", default=1)
    needs_vehicle = models.BooleanField("véhicule nécessaire", default=False)
    heavy = models.BooleanField("charges lourdes", default=False)
    language = models.CharField("langue", max_length=3, choices=Language, default=Language.FRENCH)
    food_days_left = models.PositiveSmallIntegerField("jours de nourriture", null=True, blank=True)
    treatment_days_left = CipheredNumber("jours de médicaments", null=True, blank=True, health=True)
    money_method = models.CharField("paiement des courses", max_length=14, choices=MoneyMethod, blank=True)
    money_ceiling_euros = models.PositiveSmallIntegerField("plafond (€)", null=True, blank=True)
    closing_reason = models.CharField("motif de clôture", max_length=24, choices=ClosingReason, blank=True)
    closing_note = CipheredText("précision", max_length=300, blank=True)
    referred_to = models.CharField("orienté vers", max_length=120, blank=True)
    source_key = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField("reçu le")
    qualified_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["urgency", "wanted_until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "number"], name="need_number_once"),
            models.UniqueConstraint(
                fields=["commune", "source_key"], name="need_source_once", condition=~Q(source_key="")
            ),
            models.CheckConstraint(name="need_urgency_u1_to_u4", condition=Q(urgency__gte=1, urgency__lte=4)),
            models.CheckConstraint(name="need_asks_somebody", condition=Q(helpers__gte=1, helpers__lte=20)),
            models.CheckConstraint(
                name="need_window_in_order", condition=Q(wanted_until__gt=models.F("wanted_from"))
            ),
        ]
        indexes = [models.Index(fields=["commune", "state", "urgency", "wanted_until"], name="need_queue")]

    def __str__(self) -> str:
        return need_code(self.number)

    @property
    def is_open(self) -> bool:
        """True until the need is verified, closed, cancelled, referred or honestly without solution."""
        return self.state in OPEN_STATES


class NeedDraft(TownRow):
    """A phone call interrupted: what was typed, as typed, until it is saved or thrown away."""

    author = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    fields = CipheredJson(default=dict)
    label = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.label or "appel en cours"


class AssessmentState(models.TextChoices):
    """How far a « fiche d’évaluation » is."""

    DRAFT = "draft", "en cours"
    DONE = "done", "terminée"


class NeedsAssessment(TownRow):
    """One « fiche d’évaluation » (domain.md § 3.2), taken in one call or several.

    ``answers`` holds classes A and B, ``health`` class C, which stays empty where the host may not keep health.
    ``version`` grows with each save, so that two agents do not write over one another. Without ``next_contact_on`` a
    finished one is closed. ``priority`` is what the agent confirmed, 1 to 3.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField("état", max_length=5, choices=AssessmentState, default=AssessmentState.DRAFT)
    answers = CipheredJson(default=dict)
    health = CipheredJson(null=True, blank=True, health=True)
    begun_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField("commencée le")
    saved_at = models.DateTimeField("enregistrée le")
    finished_at = models.DateTimeField("terminée le", null=True, blank=True)
    confirmed_at = models.DateTimeField("suites décidées le", null=True, blank=True)
    emptied_at = models.DateTimeField("mots effacés le", null=True, blank=True)
    seconds_spent = models.PositiveIntegerField("temps passé (s)", default=0)
    version = models.PositiveIntegerField(default=0)
    priority = models.PositiveSmallIntegerField("priorité", null=True, blank=True)
    next_contact_on = models.DateField("prochain contact le", null=True, blank=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="assessment_one_draft", condition=Q(state=AssessmentState.DRAFT)
            ),
            models.CheckConstraint(
                name="assessment_finished_when_done",
                condition=Q(state=AssessmentState.DRAFT, finished_at=None)
                | Q(state=AssessmentState.DONE, finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_priority_1_to_3",
                condition=Q(priority=None) | Q(priority__gte=1, priority__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"fiche d’évaluation {self.pk}"

    @property
    def said(self) -> dict[str, Any]:
        """Every answer this host may show."""
        return self.answers | (self.health or {})
