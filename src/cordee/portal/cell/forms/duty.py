"""Putting somebody on call, and handing over."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.crisis.models import DutyKind
from cordee.ground.crisis.rules.duty import LONGEST_NOTE
from cordee.ground.people.models import Account
from cordee.ui.forms import ClockField, FrenchDateField, PhoneField


class _AboutStaff(forms.Form):
    """A form that names an agent of the town."""

    def __init__(self, *args: Any, staff: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff = {str(one.pk): one for one in staff}
        field = self.fields["person"]
        field.choices = [("", "à choisir"), *((key, one.name) for key, one in self._staff.items())]  # type: ignore[attr-defined]

    def account(self) -> Account:
        """The person chosen."""
        return self._staff[self.cleaned_data["person"]]


class ShiftForm(_AboutStaff):
    """Who, for what, from when to when."""

    kind = forms.ChoiceField(label="Astreinte", choices=DutyKind.choices)
    person = forms.ChoiceField(label="Personne")
    phone = PhoneField(
        label="Téléphone d’astreinte",
        required=False,
        help_text="Celui de l’astreinte, pas le numéro personnel.",
    )
    starts_on = FrenchDateField(label="Du", to_come=True)
    starts_hour = ClockField(label="à partir de", initial="8 h")
    ends_on = FrenchDateField(label="Au", to_come=True)
    ends_hour = ClockField(label="jusqu’à", initial="8 h")


class HandOverForm(_AboutStaff):
    """What the next must know."""

    kind = forms.ChoiceField(label="Astreinte", choices=DutyKind.choices)
    person = forms.ChoiceField(label="Qui prend la suite")
    note = forms.CharField(
        label="Consignes", max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 6}),
        help_text="En cours, à surveiller, promis à quelqu’un, à faire et pour quand. Sans nom d’habitant.",
    )  # fmt: skip
