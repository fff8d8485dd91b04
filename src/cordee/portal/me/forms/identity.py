"""Correcting who one is and how one is reached."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.people.models import ContactBy, Language
from cordee.portal.me.forms.entering import EnterForm


class IdentityForm(forms.Form):
    """Names, language, preferred way; a new number or e-mail goes through its own form."""

    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    last_name = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Indiquez votre nom."}
    )
    language = forms.ChoiceField(label="Langue", choices=Language.choices)
    contact_by = forms.ChoiceField(label="Je préfère être joint·e", choices=ContactBy.choices)


class ContactForm(EnterForm):
    """The new number or e-mail; a code is sent to it first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].label = "Nouveau portable ou nouveau courriel"
        self.fields[
            "contact"
        ].help_text = (
            "Nous y envoyons un code pour être sûrs qu’il est à vous. Pour un téléphone fixe, appelez-nous."
        )
