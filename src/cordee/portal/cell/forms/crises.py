"""Opening an event in three fields, moving it, founding it in law."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.crisis.models import CrisisKind, CrisisPhase, LegalTrigger, VigilanceColour
from cordee.ground.territory.models import District
from cordee.ui.forms import CheckboxCards, ClockField, FrenchDateField, RadioCards, moment_of

NO_COLOUR = "none"
COLOURS = [*VigilanceColour.choices, (NO_COLOUR, "sans couleur")]
_DECIDED = "Le nom et la fonction : c’est cette personne qui en répond."


class OpenForm(forms.Form):
    """Three fields, for a phone at seven in the morning."""

    kind = forms.ChoiceField(label="Que se passe-t-il ?", choices=CrisisKind.choices, widget=RadioCards)
    colour = forms.ChoiceField(label="Couleur de vigilance", choices=COLOURS, widget=RadioCards)
    decided_by = forms.CharField(label="Qui décide", max_length=120, help_text=_DECIDED)

    def clean_colour(self) -> str:
        """Empty without colour."""
        chosen: str = self.cleaned_data["colour"]
        return "" if chosen == NO_COLOUR else chosen


class ConfirmForm(OpenForm):
    """The same, and what will be said, before it is said."""

    title = forms.CharField(label="Titre, lu par les habitants", max_length=120)
    phase = forms.ChoiceField(label="Phase", choices=CrisisPhase.choices)
    understood = forms.BooleanField(
        label="J’ai compris : pendant l’exercice, aucun SMS ni courriel ne part, pour personne.",
        required=False,
    )

    def __init__(self, *args: Any, exercise: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "colour", "decided_by"):
            self.fields[name].widget = forms.HiddenInput()
        if exercise:
            self.fields["understood"].required = True
            self.fields["understood"].error_messages["required"] = (
                "Cochez pour confirmer que vous l’avez compris."
            )
            self.fields["title"].label = "Titre de l’exercice"
        else:
            del self.fields["understood"]


class MoveForm(forms.Form):
    """A change of phase or colour, from a moment already come."""

    phase = forms.ChoiceField(label="Phase", choices=CrisisPhase.choices)
    colour = forms.ChoiceField(label="Couleur de vigilance", choices=COLOURS)
    decided_by = forms.CharField(label="Qui décide", max_length=120, help_text=_DECIDED)
    since = FrenchDateField(label="Depuis le", to_come=True, required=False, help_text="Vide : maintenant.")
    since_hour = ClockField(label="à", required=False, help_text="Comme 14 h 05.")

    def clean_colour(self) -> str:
        """Empty without colour."""
        chosen: str = self.cleaned_data["colour"]
        return "" if chosen == NO_COLOUR else chosen

    def since_at(self, now: datetime) -> datetime:
        """The moment; now when nothing was typed, today when only the hour was."""
        day, hour = self.cleaned_data["since"], self.cleaned_data["since_hour"]
        if day is None and hour is None:
            return now
        return moment_of(day or timezone.localtime(now).date(), hour)


class TriggerForm(forms.Form):
    """The legal ground: what, which text, of which day, who decides."""

    trigger = forms.ChoiceField(label="Déclencheur", choices=[("", "à choisir"), *LegalTrigger.choices])
    trigger_ref = forms.CharField(
        label="Référence",
        max_length=200,
        help_text="Par exemple : arrêté municipal 2026-041, vigilance n° 12.",
    )
    trigger_on = FrenchDateField(label="Date du texte", to_come=True)
    decided_by = forms.CharField(label="Qui décide", max_length=120, help_text=_DECIDED)


class PlacesForm(forms.Form):
    """Districts concerned; none ticked is the whole town."""

    districts = forms.MultipleChoiceField(
        label="Quartiers concernés",
        required=False,
        widget=CheckboxCards,
        help_text="Aucun coché : toute la commune.",
    )

    def __init__(self, *args: Any, districts: list[District], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._districts = {str(one.pk): one for one in districts}
        self.fields["districts"].choices = [(key, one.name) for key, one in self._districts.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[District]:
        """Rows of the districts ticked."""
        return [self._districts[key] for key in self.cleaned_data["districts"]]
