"""The municipal reserve."""

from __future__ import annotations

from django import forms

from cordee.ui.forms import FrenchDateField


class ExtensionForm(forms.Form):
    """A vote of the council, and the emergency it is about."""

    emergency = forms.CharField(
        label="Texte qui déclare l’état d’urgence sanitaire",
        max_length=160,
        help_text="Par exemple « loi n° 2020-290 du 23 mars 2020 ».",
        error_messages={"required": "Citez la loi ou le décret : sans lui, la limite reste à quinze jours."},
    )
    emergency_from = FrenchDateField(label="État d’urgence à compter du")
    emergency_until = FrenchDateField(label="État d’urgence jusqu’au", to_come=True)
    vote = forms.CharField(
        label="Délibération du conseil municipal",
        max_length=120,
        help_text="Son numéro, par exemple « 2026-041 ».",
        error_messages={
            "required": "Indiquez la délibération : le maire seul ne peut pas porter la limite à trente jours."
        },
    )
    voted_on = FrenchDateField(label="Votée le")
