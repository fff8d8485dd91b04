"""Words of the register (domain.md § 2.2, § 2.3)."""

from __future__ import annotations

from django.db import models


class LegalCategory(models.TextChoices):
    """Who the law lets be listed, at home in the commune (CASF R. 121-3); declared, never proved."""

    AGE65 = "age65", "65 ans et plus"
    AGE60_UNFIT = "age60_unfit", "plus de 60 ans, reconnue inapte au travail"
    HANDICAP = "handicap", "adulte en situation de handicap"


class Origin(models.TextChoices):
    """Who asks."""

    SELF = "self", "la personne elle-même"
    REPRESENTATIVE = "representative", "son représentant légal"
    THIRD_PARTY = "third_party", "un tiers"


class Means(models.TextChoices):
    """How the request came."""

    PHONE = "phone", "par téléphone"
    COUNTER = "counter", "au guichet"
    LETTER = "letter", "par courrier"
    EMAIL = "email", "par courriel"
    WEB = "web", "par le formulaire du site"
    SHEET = "sheet", "registre déjà tenu par la mairie"


class EntryState(models.TextChoices):
    """Where an entry stands (domain.md § 2.3)."""

    REQUESTED = "requested", "demande reçue"
    ACTIVE = "active", "inscrite, accusé à envoyer ou à confirmer"
    CONFIRMED = "confirmed", "inscrite et confirmée"
    SUSPENDED = "suspended", "absente pour un temps"
    TO_CHECK = "to_check", "à vérifier"
    OPPOSED = "opposed", "opposition"
    REMOVED = "removed", "radiée"


LISTED_STATES = (EntryState.ACTIVE, EntryState.CONFIRMED, EntryState.SUSPENDED, EntryState.TO_CHECK)
"""On the register today."""
LIVING_STATES = (EntryState.REQUESTED, *LISTED_STATES)
"""On the register or about to be."""
CALLED_STATES = (EntryState.ACTIVE, EntryState.CONFIRMED, EntryState.TO_CHECK)
"""To be called in a crisis; whoever is away comes back by the date."""


class CheckReason(models.TextChoices):
    """Why an entry has to be looked into."""

    PHONE = "phone", "le numéro ne répond à personne"
    LETTER = "letter", "un courrier est revenu"
    SILENCE = "silence", "sans réponse à la vérification annuelle"
    OTHER = "other", "autre doute"


class RemovalReason(models.TextChoices):
    """Why an entry ends."""

    REQUEST = "request", "à sa demande"
    DEATH = "death", "décès"
    MOVED = "moved", "déménagement"
    INSTITUTION = "institution", "entrée en établissement"


class Mobility(models.TextChoices):
    """How the person gets about; function, never diagnosis."""

    ALONE = "alone", "autonome"
    CANE = "cane", "canne ou déambulateur"
    WHEELCHAIR = "wheelchair", "fauteuil"
    BED = "bed", "alité·e"


class PartOfDay(models.TextChoices):
    """When a call suits best."""

    ANY = "", "peu importe"
    MORNING = "morning", "le matin"
    AFTERNOON = "afternoon", "l’après-midi"
    EVENING = "evening", "en fin d’après-midi"


class ClearanceScope(models.TextChoices):
    """How far a clearance goes; each goes further than the one before."""

    COLLECT = "collect", "recueillir les inscriptions"
    READ = "read", "consulter le registre"
    KEEP = "keep", "tenir le registre"


class AlertRisk(models.TextChoices):
    """Of what a resident asks to be warned (CSI L. 731-3)."""

    FLOOD = "flood", "inondation"
    WEATHER = "weather", "tempête, orage, neige"
    HEAT = "heat", "canicule"
    FIRE = "fire", "feu de forêt"
    INDUSTRY = "industry", "accident industriel"
    POWER = "power", "coupure d’eau ou de courant"


class AlertChannel(models.TextChoices):
    """How they are warned."""

    SMS = "sms", "par SMS"
    PHONE = "phone", "par un appel"
    EMAIL = "email", "par courriel"
