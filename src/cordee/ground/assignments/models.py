"""The one ledger of who is engaged to do what, when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.needs.models import MoneyMethod, Need
from cordee.ground.papers.models import Paper
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import TownRow
from cordee.ground.volunteers.models import Volunteer


class AssignmentState(models.TextChoices):
    """From the engine's idea to the doorstep."""

    SUGGESTED = "suggested", "à valider"
    PROPOSED = "proposed", "proposée"
    ACCEPTED = "accepted", "acceptée"
    STARTED = "started", "en cours"
    DONE = "done", "réalisée"
    DECLINED = "declined", "déclinée"
    NO_ANSWER = "no_answer", "sans réponse"
    TAKEN = "taken", "place déjà prise"
    DROPPED = "dropped", "rendue par le bénévole"
    REFUSED = "refused", "écartée par la coordination"
    CANCELLED = "cancelled", "annulée"
    NO_SHOW = "no_show", "non venu·e"


HOLDING_STATES = (AssignmentState.ACCEPTED, AssignmentState.STARTED, AssignmentState.DONE)
IN_PLAY_STATES = (AssignmentState.PROPOSED, *HOLDING_STATES)
LIVE_STATES = (
    AssignmentState.SUGGESTED,
    AssignmentState.PROPOSED,
    AssignmentState.ACCEPTED,
    AssignmentState.STARTED,
)


COMPANION_PLACES = 50
"""Places from here on are held by whoever accompanies a first mission: they are not the help that was asked for."""

PAST_PLACES = 100
"""Places from here on were served before their need was reopened: remembered, no longer held."""


class Assignment(TownRow):
    """One volunteer for one place of one need, in one half-day.

    ``place`` is the rank of the helper (0 … helpers − 1) and is set when the place is held: the database lets one
    assignment hold a place (``PAST_PLACES`` and over are history). ``reasons`` are the French sentences shown for the
    choice, ``cost`` its terms. ``verdict`` is what the protocols said when it was authorised (``rules.verdicts.as_kept``):
    it keeps the versions of that day, and only a mission to come is judged again.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "état", max_length=10, choices=AssignmentState, default=AssignmentState.SUGGESTED
    )
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    reasons = models.JSONField(default=list)
    cost = models.JSONField(default=dict)
    distance_km = models.FloatField(null=True, blank=True)
    suggested_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField("durée (minutes)", null=True, blank=True)
    amount_cents = models.PositiveIntegerField("montant du ticket (centimes)", null=True, blank=True)
    reason_code = models.CharField("motif", max_length=24, blank=True)
    verdict = models.JSONField("consignes de la mission", default=dict)
    conditions_read_at = models.DateTimeField("consignes lues le", null=True, blank=True)
    announced_at = models.DateTimeField("annoncée par téléphone le", null=True, blank=True)
    announced_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accompanies = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="accompagne"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "place"],
                name="one_holder_per_place",
                condition=Q(state__in=["accepted", "started", "done"]),
            ),
            models.UniqueConstraint(
                fields=["need", "volunteer"],
                name="volunteer_once_per_need",
                condition=Q(state__in=["suggested", "proposed", "accepted", "started", "done"]),
            ),
            models.UniqueConstraint(
                fields=["volunteer", "starts_at"],
                name="one_promise_per_half_day",
                condition=Q(state__in=["accepted", "started"]),
            ),
            models.CheckConstraint(
                name="a_held_place_is_numbered",
                condition=~Q(state__in=["accepted", "started", "done"]) | Q(place__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_window_in_order", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["need", "state"], name="assignment_of_need"),
            models.Index(fields=["volunteer", "state", "starts_at"], name="assignment_of_volunteer"),
            models.Index(fields=["answer_due_at"], name="assignment_due", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"M-{self.pk}"


class CompanionKind(models.TextChoices):
    """Who goes with somebody new."""

    VOLUNTEER = "volunteer", "par un bénévole d’expérience"
    AGENT = "agent", "par un agent"
    WAIVED = "waived", "dispensée, avec un motif"


class Accompaniment(TownRow):
    """Who accompanies the first mission of one volunteer for one need (domain.md § 4.0, step 7), or why nobody does.

    ``agent_name`` is told for an agent, ``companion`` for a volunteer, ``reason`` when it is waived. The mission of a
    companion is an ``Assignment`` that ``accompanies`` the other. What opens the gate for good is kept on the volunteer.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("accompagnement", max_length=10, choices=CompanionKind)
    companion = models.ForeignKey(
        Volunteer, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    agent_name = models.CharField("agent", max_length=80, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    chosen_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField()
    done_at = models.DateTimeField("accompagnement fait le", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "volunteer"], name="accompanied_once_per_need"),
            models.CheckConstraint(
                name="a_companion_is_named",
                condition=~Q(kind="volunteer") | Q(companion__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} / {self.volunteer}"


class CashSlip(TownRow):
    """What was handed to a volunteer to pay for a mission, and what came back. Amounts in cents.

    Sums and codes only: no words are typed here, so that no card number, code or bank account can be.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="+", verbose_name="reçu")
    method = models.CharField("moyen", max_length=14, choices=MoneyMethod)
    handed_cents = models.PositiveIntegerField("remis (centimes)", null=True, blank=True)
    ticket_cents = models.PositiveIntegerField("ticket de caisse (centimes)", null=True, blank=True)
    change_cents = models.PositiveIntegerField("monnaie rendue (centimes)", null=True, blank=True)
    goods_given = models.BooleanField("articles remis", null=True, blank=True)
    returned_at = models.DateTimeField("retour noté le", null=True, blank=True)
    returned_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"reçu {self.pk}"

    @property
    def gap_cents(self) -> int:
        """What is missing (or too much, below zero) once the till receipt and the change are counted."""
        if self.handed_cents is None or self.ticket_cents is None:
            return 0
        return self.handed_cents - self.ticket_cents - (self.change_cents or 0)


class BlockedPair(TownRow):
    """Two people who are not brought together again; the reason is a code, the story stays with the agent."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_by = models.CharField(
        max_length=12,
        choices=[("volunteer", "le bénévole"), ("beneficiary", "la personne aidée"), ("town", "la mairie")],
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "person"], name="blocked_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} / {self.person_id}"


class PlanRun(TownRow):
    """One planning laid before the coordination: when, by whom, how many suggestions, and who stays without help, why.

    ``unserved`` holds ``{"need", "number", "activity", "urgency", "missing", "reasons"}``, most urgent first.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    suggestions = models.PositiveIntegerField()
    objective = models.BigIntegerField()
    unserved = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class RulesReview(TownRow):
    """The missions a decision makes one look at again: a protocol put in force, changed, lifted, a zone closed or opened."""

    decision = models.ForeignKey(
        ProtocolDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    zone = models.ForeignKey(ForbiddenZone, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opens_zone = models.BooleanField(default=False)
    at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"relecture {self.pk}"


class ReviewedMission(TownRow):
    """One mission of a review: its verdict before and after, and what became of it. One line, one message, ever."""

    review = models.ForeignKey(RulesReview, on_delete=models.CASCADE, related_name="missions")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed = models.BooleanField()
    judged_at = models.DateTimeField(null=True, blank=True)
    told = models.BooleanField(default=False)
    settled_at = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "assignment"], name="mission_reviewed_once")]

    def __str__(self) -> str:
        return f"{self.review_id} / {self.assignment_id}"


class RulesOverride(TownRow):
    """Somebody who answers for it lets one volunteer help with one need in spite of a protocol (never of a hard rule)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField("motif", max_length=300)
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["need", "volunteer"], name="override_once")]

    def __str__(self) -> str:
        return f"{self.need} / {self.volunteer}"
