"""Filters of the queue."""

from __future__ import annotations

from django import forms

from cordee.ground.needs.models import Door, NeedState, Urgency
from cordee.ground.needs.rules.requests import askable_activities
from cordee.ground.needs.selectors.queue import QueueFilter
from cordee.ground.people.models import Account
from cordee.ground.territory.selectors import districts


class QueueFilterForm(forms.Form):
    """What to see; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Chercher", required=False, max_length=60)
    urgence = forms.ChoiceField(
        label="Urgence",
        required=False,
        choices=[("", "Toutes"), *((str(level), words) for level, words in Urgency.choices)],
    )
    activite = forms.ChoiceField(label="Aide", required=False)
    quartier = forms.ChoiceField(label="Quartier", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Ouvertes"), *NeedState.choices])
    porte = forms.ChoiceField(
        label="Venue par", required=False, choices=[("", "Toutes les portes"), *Door.choices]
    )
    moi = forms.BooleanField(label="Suivies par moi", required=False)
    retard = forms.BooleanField(label="En retard", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["activite"].choices = [("", "Toutes"), *askable_activities()]  # type: ignore[attr-defined]
        self.fields["quartier"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"),
            *((str(district.pk), district.name) for district in districts()),
        ]

    def wanted(self, account: Account, *, may_search: bool) -> QueueFilter:
        """The filter; names are searched only by those who may read them."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return QueueFilter(
            urgency=int(found["urgence"]) if found.get("urgence") else None,
            activity=found.get("activite", ""),
            district_id=int(found["quartier"]) if found.get("quartier") else None,
            state=found.get("etat", ""),
            door=found.get("porte", ""),
            owner_id=account.pk if found.get("moi") else None,
            late=bool(found.get("retard")),
            text=found.get("q", "") if may_search else "",
        )
