"""What is said of a crisis."""

from __future__ import annotations

from django import forms

from cordee.ground.crisis.models import CrisisKind, CrisisPhase
from cordee.ground.crisis.rules.crises import LONGEST_MESSAGE


class CrisisForm(forms.Form):
    """The event as the home page tells it."""

    kind = forms.ChoiceField(label="Événement", choices=[("", "à choisir"), *CrisisKind.choices])
    phase = forms.ChoiceField(label="Phase", choices=CrisisPhase.choices, initial=CrisisPhase.CRISIS)
    title = forms.CharField(
        label="Titre", max_length=120, help_text="Par exemple : « Crue de la Loire, restez à l’étage »."
    )
    public_message = forms.CharField(
        label="Ce que les habitants doivent savoir et faire",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 5}),
        help_text="Des phrases courtes. Qui est concerné, quoi faire, jusqu’à quand. Sans nom de personne.",
    )
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=160,
        help_text="Qui le dit : préfecture, Météo-France, Vigicrues, mairie…",
    )
