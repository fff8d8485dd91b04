"""Nouns of the directory: platforms, questions, how often each was asked on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Account
from cordee.ground.territory.models import TownRow


class Serves(models.TextChoices):
    """Whom a platform serves."""

    HELP = "help", "pour aider"
    ASK = "ask", "pour demander de l’aide"
    NEIGHBOURS = "neighbours", "entre voisins"
    CARERS = "carers", "pour soignants"


class PlatformState(models.TextChoices):
    """Who sees it: the desk alone, everybody, nobody any more."""

    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publiée"
    WITHDRAWN = "withdrawn", "retirée"


class Platform(TownRow):
    """A site or a service of somebody else worth knowing, what it does in one sentence, whom it serves.

    ``serves``: codes of ``Serves``. ``needs_account`` and ``needs_internet``: ``None`` when nobody looked. ``code`` is its
    line of the starter list; ``former_state`` is where a withdrawal found it; ``version`` counts the writings.
    """

    code = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField("nom", max_length=80)
    name_key = models.CharField(max_length=160, editable=False)
    what = models.CharField("ce qu’elle fait", max_length=240)
    serves = models.JSONField("à qui elle sert", default=list)
    link = models.URLField("adresse", max_length=300)
    needs_account = models.BooleanField("demande un compte", null=True, blank=True)
    needs_internet = models.BooleanField("demande internet", null=True, blank=True)
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    verified_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField("état", max_length=10, choices=PlatformState, default=PlatformState.DRAFT)
    former_state = models.CharField(max_length=10, choices=PlatformState, blank=True, editable=False)
    withdrawn_why = models.CharField("motif du retrait", max_length=160, blank=True)
    changed_at = models.DateTimeField("modifiée le")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "code"], name="one_platform_a_starter", condition=~Q(code="")
            ),
            models.CheckConstraint(
                name="published_platform_was_verified",
                condition=~Q(state="published") | Q(verified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_platform_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_why="")
            ),
        ]
        indexes = [models.Index(fields=["commune", "state", "name_key"], name="platforms_by_state")]

    def __str__(self) -> str:
        return self.name


class Theme(models.TextChoices):
    """What a question is about."""

    HELP = "help", "demander de l’aide"
    HEALTH = "health", "se soigner"
    FOOD = "food", "manger, faire ses courses"
    MOVING = "moving", "se déplacer"
    SCHOOL = "school", "école et garde d’enfants"
    HOME = "home", "logement, eau, courant, chauffage"
    MONEY = "money", "argent et droits"
    WORK = "work", "travail et entreprises"
    HELPING = "helping", "aider, devenir bénévole"
    SCAMS = "scams", "arnaques et rumeurs"
    OTHER = "other", "autre"


class QuestionState(models.TextChoices):
    """Whether the town has answered everybody."""

    OPEN = "open", "sans réponse"
    PUBLISHED = "published", "publiée"
    WITHDRAWN = "withdrawn", "retirée"


class Question(TownRow):
    """A question callers ask, never who asked it; once answered, on the public page until ``expires_on`` (its last day).

    ``text_key`` is the text as it is compared; ``asked_count`` all the times it was asked, ``QuestionDay`` day by day.
    """

    text = models.CharField("question", max_length=200)
    text_key = models.CharField(max_length=240, editable=False)
    theme = models.CharField("thème", max_length=8, choices=Theme, default=Theme.OTHER)
    answer = models.TextField("réponse", max_length=1200, blank=True)
    source = models.CharField("source", max_length=160, blank=True)
    asked_count = models.PositiveIntegerField("fois posée", default=0)
    asked_at = models.DateTimeField("posée la première fois le")
    last_asked_at = models.DateTimeField("posée la dernière fois le")
    state = models.CharField("état", max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    former_state = models.CharField(max_length=10, choices=QuestionState, blank=True, editable=False)
    published_at = models.DateTimeField("réponse publiée le", null=True, blank=True)
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_why = models.CharField("motif du retrait", max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-asked_count", "-last_asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "text_key"], name="a_question_is_written_once"),
            models.CheckConstraint(
                name="published_question_is_answered_and_ends",
                condition=~Q(state="published")
                | (
                    ~Q(answer="")
                    & ~Q(source="")
                    & Q(published_at__isnull=False)
                    & Q(expires_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="withdrawn_question_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_why="")
            ),
        ]
        indexes = [models.Index(fields=["commune", "state"], name="questions_by_state")]

    def __str__(self) -> str:
        return f"question {self.pk}"


class QuestionDay(TownRow):
    """How many callers asked a question on a day."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-count", "pk"]
        constraints = [models.UniqueConstraint(fields=["commune", "question", "day"], name="one_count_a_day")]
        indexes = [models.Index(fields=["commune", "day"], name="questions_of_a_day")]

    def __str__(self) -> str:
        return f"question {self.question_id}, {self.day}"
