"""Words of the places (domain.md § 1.3, § 4.12)."""

from __future__ import annotations

from django.db import models


class PlaceKind(models.TextChoices):
    """What people find there."""

    COOL = "cool", "lieu rafraîchi"
    WARM = "warm", "lieu chauffé"
    SHELTER = "shelter", "centre d’accueil (CARE)"
    DISTRIBUTION = "distribution", "point de distribution"
    CHARGING = "charging", "point de recharge"


class PlaceState(models.TextChoices):
    """How a place stands for whoever is on the way."""

    OPEN = "open", "ouvert"
    FULL = "full", "complet"
    CLOSED = "closed", "fermé"


class Access(models.TextChoices):
    """What makes a place possible for somebody."""

    WHEELCHAIR = "wheelchair", "accessible en fauteuil"
    TOILETS = "toilets", "toilettes"
    ADAPTED = "adapted", "toilettes adaptées"
    SHOWERS = "showers", "douches"
    SEATS = "seats", "sièges pour se reposer"
    WATER = "water", "eau à boire"
    MEALS = "meals", "repas"
    SOCKETS = "sockets", "prises électriques"
    PETS = "pets", "animaux acceptés"
    CHILDREN = "children", "coin pour les enfants"


class OpeningKind(models.TextChoices):
    """What dated hours do to those of the week."""

    OPEN = "open", "ouverture en plus"
    CLOSED = "closed", "fermeture exceptionnelle"


class NextSolution(models.TextChoices):
    """Where a sheltered family goes next (domain.md § 4.12)."""

    UNKNOWN = "", "pas encore connue"
    HOME = "home", "retour chez elle"
    RELATIVES = "relatives", "famille ou amis"
    HOTEL = "hotel", "hôtel"
    HOUSING = "housing", "logement trouvé par la mairie ou un bailleur"
    SHELTER = "shelter", "autre centre d’accueil"
    OTHER = "other", "autre"
