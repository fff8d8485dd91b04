"""Looking for a scheme or an answer: words and a choice in the address, so that a page found can be sent to somebody."""

from __future__ import annotations

from django import forms

from cordee.inform.directory.selectors.questions import QuestionFilter
from cordee.inform.schemes.models import Audience
from cordee.inform.schemes.selectors.schemes import SchemeFilter


class SchemeSearch(forms.Form):
    """Which schemes to see; unknown values are ignored rather than refused."""

    pour = forms.ChoiceField(label="Vous êtes", required=False, choices=[("", "Tous"), *Audience.choices])
    q = forms.CharField(
        label="Un mot",
        required=False,
        max_length=60,
        widget=forms.TextInput({"placeholder": "repas, loyer, garde…"}),
    )

    def wanted(self) -> SchemeFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return SchemeFilter(found.get("q", ""), found.get("pour", ""))


class QuestionSearch(forms.Form):
    """Which questions to see."""

    q = forms.CharField(label="Un mot", required=False, max_length=60)

    def wanted(self) -> QuestionFilter:
        """The filter."""
        self.is_valid()
        return QuestionFilter(getattr(self, "cleaned_data", {}).get("q", ""))
