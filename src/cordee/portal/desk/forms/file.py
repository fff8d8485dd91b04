"""Correcting who is helped and where."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.ground.needs.models import Beneficiary
from cordee.ground.people.models import ContactBy, Language
from cordee.ground.people.rules.phones import display_phone
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import Combobox


class FileForm(forms.Form):
    """The person, their door, their word."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    phone_alt = PhoneField(label="Autre téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False)
    birth_year = forms.IntegerField(
        label="Année de naissance",
        required=False,
        min_value=1900,
        max_value=2026,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "4"}),
    )
    language = forms.ChoiceField(label="Langue", choices=Language.choices)
    contact_by = forms.ChoiceField(label="Préfère être joint·e", choices=ContactBy.choices)
    address = forms.CharField(
        label="Adresse",
        max_length=200,
        required=False,
        widget=Combobox(cast(str, reverse_lazy("home:addresses"))),
        help_text="Si l’adresse n’est pas connue, placez le point sur la carte.",
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    address_extra = forms.CharField(label="Bâtiment, étage, code", max_length=120, required=False)
    access_notes = forms.CharField(label="Comment vous trouve-t-on ?", max_length=140, required=False)
    recognition_word = forms.CharField(label="Mot de reconnaissance", max_length=30)

    person_fields = (
        "last_name",
        "first_name",
        "phone",
        "phone_alt",
        "email",
        "birth_year",
        "language",
        "contact_by",
    )

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> FileForm:
        """The form filled with what is known."""
        person, household = beneficiary.person, beneficiary.household
        initial: dict[str, Any] = {name: getattr(person, name) for name in cls.person_fields}
        initial |= {
            "phone": display_phone(person.phone) if person.phone else "",
            "phone_alt": display_phone(person.phone_alt) if person.phone_alt else "",
            "address": household.address,
            "address_extra": household.address_extra,
            "access_notes": household.access_notes,
            "recognition_word": beneficiary.recognition_word,
        }
        return cls(initial=initial)

    def clean(self) -> dict[str, Any]:
        """Somebody must stay reachable."""
        found = super().clean() or {}
        if (
            not (found.get("phone") or found.get("phone_alt") or found.get("email"))
            and "phone" not in self.errors
        ):
            self.add_error("phone", "Un numéro ou un courriel est nécessaire pour répondre.")
        return found
