"""Papers of a volunteer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cordee.ground.volunteers.models import Frame, Volunteer
from cordee.ground.volunteers.rules.papers import BADGE_DAYS, EMPLOYER_WORDS
from cordee.ground.volunteers.selectors.checks import activities_offered
from cordee.portal.desk.forms.membership import OrganisationField, check_frame
from cordee.ui.forms import CheckboxCards, ClockField, FrenchDateField, moment_of


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


class FrameForm(forms.Form):
    """The legal frame somebody acts in."""

    frame = forms.ChoiceField(label="Cadre", choices=Frame.choices)

    def __init__(self, *args: Any, keep: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(keep=keep)

    def clean(self) -> dict[str, Any]:
        """With the association that mandates, where it does."""
        found: dict[str, Any] = super().clean() or {}
        check_frame(self)
        return found


class BadgeForm(forms.Form):
    """How long a badge is good."""

    until = FrenchDateField(
        label="Valable jusqu’au",
        to_come=True,
        help_text="Un an au plus. Trois mois suffisent le plus souvent.",
    )

    @classmethod
    def proposed(cls, today: date) -> BadgeForm:
        """Three months."""
        return cls(initial={"until": _day(today + timedelta(days=BADGE_DAYS))}, prefix="badge")


class OrderForm(forms.Form):
    """What, where, when, on whose authority; a week at most."""

    activities = forms.MultipleChoiceField(
        label="Pour", widget=CheckboxCards, error_messages={"required": "Cochez au moins une aide."}
    )
    sector = forms.CharField(label="Secteur", max_length=120)
    starts_on = FrenchDateField(label="Du", to_come=True)
    starts_time = ClockField(label="À partir de")
    ends_on = FrenchDateField(label="Au", to_come=True, help_text="Une semaine au plus.")
    ends_time = ClockField(label="Jusqu’à")
    vehicle = forms.CharField(
        label="Véhicule",
        required=False,
        max_length=60,
        help_text="Immatriculation. Laissez vide : « à pied ».",
    )
    motive = forms.CharField(
        label="Motif de déplacement", required=False, max_length=200,
        help_text="Si une attestation de déplacement est exigée : la case choisie par la commune et son texte.",
    )  # fmt: skip
    act = forms.CharField(
        label="Vu",
        required=False,
        max_length=200,
        help_text="L’arrêté ou la décision, par exemple « l’arrêté n° 2026-14 ».",
    )
    signer = forms.CharField(
        label="Signé par", required=False, max_length=80, help_text="« l’adjointe à la solidarité »"
    )

    def __init__(
        self, data: Any = None, *, volunteer: Volunteer, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, prefix="ordre")
        self.fields["activities"].choices = [  # type: ignore[attr-defined]
            (one.label, one.label) for one in activities_offered(volunteer, at=timezone.now()) if one.is_open
        ]

    @classmethod
    def proposed(cls, *, volunteer: Volunteer, today: date, remembered: dict[str, str]) -> OrderForm:
        """A week from today, with what the town wrote on its last order."""
        open_acts = [one.label for one in activities_offered(volunteer, at=timezone.now()) if one.is_open]
        return cls(
            volunteer=volunteer,
            initial={
                "activities": open_acts,
                "sector": volunteer.district.name if volunteer.district else "toute la commune",
                "starts_on": _day(today),
                "starts_time": "08:00",
                "ends_on": _day(today + timedelta(days=6)),
                "ends_time": "20:00",
                "vehicle": "",
                "motive": remembered.get("motif", ""),
                "act": remembered.get("acte", ""),
                "signer": remembered.get("signataire", ""),
            },
        )

    def order(self) -> dict[str, Any]:
        """Arguments of ``issue_order``."""
        found = dict(self.cleaned_data)
        for end in ("starts", "ends"):
            found[f"{end}_at"] = moment_of(found.pop(f"{end}_on"), found.pop(f"{end}_time"))
        return found


class CallUpForm(forms.Form):
    """Calling a reservist up: when, where, for what, and what the employer says."""

    starts_on = FrenchDateField(label="Du", to_come=True)
    starts_time = ClockField(label="À partir de")
    ends_on = FrenchDateField(
        label="Au", to_come=True, help_text="Chaque jour ouvrable compte dans ceux de l’année."
    )
    ends_time = ClockField(label="Jusqu’à")
    place = forms.CharField(label="Lieu de rendez-vous", max_length=120)
    task = forms.CharField(label="Tâche", max_length=200)
    employer = forms.ChoiceField(
        label="Employeur",
        choices=[("", "à choisir"), *((code, words.capitalize()) for code, words in EMPLOYER_WORDS.items())],
    )
    signer = forms.CharField(label="Signé par", required=False, max_length=80)

    @classmethod
    def proposed(cls, today: date) -> CallUpForm:
        """Today, office hours."""
        day = _day(today)
        return cls(
            prefix="appel",
            initial={"starts_on": day, "starts_time": "08:00", "ends_on": day, "ends_time": "18:00"},
        )

    def order(self) -> dict[str, Any]:
        """Arguments of ``call_up``."""
        found = dict(self.cleaned_data)
        for end in ("starts", "ends"):
            found[f"{end}_at"] = moment_of(found.pop(f"{end}_on"), found.pop(f"{end}_time"))
        return found


class AttestationForm(forms.Form):
    """Between which days."""

    since = FrenchDateField(label="Du")
    until = FrenchDateField(label="Au")
    signer = forms.CharField(label="Signé par", required=False, max_length=80)

    @classmethod
    def proposed(cls, *, signed_up: date, today: date) -> AttestationForm:
        """Since the person signed up."""
        return cls(initial={"since": _day(signed_up), "until": _day(today)}, prefix="attestation")


class CheckBadgeForm(forms.Form):
    """What a voice on the telephone reads from a badge."""

    code = forms.CharField(
        label="Code court ou numéro",
        max_length=20,
        help_text="« 12-47 », ou le numéro entier.",
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
    first_name = forms.CharField(
        label="Prénom que donne la personne à la porte",
        max_length=60,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
