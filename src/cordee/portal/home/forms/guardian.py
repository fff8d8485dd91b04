"""The page of a guardian: the PIN, then how the place stands."""

from __future__ import annotations

from django import forms

from cordee.coordinate.resources.models import PlaceState
from cordee.ui.forms import RadioCards


class PinForm(forms.Form):
    """Six digits the town gave aloud."""

    pin = forms.CharField(
        label="Code à six chiffres",
        max_length=20,
        help_text="La mairie vous l’a donné de vive voix.",
        error_messages={"required": "Tapez le code à six chiffres."},
        widget=forms.TextInput(
            {"class": "short", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )  # fmt: skip


class SayForm(forms.Form):
    """Open, full or closed, and how many are there."""

    state = forms.ChoiceField(
        label="Le lieu est", choices=PlaceState.choices,
        error_messages={"required": "Dites si le lieu est ouvert, complet ou fermé."},
        widget=RadioCards(
            hints={
                PlaceState.OPEN: "on peut encore entrer",
                PlaceState.FULL: "plus de place, on envoie ailleurs",
                PlaceState.CLOSED: "personne ne doit venir",
            }
        ),
    )  # fmt: skip
    present = forms.IntegerField(
        label="Personnes présentes", required=False, min_value=0, max_value=20_000,
        help_text="Comptez tout le monde, enfants compris. Vide si vous n’avez pas compté.",
        widget=forms.TextInput(
            {"inputmode": "numeric", "class": "short", "maxlength": "5", "autocomplete": "off"}
        ),
        error_messages={
            "invalid": "Écrivez un nombre, comme 12.",
            "min_value": "Un nombre ne descend pas sous zéro.",
            "max_value": "Ce nombre est trop grand : vérifiez.",
        },
    )  # fmt: skip
