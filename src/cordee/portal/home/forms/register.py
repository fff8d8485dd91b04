"""« Le registre de solidarité »: the person, their legal representative, or somebody who writes for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cordee.coordinate.register.actions.enrolment import Enrolment
from cordee.coordinate.register.rules.choices import LegalCategory, Means, Mobility, Origin
from cordee.coordinate.register.rules.operational import questions_asked
from cordee.portal.home.forms.fields import ADDRESS_HELP, NumberField, address_box
from cordee.ui.forms import FrenchDateField, HoneypotField, RadioCards

_YES_NO = [("", "Je ne réponds pas"), ("oui", "Oui"), ("non", "Non")]
_BOOLEANS = ("lives_alone", "weekly_visit")
_OFFERED = ("lives_alone", "weekly_visit", "mobility", "medical_device", "hard_of_hearing")
"""The questions whose answer changes how soon somebody is called; the others are asked on the telephone."""


class RegisterForm(forms.Form):
    """A request to be listed. Compulsory: who asks, name, at which title, one way to call, the address."""

    origin = forms.ChoiceField(
        label="Qui demande l’inscription ?",
        choices=[
            (Origin.SELF, "Moi, pour moi-même"),
            (Origin.REPRESENTATIVE, "Son représentant légal (tutelle, curatelle, habilitation)"),
            (Origin.THIRD_PARTY, "Quelqu’un d’autre : famille, voisin, soignant, aide à domicile"),
        ],
        widget=RadioCards,
        error_messages={"required": "Dites qui fait la demande."},
    )
    third_name = forms.CharField(
        label="Votre nom, si vous écrivez pour quelqu’un d’autre", max_length=120, required=False
    )
    third_quality = forms.CharField(
        label="Qui êtes-vous pour cette personne ?",
        max_length=80,
        required=False,
        help_text="Par exemple : sa fille, son tuteur, un voisin, son médecin.",
    )
    signed = forms.BooleanField(
        label="J’écris cette demande en mon nom, et je l’ai dit ou le dirai à la personne",
        required=False,
        help_text="Pour quelqu’un d’autre, la loi demande un écrit : cette case le signe.",
    )
    last_name = forms.CharField(
        label="Nom de la personne à inscrire",
        max_length=80,
        error_messages={"required": "Indiquez le nom de la personne."},
    )
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    birth_on = FrenchDateField(
        label="Date de naissance",
        required=False,
        help_text="Par exemple 07/04/1944. Aucun papier n’est demandé.",
    )
    category = forms.ChoiceField(
        label="À quel titre ?",
        choices=[
            (LegalCategory.AGE65, "65 ans et plus"),
            (LegalCategory.AGE60_UNFIT, "Plus de 60 ans, reconnue inapte au travail"),
            (LegalCategory.HANDICAP, "Adulte en situation de handicap"),
        ],
        widget=RadioCards,
        error_messages={"required": "Choisissez à quel titre."},
    )
    phone = NumberField(
        label="Téléphone de la personne",
        required=False,
        help_text="Celui où nous appellerons pour prendre des nouvelles.",
    )
    email = forms.EmailField(
        label="Courriel",
        required=False,
        max_length=200,
        error_messages={"invalid": "Cette adresse de courriel n’est pas complète (nom@exemple.fr)."},
    )
    address = forms.CharField(
        label="Adresse de la personne dans la commune",
        max_length=200,
        help_text=ADDRESS_HELP,
        error_messages={"required": "Indiquez l’adresse : c’est là qu’on ira voir si personne ne répond."},
    )
    emergency_name = forms.CharField(
        label="Personne à prévenir en cas d’urgence", max_length=120, required=False
    )
    emergency_phone = NumberField(label="Son téléphone", required=False)
    home_service = forms.CharField(
        label="Service d’aide à domicile et son téléphone", max_length=160, required=False
    )
    answers_agreed = forms.BooleanField(
        label="La personne est d’accord pour que ces réponses soient gardées", required=False
    )
    website = HoneypotField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget = address_box()
        self.fields["address"].widget.is_required = True
        self._questions = [one for one in questions_asked() if one.code in _OFFERED]
        for one in self._questions:
            choices = [("", "Je ne réponds pas"), *Mobility.choices] if one.code == "mobility" else _YES_NO
            self.fields[one.code] = forms.ChoiceField(label=one.label, choices=choices, required=False)

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The optional questions, bound."""
        return [self[one.code] for one in self._questions]

    @property
    def questions_open(self) -> bool:
        """Whether the box of the optional questions is open: something in it is wrong or answered."""
        names = ("answers_agreed", *(one.code for one in self._questions))
        return any(name in self.errors or self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        """Whoever writes for another says who they are and signs."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("origin") not in {Origin.THIRD_PARTY, Origin.REPRESENTATIVE}:
            return said
        if not said.get("third_name"):
            self.add_error("third_name", "Indiquez votre nom : vous écrivez pour quelqu’un d’autre.")
        if said["origin"] == Origin.THIRD_PARTY:
            if not said.get("third_quality"):
                self.add_error("third_quality", "Dites qui vous êtes pour cette personne.")
            if not said.get("signed"):
                self.add_error(
                    "signed", "Cochez pour signer : sans écrit, la loi ne permet pas de l’inscrire."
                )
        return said

    def enrolment(self, *, place: dict[str, Any], on: date) -> Enrolment:
        """What was said; valid forms only. ``place`` holds fields of ``Located``."""
        said = self.cleaned_data
        alone = ("last_name", "first_name", "birth_on", "category", "phone", "email", "emergency_name",
                 "emergency_phone", "home_service", "origin", "answers_agreed")  # fmt: skip
        guardian = said["origin"] == Origin.REPRESENTATIVE
        return Enrolment(
            **{name: said[name] for name in alone},
            means=Means.WEB,
            requested_on=on,
            place=place,
            third_name="" if guardian else said["third_name"],
            third_quality="" if guardian else said["third_quality"],
            representative=f"{said['third_name']} ({said['third_quality'] or 'représentant légal'})"
            if guardian
            else "",
            answers={
                one.code: {"oui": True, "non": False}.get(said[one.code])
                if one.code in _BOOLEANS
                else said[one.code]
                for one in self._questions
            },
        )
