"""Staff accounts."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.ground.people.models import Role
from cordee.ui.forms import CheckboxCards, RadioCards


class RolesForm(forms.Form):
    """What the person does in the town hall."""

    roles = forms.TypedMultipleChoiceField(
        label="Rôles",
        choices=Role.choices,
        coerce=Role,
        widget=CheckboxCards,
        error_messages={
            "required": "Choisissez au moins un rôle. Pour retirer tout accès, fermez le compte."
        },
    )


class NewAccountForm(RolesForm):
    """One named person: « accueil » is a role, not an account."""

    name = forms.CharField(
        label="Prénom et nom", max_length=80, help_text="Une personne, jamais « accueil » ou « mairie »."
    )
    email = forms.EmailField(label="Courriel professionnel", help_text="Il sert à se connecter.")

    way = forms.ChoiceField(
        label="Comment la personne entre-t-elle la première fois ?",
        choices=(
            ("invitation", "Par une invitation, envoyée à son courriel"),
            ("password", "Avec un mot de passe tiré au hasard, montré une seule fois"),
        ),
        initial="invitation",
        widget=RadioCards,
    )

    field_order = ("name", "email", "way", "roles")


class OwnPasswordForm(forms.Form):
    """One's own password."""

    former = forms.CharField(
        label="Mot de passe actuel",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="Nouveau mot de passe",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Douze caractères au moins. Quatre mots sans rapport font un bon mot de passe.",
    )
    again = forms.CharField(
        label="Encore une fois", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Typed twice the same."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", "Les deux mots de passe diffèrent.")
        return found
