"""Preparing a bag, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.papers.models import Fate
from cordee.ui.forms import FrenchDateField

ON_PAPER, ON_KEY = "paper", "key"


class BagForm(forms.Form):
    """Who takes it away, and on what."""

    holder = forms.CharField(
        label="Remis à", max_length=120, help_text="Nom et fonction de la personne à qui on le redemandera.",
    )  # fmt: skip
    support = forms.ChoiceField(
        label="Comment l’emporter",
        widget=forms.RadioSelect,
        choices=[
            (ON_PAPER, "À imprimer tout de suite : archive sans mot de passe"),
            (ON_KEY, "Sur une clé USB : archive chiffrée, avec mot de passe"),
        ],
        initial=ON_PAPER,
    )

    @property
    def locked(self) -> bool:
        """True when the archive is ciphered."""
        return bool(self.cleaned_data["support"] == ON_KEY)


class FateForm(forms.Form):
    """Given back, destroyed or lost, and when."""

    fate = forms.ChoiceField(label="Qu’est-il devenu ?", widget=forms.RadioSelect)
    fate_on = FrenchDateField(label="Le", help_text="Jour de la remise ou de la destruction.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {Fate.LOST: "perdu ou volé"}
        self.fields["fate"].choices = [(one.value, words.get(one, one.label)) for one in Fate]  # type: ignore[attr-defined]
