"""The list of a shelter: a family that arrives, a family that leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cordee.coordinate.resources.actions.shelter import FamilyFacts
from cordee.coordinate.resources.models import NextSolution, ShelteredFamily
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.vault.models import keeps_health
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import ClockField, FrenchDateField, moment_of

_SOLUTIONS = [(code, label) for code, label in NextSolution.choices if code]


def _count(label: str, initial: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=30, initial=initial, help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "2"}),
        error_messages={
            "required": "Mettez 0 s’il n’y en a pas.",
            "invalid": "Écrivez un nombre, comme 2.",
            "min_value": "Un nombre ne descend pas sous zéro.",
            "max_value": "Pas plus de 30 sur une ligne.",
        },
    )  # fmt: skip


class FamilyForm(forms.Form):
    """Who arrives, how many, what they need tonight, where they go next when it is known."""

    family_name = forms.CharField(label="Nom de famille", max_length=80)
    first_name = forms.CharField(label="Prénom de la personne à joindre", required=False, max_length=60)
    phone = PhoneField(label="Téléphone", required=False)
    adults = _count("Adultes", 1)
    children = _count("Enfants", 0)
    pets = _count("Animaux", 0)
    arrived_on = FrenchDateField(label="Arrivée le")
    arrived_time = ClockField(label="Heure d’arrivée")
    needs = forms.CharField(
        label="Besoins", required=False, max_length=240, widget=forms.Textarea({"rows": 2}),
        help_text="Ce qu’il faut, sans dire pourquoi : « un lit bas, une prise la nuit, un repas sans porc, des couches ». "
        "Aucune maladie, aucun médicament.",
    )  # fmt: skip
    medication = forms.ChoiceField(
        label="Un traitement à ne pas interrompre ?", required=False,
        choices=[("", "pas demandé"), ("oui", "oui : prévenir un soignant"), ("non", "non")],
        help_text="Oui ou non, jamais lequel.",
    )  # fmt: skip
    next_solution = forms.ChoiceField(
        label="Solution suivante", required=False, choices=[("", "pas encore connue"), *_SOLUTIONS]
    )
    next_details = forms.CharField(
        label="Précision", required=False, max_length=160, help_text="« hôtel des Mariniers jusqu’à jeudi »"
    )

    people_fields = ("adults", "children", "pets")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps_health():
            del self.fields["medication"]

    @staticmethod
    def known(family: ShelteredFamily) -> dict[str, Any]:
        """What the form shows of a line."""
        arrived = timezone.localtime(family.arrived_at)
        names = (
            "family_name", "first_name", "adults", "children", "pets", "needs", "medication", "next_solution",
            "next_details",
        )  # fmt: skip
        return {name: getattr(family, name) for name in names} | {
            "phone": display_phone(family.phone) if family.phone else "",
            "arrived_on": arrived.date(),
            "arrived_time": arrived.time(),
        }

    def facts(self) -> FamilyFacts:
        """What was typed."""
        found = self.cleaned_data
        names = ("family_name", "first_name", "phone", "adults", "children", "pets", "needs", "next_solution")
        return FamilyFacts(
            arrived_at=moment_of(found["arrived_on"], found["arrived_time"]),
            medication=found.get("medication", ""),
            next_details=found["next_details"],
            **{name: found[name] for name in names},
        )


class DepartureForm(forms.Form):
    """When it left, for where."""

    next_solution = forms.ChoiceField(
        label="Où va cette famille ?", choices=[("", "Choisissez"), *_SOLUTIONS],
        error_messages={"required": "Où va cette famille ?"},
    )  # fmt: skip
    next_details = forms.CharField(label="Précision", required=False, max_length=160)
    left_on = FrenchDateField(label="Départ le")
    left_time = ClockField(label="Heure du départ")

    def left_at(self) -> datetime:
        """The moment it left."""
        return moment_of(self.cleaned_data["left_on"], self.cleaned_data["left_time"])
