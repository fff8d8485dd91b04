"""All the communes of France (reference) and the towns served here."""

from __future__ import annotations

import secrets
from datetime import time

from django.core.validators import RegexValidator
from django.db import models

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Une couleur s’écrit comme #1f5c4d.")


def new_map_stamp() -> str:
    """A stamp nobody has seen: what was computed from the former map is no longer believed."""
    return secrets.token_hex(8)


class Commune(models.Model):
    """A French commune or municipal arrondissement (INSEE, code officiel géographique)."""

    insee_code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    name_key = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=30)
    departement = models.CharField("département", max_length=3)
    population = models.PositiveIntegerField("population", null=True)
    postcodes = models.CharField("codes postaux", max_length=200)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["name", "insee_code"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A town served by this installation, with what it chooses: its face, its number, its delays.

    ``map_stamp`` changes with its addresses and districts, so that every process sees that its index is old.
    """

    commune = models.OneToOneField(Commune, on_delete=models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField("nom affiché", max_length=80)
    tagline = models.CharField("phrase d’accueil", max_length=160, blank=True)
    host = models.CharField("nom d’hôte", max_length=120, blank=True)
    phone = models.CharField("numéro à appeler", max_length=16)
    phone_hours = models.CharField("heures d’appel", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    dpo_contact = models.CharField("délégué à la protection des données", max_length=160, blank=True)
    colour = models.CharField("couleur", max_length=7, default="#1f5c4d", validators=[hex_colour])
    logo = models.BinaryField("logo", null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    logo_version = models.PositiveIntegerField(default=0)
    automatic_proposals = models.BooleanField(
        "propositions automatiques",
        default=False,
        help_text="Envoyer les propositions aux bénévoles sans validation d’un agent.",
    )
    answer_minutes_u1 = models.PositiveIntegerField("délai de réponse U1 (minutes)", default=20)
    answer_minutes_u2 = models.PositiveIntegerField("délai de réponse U2 (minutes)", default=120)
    answer_minutes_u3 = models.PositiveIntegerField("délai de réponse U3 (minutes)", default=480)
    answer_minutes_u4 = models.PositiveIntegerField("délai de réponse U4 (minutes)", default=1440)
    default_radius_km = models.FloatField("rayon proposé (km)", default=3.0)
    default_weekly_cap = models.PositiveSmallIntegerField("missions par semaine, au plus", default=4)
    daily_cap = models.PositiveSmallIntegerField("missions par jour, au plus", default=2)
    briefing_weekday = models.PositiveSmallIntegerField(
        "jour du briefing des bénévoles",
        null=True,
        blank=True,
        choices=list(enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))),
    )
    briefing_time = models.TimeField("heure du briefing", default=time(18, 0))
    briefing_place = models.CharField("lieu du briefing", max_length=60, blank=True)
    cash_ceiling_euros = models.PositiveSmallIntegerField("plafond des courses en espèces (€)", default=50)
    first_mission_with = models.CharField(
        "première mission accompagnée",
        max_length=8,
        choices=[
            ("never", "jamais exigée"),
            ("visits", "pour les visites à domicile"),
            ("homes", "pour toute aide chez une personne, même sur le pas de la porte"),
        ],
        default="visits",
    )
    map_stamp = models.CharField(max_length=16, default=new_map_stamp, editable=False)
    next_need_number = models.PositiveIntegerField(default=1)
    next_volunteer_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("host", name="one_town_per_host", condition=~models.Q(host="")),
        ]

    def __str__(self) -> str:
        return self.name
