"""What an agent types to come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from cordee.ground.people.rules.codes import QUICK_CODE_DIGITS


class SignInForm(AuthenticationForm):
    """Django's form, in the words of a town hall. One sentence whatever is wrong: nobody learns who has an account."""

    error_messages = {
        "invalid_login": "Le courriel ou le mot de passe ne convient pas. Les majuscules comptent dans le mot de passe.",
        "inactive": "Le courriel ou le mot de passe ne convient pas. Les majuscules comptent dans le mot de passe.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"] = forms.EmailField(
            label="Courriel professionnel",
            max_length=254,
            widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"] = forms.CharField(
            label="Mot de passe",
            strip=False,
            max_length=200,
            widget=forms.PasswordInput({"autocomplete": "current-password"}),
        )

    def clean_username(self) -> str:
        """In small letters: wrong tries with « NADIA@ » and « nadia@ » are counted together."""
        return str(self.cleaned_data["username"]).lower()


class SecondFactorForm(forms.Form):
    """The code of the telephone, or one kept on paper."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True}),
        help_text="Les six chiffres de votre application, ou un code de secours.",
    )


class LinkForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label="Courriel professionnel", max_length=254, widget=forms.EmailInput({"autocomplete": "username"})
    )


class NewPasswordForm(forms.Form):
    """A password one chooses, typed twice."""

    new = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Douze caractères au moins. Quatre mots sans rapport font un bon mot de passe.",
    )
    again = forms.CharField(
        label="Encore une fois",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Typed twice the same."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", "Les deux mots de passe diffèrent.")
        return found


def _digits(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": autocomplete, "inputmode": "numeric"})


class SwitchForm(forms.Form):
    """Who comes back to this computer, and their short code."""

    account = forms.TypedChoiceField(
        label="Qui êtes-vous ?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez votre nom."},
    )
    code = forms.CharField(label="Code du poste", max_length=QUICK_CODE_DIGITS, widget=_digits("off"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = people  # type: ignore[attr-defined]
        if len(people) == 1:
            self.fields["account"].initial = people[0][0]


class QuickCodeForm(forms.Form):
    """The short code one chooses."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=QUICK_CODE_DIGITS,
        widget=_digits("off"),
        help_text="Ni une suite, ni une date que tout le monde connaît.",
    )


class ConfirmForm(forms.Form):
    """Something only the person knows, before a change that opens doors."""

    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )


class PasskeyForm(forms.Form):
    """What the browser answers for a key, and the name given to it."""

    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    name = forms.CharField(required=False, max_length=60)
