"""Filters and export of the list of volunteers."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from cordee.ground.needs.rules.activities import offerable_activities
from cordee.ground.organisations.selectors.lists import every_organisation
from cordee.ground.territory.selectors import districts
from cordee.ground.volunteers.models import TrustLevel, VolunteerState
from cordee.ground.volunteers.selectors.lists import VolunteerFilter
from cordee.portal.desk.rules.exports import PURPOSES
from cordee.ui.forms import RadioCards

_NUMBER = re.compile(r"[\d\s.+()/-]{8,}")


def _one_number(text: str) -> str:
    """« 06 12 34 56 78 » is one word to look for, not five."""
    return re.sub(r"\D", "", text) if _NUMBER.fullmatch(text) else text


class VolunteerFilterForm(forms.Form):
    """Whom to see; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Nom, téléphone ou dossier", required=False, max_length=60)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *VolunteerState.choices])
    activite = forms.ChoiceField(label="Activité", required=False)
    quartier = forms.ChoiceField(label="Quartier", required=False)
    niveau = forms.ChoiceField(
        label="Niveau",
        required=False,
        choices=[("", "Tous"), *((str(value), label) for value, label in TrustLevel.choices)],
    )
    promesse = forms.ChoiceField(
        label="Promesse",
        required=False,
        choices=[
            ("", "Tous"),
            ("jamais", "Jamais contactés"),
            ("retard", "Jamais contactés, plus de 48 h"),
            ("nouvelles", "Sans nouvelles depuis 14 jours"),
        ],
    )
    association = forms.ChoiceField(label="Association", required=False)
    controles = forms.BooleanField(label="Contrôles à revoir sous 30 jours", required=False)
    vehicule = forms.BooleanField(label="Avec un véhicule", required=False)
    maintenant = forms.BooleanField(label="Disponibles maintenant", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activite"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes"),
            *((one.code, one.label) for one in offerable_activities()),
        ]
        self.fields["quartier"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"),
            *((str(district.pk), district.name) for district in districts()),
        ]
        partners = every_organisation()
        if not partners:
            del self.fields["association"]
            return
        self.fields["association"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes, et sans association"),
            ("aucune", "à préciser"),
            *((str(key), name) for key, name in partners),
        ]

    def wanted(self) -> VolunteerFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        promise = found.get("promesse", "")
        partner = found.get("association", "")
        return VolunteerFilter(
            text=_one_number(found.get("q", "")),
            state=found.get("etat", ""),
            activity=found.get("activite", ""),
            district_id=int(found["quartier"]) if found.get("quartier") else None,
            trust=int(found["niveau"]) if found.get("niveau") else None,
            vehicle=bool(found.get("vehicule")),
            available_now=bool(found.get("maintenant")),
            never_contacted=promise == "jamais",
            late=promise == "retard",
            without_news=promise == "nouvelles",
            organisation_id=int(partner) if partner.isdecimal() else None,
            organisation_missing=partner == "aucune",
            checks=bool(found.get("controles")),
        )


class ExportForm(forms.Form):
    """Why the list leaves the house."""

    purpose = forms.ChoiceField(
        label="Pourquoi sortez-vous cette liste ?",
        choices=[(purpose.code, purpose.label) for purpose in PURPOSES.values()],
        widget=RadioCards(hints={purpose.code: ", ".join(purpose.headers) for purpose in PURPOSES.values()}),
        error_messages={"required": "Dites pourquoi : cela décide des colonnes, et le journal le garde."},
    )
