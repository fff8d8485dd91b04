"""Partners: looking for one, writing one down, preparing its convention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.rules.activities import offerable_activities
from cordee.ground.organisations.actions.records import Contact, Facts
from cordee.ground.organisations.models import Organisation, OrganisationKind, OrganisationState
from cordee.ground.organisations.rules.identifiers import read_rna, read_siret, shown_siret
from cordee.ground.organisations.selectors.lists import OrganisationFilter
from cordee.ground.people.rules.phones import display_phone
from cordee.portal.desk.forms.call import PhoneField
from cordee.ui.forms import CheckboxCards, FrenchDateField

LONGEST_PERIOD_DAYS = 731


def _activities() -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in offerable_activities()]


def _read(read: Callable[[str], str], typed: str) -> str:
    try:
        return read(typed)
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from None


class OrganisationFilterForm(forms.Form):
    """Which ones to see; unknown values are ignored rather than refused."""

    q = forms.CharField(label="Nom, RNA ou SIRET", required=False, max_length=60)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *OrganisationState.choices, ("expired", "convention échue")],
    )
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *OrganisationKind.choices]
    )
    activite = forms.ChoiceField(label="Activité", required=False)
    echeance = forms.BooleanField(label="Échéance sous 30 jours", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activite"].choices = [("", "Toutes"), *_activities()]  # type: ignore[attr-defined]

    def wanted(self) -> OrganisationFilter:
        """The filter."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return OrganisationFilter(
            text=found.get("q", ""),
            state=found.get("etat", ""),
            kind=found.get("nature", ""),
            activity=found.get("activite", ""),
            ending=bool(found.get("echeance")),
        )


class OrganisationForm(forms.Form):
    """A partner and its convention as it stands."""

    name = forms.CharField(label="Nom", max_length=120)
    kind = forms.ChoiceField(label="Nature", choices=OrganisationKind.choices)
    rna = forms.CharField(
        label="Numéro RNA", required=False, max_length=20, widget=forms.TextInput({"class": "short"}),
        help_text="Pour une association : W suivi de neuf chiffres.",
    )  # fmt: skip
    siret = forms.CharField(
        label="SIRET", required=False, max_length=24,
        widget=forms.TextInput({"class": "short", "inputmode": "numeric"}), help_text="Quatorze chiffres.",
    )  # fmt: skip
    seat = forms.CharField(label="Siège", required=False, max_length=200)
    contact_first_name = forms.CharField(label="Prénom", required=False, max_length=60)
    contact_last_name = forms.CharField(label="Nom", required=False, max_length=80)
    contact_role = forms.CharField(label="Fonction", required=False, max_length=80)
    contact_phone = PhoneField(label="Téléphone", required=False, max_length=30)
    contact_email = forms.EmailField(label="Courriel", required=False)
    activities = forms.MultipleChoiceField(
        label="Aides couvertes par la convention", choices=_activities, required=False, widget=CheckboxCards,
        help_text="Rien de coché : tout ce que ses bénévoles proposent.",
    )  # fmt: skip
    signed_on = FrenchDateField(
        label="Convention signée le", required=False, help_text="Vide tant qu’elle n’est pas signée."
    )
    valid_until = FrenchDateField(label="Valable jusqu’au", required=False)
    insurer = forms.CharField(label="Assureur et contrat", required=False, max_length=160)
    insurance_seen = forms.BooleanField(
        label="Attestation d’assurance vue", required=False, help_text="On la regarde, on ne la copie pas."
    )
    insurance_until = FrenchDateField(label="Assurance valable jusqu’au", required=False)
    notes = forms.CharField(
        label="Notes", required=False, max_length=600, widget=forms.Textarea({"rows": 3}),
        help_text="Ces notes peuvent être lues par la personne à contacter. Ni santé, ni religion, ni opinion.",
    )  # fmt: skip
    same_name = forms.BooleanField(
        label="C’est bien une autre structure, malgré le même nom", required=False, widget=forms.HiddenInput
    )

    identity_fields = ("name", "kind", "rna", "siret", "seat")
    contact_fields = (
        "contact_first_name",
        "contact_last_name",
        "contact_role",
        "contact_phone",
        "contact_email",
    )
    convention_fields = ("signed_on", "valid_until")
    insurance_fields = ("insurer", "insurance_seen", "insurance_until")

    @staticmethod
    def known(organisation: Organisation) -> dict[str, Any]:
        """What the form shows of a file."""
        contact = organisation.contact
        hidden = contact is None or contact.is_hidden
        return {
            "name": organisation.name,
            "kind": organisation.kind,
            "rna": organisation.rna,
            "siret": shown_siret(organisation.siret),
            "seat": organisation.seat,
            "contact_first_name": contact.first_name if contact and not hidden else "",
            "contact_last_name": contact.last_name if contact and not hidden else "",
            "contact_role": organisation.contact_role,
            "contact_phone": display_phone(contact.phone) if contact and not hidden and contact.phone else "",
            "contact_email": contact.email if contact and not hidden else "",
            "activities": list(organisation.activities),
            "signed_on": organisation.signed_on,
            "valid_until": organisation.valid_until,
            "insurer": organisation.insurer,
            "insurance_seen": organisation.insurance_seen_on is not None,
            "insurance_until": organisation.insurance_until,
            "notes": organisation.notes,
        }

    def clean_rna(self) -> str:
        """The number as kept; the error says what was expected."""
        return _read(read_rna, self.cleaned_data["rna"])

    def clean_siret(self) -> str:
        """The number as kept, its key checked."""
        return _read(read_siret, self.cleaned_data["siret"])

    def ask_about_same_name(self) -> None:
        """Show the box to tick, where another file bears this name."""
        self.fields["same_name"].widget = forms.CheckboxInput()

    def facts(self) -> Facts:
        """What was typed."""
        found = self.cleaned_data
        contact = Contact(
            first_name=found["contact_first_name"],
            last_name=found["contact_last_name"],
            phone=found["contact_phone"],
            email=found["contact_email"],
            role=found["contact_role"],
        )
        names = (
            "name",
            "kind",
            "rna",
            "siret",
            "seat",
            "activities",
            *self.convention_fields,
            *self.insurance_fields,
            "notes",
        )
        return Facts(contact=contact, **{name: found[name] for name in names})


class ConventionForm(forms.Form):
    """What the file does not hold and the paper needs."""

    representative = forms.CharField(
        label="Représentée par", max_length=120, required=False, help_text="« sa présidente, Mme … »"
    )
    starts_on = FrenchDateField(label="Du")
    ends_on = FrenchDateField(label="Au")
    signer = forms.CharField(label="Signée, pour la commune, par", max_length=80, required=False)


class PeriodForm(forms.Form):
    """Between which days missions are counted; the last ninety when nothing good is asked."""

    du = FrenchDateField(label="Du", required=False)
    au = FrenchDateField(label="Au", required=False)

    def clean(self) -> dict[str, Any]:
        """In order, and two years at most."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("du"), found.get("au")
        if first and last and not 0 <= (last - first).days <= LONGEST_PERIOD_DAYS:
            self.add_error("au", "La fin vient après le début, deux ans plus tard au plus.")
        return found

    def days(self, today: date) -> tuple[date, date]:
        """First and last day, both counted."""
        good = self.is_valid()
        last = (self.cleaned_data.get("au") if good else None) or today
        first = (self.cleaned_data.get("du") if good else None) or last - timedelta(days=90)
        return min(first, last), last
