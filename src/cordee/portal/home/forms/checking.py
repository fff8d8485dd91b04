"""The number on a badge."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from cordee.ground.papers.rules.codes import typed_code


class CheckForm(forms.Form):
    """Eight letters and digits, typed from a badge held behind a window."""

    numero = forms.CharField(
        label="Numéro",
        max_length=20,
        help_text="Comme K7MP-3XQ9, avec ou sans tiret.",
        error_messages={"required": "Recopiez le numéro écrit sur le badge."},
        widget=forms.TextInput(
            {"class": "short", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean_numero(self) -> str:
        """The code without its dash."""
        code = typed_code(self.cleaned_data["numero"])
        if not code:
            raise ValidationError(
                "Ce numéro n’est pas complet : il a huit lettres et chiffres, sans O, I ni L. Relisez-le sur le badge."
            )
        return code
