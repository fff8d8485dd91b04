"""Who asks to come in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.phones import parse_phone


class EnterForm(forms.Form):
    """A mobile number or an e-mail, in one box."""

    contact = forms.CharField(
        label="Votre téléphone portable ou votre courriel",
        max_length=200,
        help_text="Celui que vous avez donné à la mairie.",
        error_messages={"required": "Écrivez votre numéro ou votre courriel."},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )

    def clean_contact(self) -> str:
        """E.164, or an e-mail in small letters."""
        typed: str = self.cleaned_data["contact"].strip()
        if "@" in typed:
            try:
                validate_email(typed)
            except ValidationError:
                raise ValidationError(
                    "Cette adresse de courriel n’est pas complète (nom@exemple.fr)."
                ) from None
            return typed.lower()
        try:
            return parse_phone(typed)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class CodeForm(forms.Form):
    """Six digits, with or without spaces."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=20,
        error_messages={"required": "Recopiez le code reçu."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}
        ),
    )

    def clean_code(self) -> str:
        """Digits only."""
        digits = re.sub(r"\D", "", self.cleaned_data["code"])
        if len(digits) != 6:
            raise ValidationError("Le code compte six chiffres.")
        return digits


def contact_fields(contact: str) -> dict[str, Any]:
    """``phone`` or ``email`` for ``person_for_entry``."""
    return {"email": contact} if "@" in contact else {"phone": contact}
