"""E-mail and password."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Django's form, in the words of a town hall."""

    error_messages = {
        "invalid_login": "Le courriel ou le mot de passe ne convient pas. Les majuscules comptent dans le mot de passe.",
        "inactive": "Ce compte est fermé. Adressez-vous à la personne qui gère les comptes.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"] = forms.EmailField(
            label="Courriel professionnel",
            widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"].label = "Mot de passe"
