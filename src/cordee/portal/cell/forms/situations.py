"""The words of a point de situation, and to whom it goes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cordee.ground.crisis.rules.situation import LONGEST_PART, PARTS

MOST_RECIPIENTS = 30


class SituationForm(forms.Form):
    """One text a part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, (title, hint) in PARTS.items():
            self.fields[part] = forms.CharField(
                label=title, required=False, max_length=LONGEST_PART, help_text=hint,
                widget=forms.Textarea({"rows": 2 if part == "next" else 3}),
            )  # fmt: skip

    def texts(self) -> dict[str, str]:
        """Words by part."""
        return {part: self.cleaned_data[part] for part in PARTS}


class SendForm(forms.Form):
    """Addresses, one a line or separated by commas."""

    recipients = forms.CharField(
        label="Destinataires", widget=forms.Textarea({"rows": 4, "inputmode": "email", "spellcheck": "false"}),
        max_length=4000, help_text="Une adresse par ligne : préfecture, maire, direction, intercommunalité…",
    )  # fmt: skip

    def clean_recipients(self) -> list[str]:
        """Addresses, each once. Raises ``ValidationError`` naming the one that is wrong."""
        found = [one for one in re.split(r"[\s,;]+", self.cleaned_data["recipients"].strip()) if one]
        for one in found:
            try:
                validate_email(one)
            except ValidationError:
                raise ValidationError(
                    f"« {one} » n’est pas une adresse de courriel.", code="invalid"
                ) from None
        chosen = list(dict.fromkeys(one.casefold() for one in found))
        if len(chosen) > MOST_RECIPIENTS:
            raise ValidationError(f"{MOST_RECIPIENTS} destinataires au plus.", code="many")
        return chosen
