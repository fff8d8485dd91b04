"""Giving up a request."""

from __future__ import annotations

from django import forms

from cordee.portal.me.actions.cancelling import REASONS
from cordee.ui.forms import RadioCards


class CancelForm(forms.Form):
    """Why it is given up."""

    reason = forms.ChoiceField(
        label="Pourquoi ?",
        choices=REASONS,
        widget=RadioCards,
        error_messages={"required": "Choisissez une raison."},
    )
