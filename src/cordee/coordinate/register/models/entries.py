"""Who is on the register (processing T1; CASF L. 121-6-1, R. 121-2 to R. 121-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.coordinate.register.models.choices import (
    LIVING_STATES,
    CheckReason,
    EntryState,
    LegalCategory,
    Means,
    Mobility,
    Origin,
    PartOfDay,
    RemovalReason,
)
from cordee.ground.papers.models import Paper
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import District, Located, TownRow
from cordee.ground.vault.models import CipheredText


class RegisterEntry(Located, TownRow):
    """One person at home in the commune, listed because they, their representative or a third party asked.

    First the fields the decree allows, always there; then what helps a call, which each town may do without and which the
    person answers only if they wish. ``health=True`` is class C: empty unless the host may keep it. ``priority`` is computed
    (``rules/priority.py``), ``priority_set`` is what an agent decided instead, with a reason.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    category = models.CharField("qualité", max_length=12, choices=LegalCategory)
    origin = models.CharField("demandée par", max_length=14, choices=Origin, default=Origin.SELF)
    means = models.CharField("reçue", max_length=8, choices=Means)
    requested_on = models.DateField("demandée le")
    third_name = CipheredText("nom du tiers", max_length=120, blank=True)
    third_quality = CipheredText("qualité du tiers", max_length=80, blank=True)
    representative = CipheredText("représentant légal et téléphone", max_length=160, blank=True)
    emergency_name = CipheredText("personne à prévenir", max_length=120, blank=True)
    emergency_phone = CipheredText("téléphone de la personne à prévenir", max_length=16, blank=True)
    home_service = CipheredText("service à domicile, coordonnées", max_length=160, blank=True)

    state = models.CharField("état", max_length=10, choices=EntryState, default=EntryState.REQUESTED)
    state_since = models.DateTimeField("depuis")
    listed_at = models.DateTimeField("inscrite le", null=True, blank=True)
    listed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    acknowledge_by = models.DateField("accusé dû le", null=True, blank=True)
    acknowledged_at = models.DateTimeField("accusé envoyé le", null=True, blank=True)
    acknowledgement = models.ForeignKey(
        Paper, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_on = models.DateField("vérifiée le", null=True, blank=True)
    away_from = models.DateField("absente du", null=True, blank=True)
    away_until = models.DateField("absente jusqu’au", null=True, blank=True)
    check_reason = models.CharField("à vérifier", max_length=8, choices=CheckReason, blank=True)
    removal_reason = models.CharField("radiée", max_length=12, choices=RemovalReason, blank=True)

    priority = models.PositiveSmallIntegerField("priorité", default=3)
    priority_set = models.PositiveSmallIntegerField("priorité choisie", null=True, blank=True)
    priority_why = CipheredText("motif de la priorité choisie", max_length=200, blank=True)
    priority_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    operational_agreed_on = models.DateField("d’accord pour les questions utiles le", null=True, blank=True)
    lives_alone = models.BooleanField("vit seul·e", null=True, blank=True)
    weekly_visit = models.BooleanField("reçoit une visite par semaine", null=True, blank=True)
    visits = CipheredText("qui passe, quand", max_length=160, blank=True)
    key_holder = CipheredText("qui a la clé", max_length=120, blank=True)
    animal = models.CharField("animal", max_length=60, blank=True)
    best_time = models.CharField("appeler plutôt", max_length=9, choices=PartOfDay, blank=True)
    mobility = CipheredText("mobilité", max_length=10, choices=Mobility, blank=True, health=True)
    medical_device = CipheredText("appareil médical électrique", max_length=3, blank=True, health=True)
    hard_of_hearing = CipheredText("entend mal", max_length=3, blank=True, health=True)

    class Meta(Located.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Located.Meta.constraints,
            models.UniqueConstraint(
                fields=["commune", "person"],
                name="one_living_entry_a_person",
                condition=Q(state__in=[str(state) for state in LIVING_STATES]),
            ),
            models.CheckConstraint(
                name="absence_in_order",
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_until__gte=models.F("away_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["commune", "state", "priority"], name="entries_by_state"),
            models.Index(fields=["person"], name="entry_of_person"),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk:05d}"

    @property
    def order(self) -> int:
        """The priority in force: 1, 2 or 3."""
        return self.priority_set or self.priority


class OppositionTrace(TownRow):
    """What is left of somebody who does not want to be listed: keyed hashes, which name nobody and recognise them.

    One row for each way of recognising them; ``mark`` ties those of one opposition together.
    """

    mark = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    opposed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "digest"], name="opposition_once")]
        indexes = [models.Index(fields=["commune", "mark"], name="opposition_by_mark")]

    def __str__(self) -> str:
        return f"opposition {self.pk}"


class RegisterChoices(TownRow):
    """What the town asks beyond the decree: the codes of the optional questions it does without."""

    fields_off = models.JSONField("questions non posées", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune"], name="register_choices_once")]

    def __str__(self) -> str:
        return f"choix {self.commune_id}"


class ElderlyCount(TownRow):
    """How many people of 65 or over live in a district, or in the whole town (no district): what coverage is told from."""

    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField("65 ans et plus")
    year = models.PositiveSmallIntegerField("année")
    source = models.CharField("source", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "district"], name="elderly_once_a_district"),
            models.UniqueConstraint(
                fields=["commune"], name="elderly_once_a_town", condition=Q(district__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.people} en {self.year}"
