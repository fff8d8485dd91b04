"""The people of a campaign, what each attempt gave, and what is to be done next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.coordinate.campaigns.models.campaigns import CallCampaign
from cordee.coordinate.campaigns.models.codes import BESIDE, EntryState, Outcome, StepKind, Via
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Account, Language, Person
from cordee.ground.people.models.persons import HIDDEN_NAME
from cordee.ground.territory.models import District, TownRow
from cordee.ground.vault.models import CipheredJson, CipheredText


class CallBatch(TownRow):
    """What one caller took at once. Who they are stays known after the lease has ended: a late outcome is still theirs."""

    campaign = models.ForeignKey(CallCampaign, on_delete=models.CASCADE, related_name="+")
    caller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entries = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "caller"], name="batch_of_caller")]

    def __str__(self) -> str:
        return f"lot {self.pk}"


class CampaignEntry(TownRow):
    """Somebody to reach, as they were known when the campaign was made (« cible »).

    In hand = ``batch`` set and ``lease_until`` to come: a lease that ends gives the person back with nothing to write.
    ``calling_since`` is set for the one person of a batch whose number is on the screen.
    """

    campaign = models.ForeignKey(CallCampaign, on_delete=models.CASCADE, related_name="entries")
    source_key = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = CipheredText("nom", max_length=160, blank=True)
    phones = CipheredJson("téléphones", default=list)
    address = CipheredText("adresse", max_length=240, blank=True)
    contact = CipheredText("personne à prévenir", max_length=200, blank=True)
    contact_phone = CipheredText("téléphone de la personne à prévenir", max_length=20, blank=True)
    language = models.CharField("langue", max_length=3, choices=Language, default=Language.FRENCH)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    priority = models.PositiveSmallIntegerField("priorité", default=3)
    fast = models.BooleanField("échelle rapide, quelle que soit la couleur", default=False)
    state = models.CharField(max_length=9, choices=EntryState, default=EntryState.TO_CALL)
    due_at = models.DateTimeField("à appeler à partir de")
    promised = models.BooleanField("rappel promis", default=False)
    unanswered = models.PositiveSmallIntegerField("appels sans réponse", default=0)
    first_missed_at = models.DateTimeField(null=True, blank=True)
    last_outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    last_caller = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reached_at = models.DateTimeField(null=True, blank=True)
    next_contact_at = models.DateTimeField("prochain contact", null=True, blank=True)
    absent_until = models.DateField("absent jusqu’au", null=True, blank=True)
    batch = models.ForeignKey(CallBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)
    calling_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["campaign", "priority", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "source_key"], name="called_once_in_a_campaign"),
            models.CheckConstraint(name="priority_1_to_3", condition=Q(priority__gte=1, priority__lte=3)),
            models.CheckConstraint(
                name="a_lease_has_an_end",
                condition=Q(batch__isnull=True, lease_until__isnull=True, calling_since__isnull=True)
                | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="entry_to_call"),
            models.Index(fields=["batch"], name="entry_in_hand", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"fiche {self.pk}"

    @property
    def is_hidden(self) -> bool:
        """True when whoever looks at this moment must not learn who this is."""
        return self.person is not None and self.person.is_hidden

    @property
    def shown_name(self) -> str:
        """The name, for whoever may read it."""
        return HIDDEN_NAME if self.is_hidden else self.name


class CallAttempt(TownRow):
    """One attempt and its one code. ``at`` is when it happened, ``recorded_at`` when the house learned of it."""

    entry = models.ForeignKey(CampaignEntry, on_delete=models.CASCADE, related_name="attempts")
    key = models.CharField(max_length=64)
    outcome = models.CharField("résultat", max_length=16, choices=Outcome)
    caller = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField("à")
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=6, choices=Via, default=Via.SCREEN)
    note = CipheredText("note", max_length=300, blank=True)
    informant = CipheredText("nouvelles données par", max_length=120, blank=True)
    rescue_number = models.CharField("numéro appelé", max_length=3, blank=True)
    rescue_at = models.DateTimeField("secours appelés à", null=True, blank=True)
    rescue_ref = models.CharField("référence des secours", max_length=60, blank=True)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seconds = models.PositiveIntegerField("durée (s)", null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "key"], name="an_outcome_is_recorded_once"),
            models.CheckConstraint(
                name="rescue_told_whole",
                condition=~Q(outcome="TRANSMIS_SECOURS")
                | (Q(rescue_at__isnull=False) & ~Q(rescue_number="") & ~Q(rescue_ref="")),
            ),
        ]

    def __str__(self) -> str:
        return f"appel {self.pk}"


class EntryStep(TownRow):
    """One thing to do for somebody, with an owner and a due time; done by an attempt, or given up with the entry."""

    entry = models.ForeignKey(CampaignEntry, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField("à faire", max_length=11, choices=StepKind)
    owner = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField("pour le")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            # What holds somebody in the campaign is one thing at a time: nobody is both « to call » and « to visit ».
            models.UniqueConstraint(
                fields=["entry"],
                name="one_step_at_a_time",
                condition=Q(done_at__isnull=True) & ~Q(kind__in=BESIDE),
            ),
            models.UniqueConstraint(
                fields=["entry", "kind"], name="a_step_opened_once", condition=Q(done_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="step_to_do", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
