"""What is typed at the desk of data protection."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from cordee.ground.people.models import Person, RightChannel, RightKind, RightOutcome
from cordee.ground.people.rules.phones import display_phone
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import Combobox, FrenchDateField


class FindForm(forms.Form):
    """Who writes: sent by POST, so that no name stays in an address or in a log."""

    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    phone = PhoneField(label="ou téléphone", required=False, max_length=30)

    def clean(self) -> dict[str, Any]:
        """Something to look for."""
        found = super().clean() or {}
        if not found.get("last_name") and not found.get("phone") and not self.errors:
            self.add_error("last_name", "Donnez un nom ou un téléphone.")
        return found


class RightRequestForm(forms.Form):
    """What is asked and when it came."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="La personne demande à", choices=RightKind.choices)
    channel = forms.ChoiceField(label="Demande reçue par", choices=RightChannel.choices[:4])
    received_on = FrenchDateField(label="Reçue le", help_text="Le délai d’un mois part de ce jour.")
    identity_checked = forms.CharField(
        label="Comment l’identité a été vérifiée",
        max_length=80,
        required=False,
        help_text="Par exemple : « rappel au numéro connu, mot dit ». Jamais de copie de pièce d’identité.",
    )


class IdentityCheckForm(forms.Form):
    """How one made sure of who asks."""

    identity_checked = forms.CharField(
        label="Comment l’identité a été vérifiée",
        max_length=80,
        help_text="Par exemple : « rappel au numéro connu, mot dit ». Jamais de copie de pièce d’identité.",
    )


class AnswerForm(forms.Form):
    """The answer given."""

    outcome = forms.ChoiceField(label="Réponse donnée", choices=RightOutcome.choices)
    note = forms.CharField(
        label="Motifs, si la demande n’est pas suivie entièrement",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="La personne peut lire cette note.",
    )


class RectifyForm(forms.Form):
    """What the person says is wrong."""

    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    phone = PhoneField(label="Téléphone", required=False, max_length=30)
    phone_alt = PhoneField(label="Autre téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False)
    birth_on = FrenchDateField(label="Date de naissance", required=False)

    person_fields = ("last_name", "first_name", "phone", "phone_alt", "email", "birth_on")

    def __init__(self, *args: Any, address: str | None = None, **kwargs: Any) -> None:
        """``address`` is the one known of a person helped; without a file of help no address is asked."""
        super().__init__(*args, **kwargs)
        if address is not None:
            self.fields["address"] = forms.CharField(
                label="Adresse", max_length=200, required=False, initial=address,
                widget=Combobox(cast(str, reverse_lazy("home:addresses"))),
            )  # fmt: skip

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """What is known."""
        return {
            "last_name": person.last_name,
            "first_name": person.first_name,
            "phone": display_phone(person.phone) if person.phone else "",
            "phone_alt": display_phone(person.phone_alt) if person.phone_alt else "",
            "email": person.email,
            "birth_on": person.birth_on,
        }

    def clean(self) -> dict[str, Any]:
        """Somebody must stay reachable."""
        found = super().clean() or {}
        if (
            not (found.get("phone") or found.get("phone_alt") or found.get("email"))
            and "phone" not in self.errors
        ):
            self.add_error("phone", "Un numéro ou un courriel est nécessaire pour répondre.")
        return found


class DaysForm(forms.Form):
    """How long a series is kept."""

    days = forms.IntegerField(
        label="Durée (jours)",
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "4"}),
    )


class EliminateForm(forms.Form):
    """The signature under a list that was read."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    visa = forms.CharField(
        label="Visa des archives départementales",
        max_length=120,
        required=False,
        help_text="Référence et date du visa, s’il a été demandé (Code du patrimoine, art. R212-14).",
    )
    sure = forms.BooleanField(
        label="J’ai lu la liste : ces données seront détruites pour toujours",
        error_messages={"required": "Cochez pour confirmer la destruction."},
    )


class DismissForm(forms.Form):
    """What the DPO found out."""

    note = forms.CharField(label="Ce que vous avez vérifié", max_length=300)
