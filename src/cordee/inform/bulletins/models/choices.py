"""Words of the bulletins (domain.md § 6.1, § 6.2, § 6.4)."""

from __future__ import annotations

from django.db import models


class BulletinKind(models.TextChoices):
    """What a bulletin does for its reader."""

    INSTRUCTION = "instruction", "consigne"
    INFORMATION = "information", "information"
    DENIAL = "denial", "démenti"


class BulletinState(models.TextChoices):
    """Where a bulletin stands (§ 6.1). One that is over says so by its date: nobody has to close it."""

    DRAFT = "draft", "brouillon"
    TO_APPROVE = "to_approve", "à valider"
    PUBLISHED = "published", "diffusé"
    REPLACED = "replaced", "remplacé"
    CANCELLED = "cancelled", "annulé"


class Authority(models.TextChoices):
    """Who gives the instruction: nobody else may (§ 6.2, 1)."""

    TOWN = "town", "Mairie"
    PREFECTURE = "prefecture", "Préfecture"
    ARS = "ars", "Agence régionale de santé (ARS)"
    METEO_FRANCE = "meteo_france", "Météo-France"
    VIGICRUES = "vigicrues", "Vigicrues"
    GOVERNMENT = "government", "Gouvernement"
    NETWORK = "network", "Gestionnaire de réseau (eau, électricité, gaz)"


class Audience(models.TextChoices):
    """To whom a bulletin speaks."""

    EVERYBODY = "everybody", "tout le monde"
    ELDERLY = "elderly", "personnes de 65 ans et plus"
    DISABLED = "disabled", "personnes handicapées"
    FAMILIES = "families", "familles"
    CARERS = "carers", "soignants et aidants"
    BUSINESSES = "businesses", "commerces et entreprises"
    VOLUNTEERS = "volunteers", "bénévoles"


class Theme(models.TextChoices):
    """What it is about; the value is the CAP category (§ 6.4)."""

    WEATHER = "Met", "météo, canicule, froid"
    HEALTH = "Health", "santé"
    SAFETY = "Safety", "sécurité, démarchage"
    RESCUE = "Rescue", "secours, évacuation"
    NETWORKS = "Infra", "eau, électricité, téléphone"
    ENVIRONMENT = "Env", "environnement, inondation"
    TRANSPORT = "Transport", "circulation, transports"
    OTHER = "Other", "vie de la commune"


class Response(models.TextChoices):
    """The act asked for (CAP ``responseType``)."""

    SHELTER = "Shelter", "se mettre à l’abri"
    EVACUATE = "Evacuate", "évacuer"
    PREPARE = "Prepare", "se préparer"
    AVOID = "Avoid", "éviter"
    MONITOR = "Monitor", "se tenir informé"
    ALL_CLEAR = "AllClear", "fin d’alerte"


class Urgency(models.TextChoices):
    """When to act (CAP ``urgency``)."""

    IMMEDIATE = "Immediate", "tout de suite"
    EXPECTED = "Expected", "dans l’heure"
    FUTURE = "Future", "bientôt"
    PAST = "Past", "c’est passé"


class Severity(models.TextChoices):
    """How bad it is (CAP ``severity``), by the colour of the vigilance."""

    EXTREME = "Extreme", "extrême (rouge)"
    SEVERE = "Severe", "grave (orange)"
    MODERATE = "Moderate", "modéré (jaune)"
    MINOR = "Minor", "faible"


class Certainty(models.TextChoices):
    """How sure it is (CAP ``certainty``)."""

    OBSERVED = "Observed", "constaté"
    LIKELY = "Likely", "probable"
    POSSIBLE = "Possible", "possible"


class Language(models.TextChoices):
    """Languages of a translation (§ 6.3); French is the text that counts."""

    EN = "en", "English"
    AR = "ar", "العربية"
    TR = "tr", "Türkçe"
    PT = "pt", "Português"
    UK = "uk", "Українська"
    RO = "ro", "Română"
    BR = "br", "Brezhoneg"
    ES = "es", "Español"
    DE = "de", "Deutsch"


RIGHT_TO_LEFT = frozenset({Language.AR})
