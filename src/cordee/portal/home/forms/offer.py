"""« Je veux aider »: eight compulsory fields, the rest when one likes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.activities import offerable_activities
from cordee.ground.people.models import Language
from cordee.ground.volunteers.actions.signup import Offer
from cordee.ground.volunteers.rules.admission import check_old_enough
from cordee.portal.home.forms.fields import ADDRESS_HELP, NumberField, address_box
from cordee.ui.forms import CheckboxCards, FrenchDateField, HoneypotField, WeekGridField

RADII = [
    ("0.5", "500 m"),
    ("1", "1 km"),
    ("2", "2 km"),
    ("3", "3 km"),
    ("5", "5 km"),
    ("10", "10 km"),
    ("20", "20 km"),
]
NOW = [
    ("", "Non, pas tout de suite"),
    ("1", "Oui, pendant une heure"),
    ("3", "Oui, pendant trois heures"),
    ("evening", "Oui, jusqu’à ce soir"),
]


def _grouped_activities() -> list[tuple[str, list[tuple[str, str]]]]:
    found = offerable_activities()
    return [
        ("Depuis chez vous", [(one.code, one.label) for one in found if one.can_be_remote]),
        ("En vous déplaçant", [(one.code, one.label) for one in found if not one.can_be_remote]),
    ]


class OfferForm(forms.Form):
    """A sign-up. Compulsory: both names, birth date, a phone or an e-mail, where, what, when, the charter."""

    first_name = forms.CharField(
        label="Prénom",
        max_length=60,
        error_messages={"required": "Indiquez votre prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        error_messages={"required": "Indiquez votre nom."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    birth_on = FrenchDateField(
        label="Date de naissance",
        help_text="Par exemple 07/04/1988. Pour l’assurance, et l’âge demandé par certaines missions.",
        error_messages={"required": "Indiquez votre date de naissance."},
    )
    phone = NumberField(
        label="Téléphone", required=False, help_text="Un portable reçoit les propositions par SMS."
    )
    email = forms.EmailField(
        label="Courriel",
        required=False,
        max_length=200,
        help_text="À la place du téléphone, ou en plus.",
        error_messages={"invalid": "Cette adresse de courriel n’est pas complète (nom@exemple.fr)."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = forms.CharField(
        label="Où habitez-vous ?",
        max_length=200,
        help_text=ADDRESS_HELP + " Le quartier suffit si vous préférez.",
        error_messages={"required": "Indiquez votre rue ou votre quartier."},
    )
    activities = forms.MultipleChoiceField(
        label="Comment voulez-vous aider ?",
        choices=_grouped_activities,
        widget=CheckboxCards(icons={one.code: one.icon for one in offerable_activities()}),
        error_messages={"required": "Cochez au moins une façon d’aider."},
    )
    week = WeekGridField(
        label="Quand êtes-vous disponible ?",
        required=False,
        help_text="Cochez tout ce qui convient dans une semaine ordinaire. Vous pourrez changer.",
    )
    available_now = forms.ChoiceField(label="Et là, maintenant ?", choices=NOW, required=False)
    remote_only = forms.BooleanField(
        label="À distance seulement",
        required=False,
        help_text="Appels, couture, aide numérique. Inutile de dire pourquoi.",
    )
    radius_km = forms.ChoiceField(
        label="Jusqu’à quelle distance de chez vous ?", choices=RADII, required=False
    )
    vehicle = forms.BooleanField(label="J’ai un véhicule que je peux utiliser", required=False)
    languages = forms.MultipleChoiceField(
        label="Autres langues parlées",
        required=False,
        choices=[choice for choice in Language.choices if choice[0] != Language.FRENCH],
        widget=CheckboxCards,
    )
    remarks = forms.CharField(
        label="Autre chose à nous dire ?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cette note peut être relue par vous et par les agents. Ni santé, ni religion, ni opinion.",
    )
    charter = forms.BooleanField(
        label="J’ai lu la charte et je l’accepte",
        error_messages={
            "required": "La charte est la base de la confiance : merci de la lire et de l’accepter."
        },
    )
    website = HoneypotField()

    def __init__(self, *args: Any, today: date, default_radius_km: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["address"].widget = address_box()
        self.fields["address"].widget.is_required = True
        nearest = min((value for value, _ in RADII), key=lambda value: abs(float(value) - default_radius_km))
        self.fields["radius_km"].initial = nearest

    def clean_birth_on(self) -> date:
        """Refuse kindly under sixteen."""
        day: date = self.cleaned_data["birth_on"]
        try:
            check_old_enough(day, self._today)
        except Refused as refusal:
            raise ValidationError(str(refusal), code="age") from None
        return day

    def clean(self) -> dict[str, Any]:
        """One way to be reached, one moment to be free."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("phone") and not values.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error(
                "phone", "Indiquez un téléphone ou un courriel, pour que nous puissions vous répondre."
            )
        if not values.get("week") and not values.get("available_now") and "week" not in self.errors:
            self.add_error("week", "Cochez au moins un moment de la semaine.")
        return values

    def offer(self, *, place: dict[str, Any], at: datetime) -> Offer:
        """What is offered; valid forms only. ``place`` holds fields of ``Located``."""
        values = self.cleaned_data
        return Offer(
            first_name=values["first_name"],
            last_name=values["last_name"],
            birth_on=values["birth_on"],
            phone=values["phone"],
            email=values["email"].lower(),
            activities=values["activities"],
            week_bits=values["week"] or 0,
            place=place,
            languages=values["languages"],
            vehicle=values["vehicle"],
            remote_only=values["remote_only"],
            radius_km=float(values["radius_km"]) if values["radius_km"] else None,
            available_now_hours=hours_chosen(values["available_now"], at),
            remarks=values["remarks"],
            charter_accepted=values["charter"],
        )


def hours_chosen(choice: str, at: datetime) -> int:
    """Hours meant by « maintenant » : one, three, or up to 21 h tonight (one at least); 0 for no."""
    if choice != "evening":
        return int(choice) if choice else 0
    night = timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time(21)))
    return max(1, int((night - at) / timedelta(hours=1)))
