"""What a volunteer says of a mission."""

from __future__ import annotations

from django import forms

from cordee.ui.forms import EurosField, RadioCards

DECLINE_REASONS = [
    ("busy", "Je ne suis pas disponible"),
    ("far", "C’est trop loin"),
    ("heavy", "C’est trop lourd pour moi"),
    ("other", "Autre raison"),
]
DROP_REASONS = [
    ("ill", "Je suis malade ou j’ai croisé un malade"),
    ("busy", "Un empêchement"),
    ("lost", "Je n’arrive pas à joindre la personne"),
    ("other", "Autre raison"),
]


class DeclineForm(forms.Form):
    """Why not, if one likes to say."""

    reason = forms.ChoiceField(
        label="Pourquoi ? (facultatif)", choices=DECLINE_REASONS, required=False, widget=RadioCards
    )


class DropForm(forms.Form):
    """Why the mission is given back, if one likes to say."""

    reason = forms.ChoiceField(
        label="Pourquoi ? (facultatif)", choices=DROP_REASONS, required=False, widget=RadioCards
    )


class FinishForm(forms.Form):
    """How long it took, what the till said."""

    minutes = forms.IntegerField(
        label="Temps passé (en minutes)",
        required=False,
        min_value=1,
        max_value=1440,
        error_messages={"invalid": "Écrivez un nombre de minutes, par exemple 45."},
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    amount = EurosField(
        label="Montant du ticket de caisse (en euros)",
        most=1000,
        required=False,
        help_text="Par exemple 23,40.",
        error_messages={
            "invalid": "Écrivez un montant, par exemple 23,40.",
            "below": "Un montant ne descend pas sous zéro.",
            "above": "Vérifiez le montant du ticket : pas plus de %(most)s\u00a0€.",
        },
    )
