"""What is typed to hide a person, or to open a hidden file."""

from __future__ import annotations

from django import forms

from cordee.ground.people.models import ProtectionGround


class ProtectForm(forms.Form):
    """Why the person is hidden."""

    ground = forms.ChoiceField(label="Motif", choices=ProtectionGround.choices)
    note = forms.CharField(
        label="Précision, si elle aide un collègue",
        max_length=200,
        required=False,
        help_text="Jamais le récit de ce que la personne a vécu.",
    )


class BreakGlassForm(forms.Form):
    """Why the file must be opened now."""

    reason = forms.CharField(
        label="Pourquoi devez-vous l’ouvrir maintenant ?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Une phrase, par exemple : « Elle appelle le standard, sans médicaments ce soir, personne au CCAS ».",
    )
