"""A place, its dated hours, and the key of whoever guards it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.coordinate.resources.models.choices import OpeningKind, PlaceKind, PlaceState
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import Located, TownRow


class Place(Located, TownRow):
    """A place the town opens to people.

    ``weekly``: for each day from Monday, a list of [opens, closes] in minutes since midnight; ``closes`` past 1440 is the
    next morning. ``access``: codes of ``Access``. What was said last (``said_state``, ``present``) stands over the hours
    until ``said_until``; then the hours speak alone. ``guardian`` is whom the town rings, a person like any other.
    """

    kind = models.CharField("nature", max_length=12, choices=PlaceKind)
    name = models.CharField("nom", max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    access = models.JSONField(default=list, blank=True)
    capacity = models.PositiveIntegerField("personnes au plus", null=True, blank=True)
    beds = models.PositiveIntegerField("lits", null=True, blank=True)
    phone = models.CharField("téléphone du lieu", max_length=16, blank=True)
    to_know = models.CharField("bon à savoir", max_length=240, blank=True)
    weekly = models.JSONField(default=list, blank=True)
    published = models.BooleanField("sur la page publique", default=True)
    guardian = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    said_state = models.CharField("dit", max_length=6, choices=PlaceState, blank=True)
    said_at = models.DateTimeField("dit le", null=True, blank=True)
    said_until = models.DateTimeField("vaut jusqu’à", null=True, blank=True)
    said_by_guardian = models.BooleanField(default=False)
    present = models.PositiveIntegerField("personnes présentes", null=True, blank=True)
    created_at = models.DateTimeField("noté le")
    ended_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta(Located.Meta):
        abstract = False
        ordering = ["name_key", "pk"]
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                name="place_word_is_dated", condition=Q(said_state="") | Q(said_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["commune", "name_key"], name="place_by_name")]

    def __str__(self) -> str:
        return self.name


class DatedOpening(TownRow):
    """Hours of some days only: they open the place beside its week, or close it in spite of it, and end by themselves."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("effet", max_length=6, choices=OpeningKind, default=OpeningKind.OPEN)
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("à")
    why = models.CharField("motif", max_length=120, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="opening_in_order", condition=Q(ends_at__gt=models.F("starts_at")))
        ]
        indexes = [models.Index(fields=["commune", "ends_at"], name="openings_by_end")]

    def __str__(self) -> str:
        return f"horaires {self.pk}"


class GuardianKey(TownRow):
    """The link and the PIN by which a guardian tells how the place stands, without an account: digests only, one in force.

    ``wrong_tries`` counts PINs refused in a row; at five the key is locked until the town gives another.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    link_digest = models.CharField(max_length=64, unique=True)
    pin_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "place"], name="one_guardian_key_a_place", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"accès de gardien {self.pk}"
