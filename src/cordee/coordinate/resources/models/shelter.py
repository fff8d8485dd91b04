"""The list of a shelter (« liste CARE », domain.md § 4.12, J10)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordee.coordinate.resources.models.choices import NextSolution
from cordee.coordinate.resources.models.places import Place
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText


class ShelteredFamily(TownRow):
    """One family received at a shelter: how many, what they need, where they go next. Never a diagnosis.

    Names are ciphered: this list says who is not at home. ``person`` is set when the town already knew the contact under
    this name and number, so that somebody hidden is hidden here too. ``medication`` (« oui », « non ») is class C.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    family_name = CipheredText("nom de famille", max_length=80)
    first_name = CipheredText("prénom de la personne à joindre", max_length=60, blank=True)
    phone = CipheredText("téléphone", max_length=16, blank=True)
    adults = models.PositiveSmallIntegerField("adultes", default=1)
    children = models.PositiveSmallIntegerField("enfants", default=0)
    pets = models.PositiveSmallIntegerField("animaux", default=0)
    needs = CipheredText("besoins", max_length=240, blank=True)
    medication = CipheredText("traitement à ne pas interrompre", max_length=3, blank=True, health=True)
    arrived_at = models.DateTimeField("arrivée")
    next_solution = models.CharField("solution suivante", max_length=10, choices=NextSolution, blank=True)
    next_details = CipheredText("précision", max_length=160, blank=True)
    left_at = models.DateTimeField("départ", null=True, blank=True)
    written_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.CheckConstraint(name="family_is_somebody", condition=Q(adults__gt=0) | Q(children__gt=0)),
            models.CheckConstraint(
                name="family_leaves_after_it_came",
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
            ),
        ]
        indexes = [models.Index(fields=["commune", "place", "left_at"], name="families_of_place")]

    def __str__(self) -> str:
        return f"famille {self.pk}"

    @property
    def people(self) -> int:
        """Adults and children."""
        return self.adults + self.children
