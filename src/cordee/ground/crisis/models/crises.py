"""The event the town goes through, how it was decided, and what it set in motion."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, TownRow


class CrisisKind(models.TextChoices):
    """What is happening."""

    EPIDEMIC = "epidemic", "Épidémie"
    HEATWAVE = "heatwave", "Canicule"
    COLD = "cold", "Grand froid"
    FLOOD = "flood", "Inondation"
    POWER_CUT = "power_cut", "Coupure de courant"
    OTHER = "other", "Autre événement"


class CrisisPhase(models.TextChoices):
    """How far it has gone (domain.md § 11, row 12)."""

    WATCH = "watch", "veille"
    ALERT = "alert", "alerte"
    CRISIS = "crisis", "crise"
    RETURN = "return", "retour à la normale"


class VigilanceColour(models.TextChoices):
    """The colour of the State's vigilance, which sets the delays of everything (domain.md § 2.7)."""

    GREEN = "green", "vert"
    YELLOW = "yellow", "jaune"
    ORANGE = "orange", "orange"
    RED = "red", "rouge"


class LegalTrigger(models.TextChoices):
    """What allows the town to act (domain.md § 2.6)."""

    PAU = "pau", "plan d’alerte et d’urgence déclenché par le préfet"
    PCS = "pcs", "plan communal de sauvegarde activé par le maire"
    ORDER = "order", "arrêté du maire"
    VIGILANCE = "vigilance", "vigilance Météo-France ou Vigicrues"
    STATE = "state", "décret ou arrêté de l’État"


class Crisis(TownRow):
    """One event, with the sentence everybody reads on the home page.

    ``exercise``: everything looks true and nothing leaves the building; ``wiped_at`` tells when what it made was deleted.
    """

    kind = models.CharField("événement", max_length=12, choices=CrisisKind)
    title = models.CharField("titre", max_length=120)
    phase = models.CharField("phase", max_length=8, choices=CrisisPhase, default=CrisisPhase.CRISIS)
    colour = models.CharField("vigilance", max_length=6, choices=VigilanceColour, blank=True)
    public_message = models.TextField("ce que les habitants doivent savoir", max_length=1000, blank=True)
    source = models.CharField("source", max_length=160, blank=True)
    trigger = models.CharField("déclencheur", max_length=9, choices=LegalTrigger, blank=True)
    trigger_ref = models.CharField("référence du texte", max_length=200, blank=True)
    trigger_on = models.DateField("date du texte", null=True, blank=True)
    decided_by = models.CharField("décidé par", max_length=120, blank=True)
    exercise = models.BooleanField("exercice", default=False)
    opened_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField("début")
    ended_at = models.DateTimeField("fin", null=True, blank=True)
    wiped_at = models.DateTimeField("effacée le", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                name="crisis_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
            models.CheckConstraint(
                name="only_an_exercise_is_wiped", condition=Q(wiped_at__isnull=True) | Q(exercise=True)
            ),
            # Two exercises at once would mix what each must delete.
            models.UniqueConstraint(
                fields=["commune"],
                name="one_exercise_at_a_time",
                condition=Q(exercise=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CrisisPlace(TownRow):
    """A district the event concerns; an event without any concerns the whole town."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "district"], name="crisis_place_once")]

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.district_id}"


class CrisisStep(TownRow):
    """One dated change of phase or of colour; rows are added, never changed. The opening is the first."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    phase = models.CharField("phase", max_length=8, choices=CrisisPhase)
    colour = models.CharField("vigilance", max_length=6, choices=VigilanceColour, blank=True)
    at = models.DateTimeField("depuis le")
    decided_by = models.CharField("décidé par", max_length=120, blank=True)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.phase} {self.colour}"


class PresetAnswer(TownRow):
    """What was answered to one thing that the preset of the event proposed; the last answer holds."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    code = models.CharField("proposition", max_length=40)
    adopted = models.BooleanField("retenue")
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "code"], name="preset_answered_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.adopted}"


class FollowUp(TownRow):
    """Something to do after an event was closed: the bilan, the purge of a series."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="+")
    label = models.CharField("à faire", max_length=200)
    due_on = models.DateField("pour le")
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    done_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.due_on}"
