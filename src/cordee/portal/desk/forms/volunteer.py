"""One volunteer: signing up at the counter, correcting, pausing."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.ground.needs.rules.activities import offerable_activities
from cordee.ground.people.models import ContactBy, Language
from cordee.ground.volunteers.actions.signup import Offer
from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.rules.membership import is_of_partner
from cordee.portal.desk.forms.call import PhoneField
from cordee.portal.desk.forms.membership import OrganisationField, check_frame
from cordee.ui.forms import CheckboxCards, Combobox, FrenchDateField, WeekGridField

_RADII = ("0.5", "1", "2", "3", "5", "10", "20", "50")
NOW_HOURS = [("1", "1 heure"), ("3", "3 heures"), ("6", "6 heures"), ("12", "12 heures")]


def _radius_words(value: str) -> str:
    return "500 m" if value == "0.5" else f"{value.replace('.', ',')} km"


def _address_box() -> Combobox:
    return Combobox(cast(str, reverse_lazy("home:addresses")), attrs={"maxlength": "200"})


def _activities() -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in offerable_activities()]


class OfferFields(forms.Form):
    """What is offered, in the order it is asked."""

    activities = forms.MultipleChoiceField(
        label="Activités proposées",
        choices=_activities,
        widget=CheckboxCards,
        error_messages={"required": "Cochez au moins une façon d’aider."},
    )
    week = WeekGridField(label="Disponibilités d’une semaine ordinaire", required=False)
    radius_km = forms.ChoiceField(
        label="Jusqu’à quelle distance ?", choices=[(value, _radius_words(value)) for value in _RADII]
    )
    remote_only = forms.BooleanField(
        label="À distance seulement", required=False, help_text="Sans demander pourquoi."
    )
    vehicle = forms.BooleanField(label="A un véhicule utilisable", required=False)
    languages = forms.MultipleChoiceField(
        label="Autres langues parlées",
        required=False,
        choices=[choice for choice in Language.choices if choice[0] != Language.FRENCH],
        widget=CheckboxCards,
    )


def _keep_radius(form: OfferFields, radius_km: float) -> str:
    """The radius among the choices, added when it is none of them: 2.5 km is not silently changed."""
    value = f"{radius_km:g}"
    if value not in _RADII:
        choices = sorted({*_RADII, value}, key=float)
        form.fields["radius_km"].choices = [(one, _radius_words(one)) for one in choices]  # type: ignore[attr-defined]
    return value


class NewVolunteerForm(OfferFields):
    """Somebody signs up at the counter or on the phone; the agent types for them."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60)
    birth_on = FrenchDateField(
        label="Date de naissance", help_text="Elle sert à l’assurance et à l’âge demandé par les missions."
    )
    phone = PhoneField(label="Téléphone", required=False, max_length=30, help_text="Fixe ou portable.")
    email = forms.EmailField(label="Courriel", required=False)
    address = forms.CharField(
        label="Adresse",
        required=False,
        max_length=200,
        widget=_address_box(),
        help_text="La rue ou le quartier suffit.",
    )
    available_now = forms.ChoiceField(
        label="Disponible tout de suite ?", required=False, choices=[("", "Non"), *NOW_HOURS]
    )
    frame = forms.ChoiceField(label="Cadre", choices=Frame.choices, initial=Frame.COMMUNE_COSP)
    charter = forms.BooleanField(
        label="La charte a été lue avec la personne, qui l’accepte",
        required=False,
        help_text="Elle peut aussi l’accepter plus tard : rien ne lui est proposé à la porte d’ici là.",
    )
    remarks = forms.CharField(
        label="Remarques", required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text="Cette note peut être lue par la personne. Ni santé, ni religion, ni opinion.",
    )  # fmt: skip

    identity_fields = ("last_name", "first_name", "birth_on", "phone", "email", "address")

    def __init__(self, *args: Any, default_radius_km: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["radius_km"].initial = _keep_radius(self, default_radius_km)
        self.fields["organisation"] = OrganisationField()

    def clean(self) -> dict[str, Any]:
        """One way to be reached."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("phone") and not found.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "Indiquez un téléphone ou un courriel, pour pouvoir répondre.")
        check_frame(self)
        return found

    def offer(self, *, place: dict[str, Any]) -> Offer:
        """What is offered; ``place`` holds fields of ``Located``."""
        found = self.cleaned_data
        return Offer(
            first_name=found["first_name"],
            last_name=found["last_name"],
            birth_on=found["birth_on"],
            phone=found["phone"],
            email=found["email"].lower(),
            activities=found["activities"],
            week_bits=found["week"] or 0,
            place=place,
            languages=found["languages"],
            vehicle=found["vehicle"],
            remote_only=found["remote_only"],
            radius_km=float(found["radius_km"]),
            available_now_hours=int(found["available_now"] or 0),
            remarks=found["remarks"],
            charter_accepted=found["charter"],
            frame=found["frame"],
            organisation=found["organisation"],
        )


class ChangeOfferForm(OfferFields):
    """The offer, changed for the person."""

    weekly_cap = forms.IntegerField(
        label="Missions par semaine, au plus", min_value=0, max_value=21,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
    )  # fmt: skip
    address = forms.CharField(label="Adresse", required=False, max_length=200, widget=_address_box())
    shares_phone = forms.BooleanField(
        label="Accepte que son numéro soit donné à la personne aidée", required=False
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "activities": list(volunteer.activities),
            "week": volunteer.week_bits,
            "radius_km": _keep_radius(self, volunteer.radius_km),
            "remote_only": volunteer.remote_only,
            "vehicle": volunteer.vehicle,
            "languages": volunteer.languages,
            "weekly_cap": volunteer.weekly_cap,
            "address": volunteer.address,
            "shares_phone": volunteer.shares_phone,
        }
        if is_of_partner(volunteer):
            del self.fields["address"]


class IdentityForm(forms.Form):
    """Who the volunteer is and how to reach them."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    birth_on = FrenchDateField(label="Date de naissance", required=False)
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    phone_alt = PhoneField(label="Autre téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False)
    contact_by = forms.ChoiceField(label="Préfère être joint·e", choices=ContactBy.choices)

    def __init__(self, *args: Any, of_partner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_partner:  # The association keeps the rest (domain.md § 1.4).
            del self.fields["birth_on"]

    def clean(self) -> dict[str, Any]:
        """One way to be reached."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("phone") and not found.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "Gardez au moins un téléphone ou un courriel.")
        found["email"] = (found.get("email") or "").lower()
        return found


class PauseForm(forms.Form):
    """Until when nothing is proposed."""

    until = FrenchDateField(
        to_come=True,
        label="En pause jusqu’au",
        required=False,
        help_text="Laissez vide : jusqu’à ce que la personne revienne.",
    )


class AvailableNowForm(forms.Form):
    """« J’ai une heure maintenant », said on the phone."""

    hours = forms.TypedChoiceField(
        label="Disponible à partir de maintenant, pendant",
        choices=[*NOW_HOURS, ("0", "plus maintenant")],
        coerce=int,
    )
