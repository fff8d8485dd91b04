"""Changing what one offers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy

from cordee.ground.needs.rules.activities import offerable_activities
from cordee.ground.people.models import Language
from cordee.ground.volunteers.models import Volunteer
from cordee.ui.forms import CheckboxCards, Combobox, FrenchDateField, WeekGridField


def _grouped_activities() -> list[tuple[str, list[tuple[str, str]]]]:
    found = offerable_activities()
    return [
        ("Depuis chez vous", [(one.code, one.label) for one in found if one.can_be_remote]),
        ("En vous déplaçant", [(one.code, one.label) for one in found if not one.can_be_remote]),
    ]


class ChangeOfferForm(forms.Form):
    """What, when, how far, how much."""

    activities = forms.MultipleChoiceField(
        label="Comment voulez-vous aider ?",
        choices=_grouped_activities,
        widget=CheckboxCards(icons={one.code: one.icon for one in offerable_activities()}),
        error_messages={"required": "Cochez au moins une façon d’aider, ou mettez-vous en pause."},
    )
    remote_only = forms.BooleanField(
        label="À distance seulement", required=False, help_text="Inutile de dire pourquoi."
    )
    week = WeekGridField(label="Quand êtes-vous disponible ?", required=False)
    address = forms.CharField(
        label="Où habitez-vous ?",
        max_length=200,
        error_messages={"required": "Indiquez votre rue ou votre quartier."},
    )
    radius_km = forms.FloatField(
        label="Jusqu’à quelle distance de chez vous ? (en km)",
        min_value=0.2,
        max_value=100,
        localize=True,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )
    vehicle = forms.BooleanField(label="J’ai un véhicule que je peux utiliser", required=False)
    languages = forms.MultipleChoiceField(
        label="Autres langues parlées",
        required=False,
        choices=[choice for choice in Language.choices if choice[0] != Language.FRENCH],
        widget=CheckboxCards,
    )
    weekly_cap = forms.IntegerField(
        label="Missions par semaine, au plus",
        min_value=0,
        max_value=21,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    shares_phone = forms.BooleanField(
        label="La personne que j’aide peut avoir mon numéro",
        required=False,
        help_text="Sans votre accord, elle ne voit que votre prénom et le numéro de votre badge.",
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "activities": volunteer.activities,
                "remote_only": volunteer.remote_only,
                "week": volunteer.week_bits,
                "address": volunteer.address,
                "radius_km": volunteer.radius_km,
                "vehicle": volunteer.vehicle,
                "languages": volunteer.languages,
                "weekly_cap": volunteer.weekly_cap,
                "shares_phone": volunteer.shares_phone,
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["address"].widget = Combobox(
            str(reverse_lazy("home:addresses")), attrs={"autocomplete": "street-address", "maxlength": "200"}
        )
        self.fields["address"].widget.is_required = True


class PauseForm(forms.Form):
    """Until when, if it is known."""

    paused_until = FrenchDateField(
        to_come=True,
        label="Jusqu’au (facultatif)",
        required=False,
        help_text="Par exemple 30/04/2026. Sans date, vous reprenez quand vous voulez.",
    )

    def until(self) -> date | None:
        """The day chosen; valid forms only."""
        day: date | None = self.cleaned_data["paused_until"]
        return day
