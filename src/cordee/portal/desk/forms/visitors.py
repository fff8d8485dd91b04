"""What a caller says of a visitor."""

from __future__ import annotations

from django import forms

from cordee.ui.forms import PhoneField


class VisitorForm(forms.Form):
    """Taken down while the person is on the line."""

    told = forms.CharField(
        label="Que s’est-il passé ?", max_length=1000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Écrivez en quelques mots ce qui s’est passé."},
    )  # fmt: skip
    place = forms.CharField(label="Où ?", required=False, max_length=160)
    happened = forms.CharField(label="Quand ?", required=False, max_length=80)
    badge = forms.CharField(label="Numéro de badge montré", required=False, max_length=20)
    phone = PhoneField(label="Numéro pour rappeler", required=False)
