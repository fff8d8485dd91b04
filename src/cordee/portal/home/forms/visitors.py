"""Telling the town of a visitor one doubts."""

from __future__ import annotations

from django import forms

from cordee.ui.forms import HoneypotField, PhoneField


class VisitorForm(forms.Form):
    """What happened, where, when; a number to be called back if one wishes."""

    told = forms.CharField(
        label="Que s’est-il passé ?",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Ce que la personne a dit, demandé, à quoi elle ressemblait. Sans nom de voisin.",
        error_messages={"required": "Dites en quelques mots ce qui s’est passé."},
    )
    place = forms.CharField(label="Où ?", required=False, max_length=160, help_text="La rue suffit.")
    happened = forms.CharField(
        label="Quand ?", required=False, max_length=80, help_text="« ce matin vers 10 h »"
    )
    badge = forms.CharField(
        label="Numéro de badge montré", required=False, max_length=20,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = PhoneField(label="Un numéro pour vous rappeler", required=False)
    website = HoneypotField()
